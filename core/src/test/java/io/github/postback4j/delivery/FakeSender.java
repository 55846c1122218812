package io.github.postback4j.delivery;

import io.github.postback4j.network.PostbackRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Answers by a function, or leaves calls open for the test to end. */
final class FakeSender implements PostbackSender {

  record Sent(PostbackRequest request, Options options, CompletableFuture<SendResult> call) {
    String id() {
      return request.url().replaceAll(".*id=", "");
    }
  }

  final List<Sent> sent = new ArrayList<>();
  Function<PostbackRequest, SendResult> answers = request -> null;

  /** Most calls that were open at once. */
  int most;

  @Override
  public synchronized CompletableFuture<SendResult> send(PostbackRequest request, Options options) {
    CompletableFuture<SendResult> call = new CompletableFuture<>();
    sent.add(new Sent(request, options, call));
    most = Math.max(most, (int) sent.stream().filter(one -> !one.call().isDone()).count());
    SendResult result = answers.apply(request);
    if (result != null) {
      call.complete(result);
    }
    return call;
  }

  synchronized int count() {
    return sent.size();
  }

  synchronized List<String> ids() {
    return sent.stream().map(Sent::id).toList();
  }

  /** Ends all open calls with this. */
  void land(SendResult result) {
    List<Sent> open;
    synchronized (this) {
      open = List.copyOf(sent);
    }
    open.forEach(call -> call.call().complete(result));
  }

  @Override
  public void close() {}
}
