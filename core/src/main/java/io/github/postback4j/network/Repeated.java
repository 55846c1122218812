package io.github.postback4j.network;

import io.github.postback4j.conversion.Item;
import io.github.postback4j.network.Scope.Group;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is repeated: for each line of the order, or for each commission group.
 *
 * @param groupCode the group of a line; null to go by lines
 * @param start the number of the first
 */
record Repeated(@Nullable Value groupCode, int start) {

  /** Does something for each. */
  void forEach(Scope scope, Body body) {
    int n = start;
    if (groupCode == null) {
      List<Item> items = scope.conversion().items();
      for (int i = 0; i < items.size(); i++) {
        body.accept(scope.of(items.get(i), n++));
      }
    } else {
      for (Group group : CommissionGroups.of(scope, groupCode)) {
        body.accept(scope.of(group, n++));
      }
    }
  }

  /** Of these sources those that are not of the line or group, and what it is repeated for. */
  Set<String> outside(Set<String> sources) {
    Set<String> outside = new LinkedHashSet<>(sources);
    outside.removeIf(groupCode == null ? Source::isOfLine : Source::isOfGroup);
    outside.add(Source.ITEMS);
    if (groupCode != null) {
      outside.addAll(new Repeated(null, start).outside(groupCode.sources()));
    }
    return outside;
  }

  /** What is done. */
  interface Body {
    void accept(Scope scope);
  }
}
