package io.github.postback4j.testkit.year;

import io.github.postback4j.Attribution;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.SendResult;
import io.github.postback4j.network.DeDuplication;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Defects that the year has to notice, each planted in front of the sound library. */
enum Planted implements Defect {
  /** The first click is credited, whatever the rule. */
  FIRST_CLICK_WINS(Verdict.Kind.WRONG_PARTNER) {
    @Override
    public Attribution attribution(Attribution sound) {
      return Attribution.firstClickPerNetwork();
    }
  },

  /** Whose click it is, is forgotten: the next customer of the browser uses it. */
  OWNER_IS_FORGOTTEN(Verdict.Kind.EXTRA) {
    @Override
    public SessionStore sessions(SessionStore sound) {
      return around(
          SessionStore.class,
          sound,
          (name, arguments, library) -> {
            Object result = library.call(arguments);
            return name.equals("find") && result instanceof List<?> found
                ? found.stream().map(one -> unowned((KeptClick) one)).toList()
                : result;
          });
    }
  },

  /** Logins are not noticed: renewals and other browsers miss the click. */
  LOGIN_IS_IGNORED(Verdict.Kind.LOST) {
    @Override
    public SessionStore sessions(SessionStore sound) {
      return around(
          SessionStore.class,
          sound,
          (name, arguments, library) ->
              name.equals("link") && isKey(arguments[1], SessionKey.Kind.CUSTOMER)
                  ? null
                  : library.call(arguments));
    }
  },

  /** An order that was placed knows nothing of its clicks. */
  ORDER_IS_NOT_COPIED_TO(Verdict.Kind.LOST) {
    @Override
    public SessionStore sessions(SessionStore sound) {
      return around(
          SessionStore.class,
          sound,
          (name, arguments, library) ->
              name.equals("find") && isKey(arguments[0], SessionKey.Kind.ORDER)
                  ? List.of()
                  : library.call(arguments));
    }
  },

  /** A click is paid for four months, whatever was agreed. */
  WINDOW_IS_TOO_LONG(Verdict.Kind.EXTRA) {
    @Override
    public NetworkBuilder network(YearNetwork network, NetworkBuilder sound) {
      return sound.attributionWindow(Duration.ofDays(120));
    }
  },

  /** What was decided is forgotten: a page that is opened again books a second sale. */
  DECISION_IS_FORGOTTEN(Verdict.Kind.EXTRA) {
    @Override
    public Outbox outbox(Outbox sound) {
      return around(
          Outbox.class,
          sound,
          (name, arguments, library) -> {
            if (name.equals("decide") && arguments[0] instanceof Decision made) {
              String another = UUID.randomUUID().toString();
              Decision renamed =
                  new Decision(
                      made.orderId(), made.goal(), another, made.decidedAt(), made.networks());
              Object holds = library.call(new Object[] {renamed, arguments[1]});
              return renamed.equals(holds) ? made : holds;
            }
            return library.call(arguments);
          });
    }
  },

  /** A network that pays twice is trusted to notice repetitions. */
  WHAT_PAYS_TWICE_IS_REPEATED(Verdict.Kind.EXTRA) {
    @Override
    public NetworkBuilder network(YearNetwork network, NetworkBuilder sound) {
      return network == YearNetwork.BLOGS ? sound.deDuplication(DeDuplication.UNIQUE_ID) : sound;
    }
  },

  /** One postback in ten is said to be recorded without being sent. */
  ONE_IN_TEN_IS_NOT_SENT(Verdict.Kind.LOST) {
    @Override
    public PostbackSender sender(PostbackSender sound) {
      return sending(
          sound, request -> Math.floorMod(request.url().hashCode(), 10) == 0 ? null : request);
    }
  },

  /** Amounts lose what stands behind the dot. */
  CENTS_ARE_CUT(Verdict.Kind.WRONG_AMOUNT) {
    @Override
    public PostbackSender sender(PostbackSender sound) {
      return sending(
          sound,
          request ->
              PostbackRequest.get(request.url().replaceAll("(amount=[0-9]+)[.][0-9]+", "$1")));
    }
  };

  /** What it shows as, among other things. */
  final Verdict.Kind symptom;

  Planted(Verdict.Kind symptom) {
    this.symptom = symptom;
  }

  private static KeptClick unowned(KeptClick kept) {
    return new KeptClick(kept.click(), kept.expiresAt(), null);
  }

  private static boolean isKey(@Nullable Object argument, SessionKey.Kind kind) {
    return argument instanceof SessionKey key && key.kind() == kind;
  }

  /** The sound method. */
  private interface Library {
    @Nullable Object call(@Nullable Object[] arguments) throws Throwable;
  }

  /** What is done in its place. */
  private interface Around {
    @Nullable Object call(String name, @Nullable Object[] arguments, Library library)
        throws Throwable;
  }

  /** By reflection: it is about one method, whatever else there is. */
  private static <T> T around(Class<T> type, T sound, Around defect) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, given) -> {
              @Nullable Object[] arguments = given == null ? new Object[0] : given;
              return defect.call(
                  method.getName(),
                  arguments,
                  passed -> {
                    try {
                      return method.invoke(sound, passed);
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  });
            }));
  }

  /** With what is sent changed; null is not sent, and recorded all the same. */
  private static PostbackSender sending(
      PostbackSender sound, Function<PostbackRequest, @Nullable PostbackRequest> change) {
    return new PostbackSender() {
      @Override
      public CompletableFuture<SendResult> send(PostbackRequest request, Options options) {
        PostbackRequest changed = change.apply(request);
        return changed == null
            ? CompletableFuture.completedFuture(new SendResult.Answered(200, "success=true;", null))
            : sound.send(changed, options);
      }

      @Override
      public void close() {
        sound.close();
      }
    };
  }
}
