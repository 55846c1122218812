package io.github.postback4j.servlet;

import io.github.postback4j.click.Click;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down what was saved, or fails as it is told to. */
final class RecordingStore implements SessionStore {

  record Saved(SessionKey key, Click click) {}

  final List<Saved> saved = new CopyOnWriteArrayList<>();
  private volatile @Nullable Throwable failure;

  void failWith(@Nullable Throwable failure) {
    this.failure = failure;
  }

  List<String> transactionIds() {
    return saved.stream().map(save -> save.click().transactionId()).toList();
  }

  List<String> visitorIds() {
    return saved.stream().map(save -> save.key().value()).toList();
  }

  @Override
  public void add(SessionKey key, List<KeptClick> clicks) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    clicks.forEach(kept -> saved.add(new Saved(key, kept.click())));
  }

  @Override
  public List<KeptClick> find(SessionKey key) {
    return List.of();
  }

  @Override
  public void link(SessionKey from, SessionKey to, @Nullable SessionKey customer) {}

  @Override
  public void remove(SessionKey key) {}

  @Override
  public String ownerOf(SessionKey customer) {
    return "";
  }
}
