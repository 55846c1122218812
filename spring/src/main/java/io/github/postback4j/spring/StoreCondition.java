package io.github.postback4j.spring;

import io.github.postback4j.spring.Postback4jProperties.Store;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether a kind of store is asked for, by {@code postback4j.outbox}. */
abstract class StoreCondition extends SpringBootCondition {

  private static final String STORE = Postback4jProperties.PREFIX + ".outbox.store";
  private static final String PATH = Postback4jProperties.PREFIX + ".outbox.path";

  @Override
  public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata data) {
    Store store;
    try {
      store = Binder.get(context.getEnvironment()).bind(STORE, Store.class).orElse(Store.AUTO);
    } catch (BindException e) {
      return ConditionOutcome.noMatch(STORE + " is none of its values"); // told by the properties
    }
    boolean hasPath = context.getEnvironment().containsProperty(PATH);
    return new ConditionOutcome(matches(store, hasPath), STORE + " is " + store);
  }

  abstract boolean matches(Store store, boolean hasPath);

  static final class OfDataSource extends StoreCondition {
    @Override
    boolean matches(Store store, boolean hasPath) {
      return store == Store.AUTO || store == Store.DATA_SOURCE;
    }
  }

  static final class OfFile extends StoreCondition {
    @Override
    boolean matches(Store store, boolean hasPath) {
      return store == Store.FILE || (store == Store.AUTO && hasPath);
    }
  }
}
