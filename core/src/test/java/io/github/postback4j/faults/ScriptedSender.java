package io.github.postback4j.faults;

import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.SendResult;
import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.delivery.SendResult.NoAnswer;
import io.github.postback4j.network.PostbackRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Networks without a wire: those that are down say so at once, the others wait for the test. */
final class ScriptedSender implements PostbackSender {

  private static final SendResult DOWN = new SendResult.NotSent("connect_error", false);

  private final List<CompletableFuture<SendResult>> open = new ArrayList<>();
  private final List<String> urls = new ArrayList<>();
  private String downHost = "";

  /** Calls to this host are refused from now on; to no other. */
  void down(String host) {
    downHost = host;
  }

  @Override
  public CompletableFuture<SendResult> send(PostbackRequest request, Options options) {
    urls.add(request.url());
    if (!downHost.isEmpty() && request.url().contains(downHost)) {
      return CompletableFuture.completedFuture(DOWN);
    }
    CompletableFuture<SendResult> call = new CompletableFuture<>();
    open.add(call);
    return call;
  }

  /** URLs of all calls so far. */
  List<String> urls() {
    return List.copyOf(urls);
  }

  long callsTo(String host) {
    return urls.stream().filter(url -> url.contains(host)).count();
  }

  /** Books all calls that wait; how many there were. */
  int answer() {
    List<CompletableFuture<SendResult>> waiting = List.copyOf(open);
    open.clear();
    waiting.forEach(call -> call.complete(new Answered(200, "success=true;", null)));
    return waiting.size();
  }

  /** Ends all calls that wait without an answer. */
  void end() {
    List<CompletableFuture<SendResult>> waiting = List.copyOf(open);
    open.clear();
    waiting.forEach(call -> call.complete(new NoAnswer("no_answer_for_the_test")));
  }

  @Override
  public void close() {}
}
