package io.github.postback4j.testkit.year;

import io.github.postback4j.Attribution;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.SessionStore;

/** What a node of the shop is built with; a planted defect changes one of these. */
interface Defect {

  /** The library as it is. */
  Defect NONE = new Defect() {};

  default Attribution attribution(Attribution sound) {
    return sound;
  }

  default SessionStore sessions(SessionStore sound) {
    return sound;
  }

  default Outbox outbox(Outbox sound) {
    return sound;
  }

  default PostbackSender sender(PostbackSender sound) {
    return sound;
  }

  default NetworkBuilder network(YearNetwork network, NetworkBuilder sound) {
    return sound;
  }
}
