package io.github.postback4j.examples.springshop;

import io.github.postback4j.examples.springshop.Answers.Failure;
import io.github.postback4j.examples.springshop.Answers.LoggedIn;
import io.github.postback4j.examples.springshop.Answers.Reported;
import io.github.postback4j.examples.springshop.Answers.Standing;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The shop for programs: JSON in, JSON out, errors included. */
@RestController
@RequestMapping("/api")
class ShopApi {

  private static final Logger log = LoggerFactory.getLogger(ShopApi.class);

  private final Counter counter;
  private final Logins logins;

  ShopApi(Counter counter, Logins logins) {
    this.counter = counter;
    this.logins = logins;
  }

  @PostMapping("/login")
  LoggedIn login(
      @RequestBody Requests.Login body, HttpServletRequest request, HttpServletResponse response) {
    logins.login(body.customer(), request, response);
    return new LoggedIn(body.customer());
  }

  @PostMapping("/orders")
  ResponseEntity<Reported> place(@RequestBody Requests.Placement body, HttpServletRequest request) {
    Order order = body.order(logins.customer(request));
    return answer(counter.place(order, body.fails()));
  }

  @PostMapping("/payments")
  ResponseEntity<Object> pay(@RequestBody Requests.Payment body) {
    return counter
        .pay(body.order())
        .<ResponseEntity<Object>>map(order -> ResponseEntity.ok(Reported.of(order)))
        .orElseGet(ShopApi::unknownOrder);
  }

  @PostMapping("/renewals")
  ResponseEntity<Reported> renew(@RequestBody Requests.Renewal body) {
    return answer(counter.place(body.order(), false));
  }

  @GetMapping("/orders/{id}/postbacks")
  ResponseEntity<Object> postbacks(@PathVariable("id") String orderId) {
    return counter
        .postbacks(orderId)
        .<ResponseEntity<Object>>map(
            postbacks -> ResponseEntity.ok(postbacks.stream().map(Standing::of).toList()))
        .orElseGet(ShopApi::unknownOrder);
  }

  private static ResponseEntity<Reported> answer(OrderDesk.Placed placed) {
    return ResponseEntity.status(placed.created() ? HttpStatus.CREATED : HttpStatus.OK)
        .body(Reported.of(placed.order()));
  }

  private static ResponseEntity<Object> unknownOrder() {
    return ResponseEntity.status(HttpStatus.NOT_FOUND).body(new Failure("there is no such order"));
  }

  @ExceptionHandler
  ResponseEntity<Failure> invalid(Requests.InvalidException e) {
    return ResponseEntity.badRequest().body(new Failure(String.valueOf(e.getMessage())));
  }

  @ExceptionHandler
  ResponseEntity<Failure> unreadable(HttpMessageNotReadableException e) {
    return ResponseEntity.badRequest()
        .body(new Failure("the body is not the JSON object that is expected here"));
  }

  @ExceptionHandler
  ResponseEntity<Failure> failedOnPurpose(OrderDesk.FailedOnPurposeException e) {
    return ResponseEntity.internalServerError().body(new Failure(String.valueOf(e.getMessage())));
  }

  @ExceptionHandler
  ResponseEntity<Failure> failed(RuntimeException e) {
    log.error("A request failed", e);
    return ResponseEntity.internalServerError().body(new Failure("the shop failed; try again"));
  }
}
