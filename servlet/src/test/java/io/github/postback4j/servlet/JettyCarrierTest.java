package io.github.postback4j.servlet;

import java.nio.file.Path;

final class JettyCarrierTest extends CarrierRules {

  @Override
  Container container(Path folder) {
    return new JettyContainer();
  }
}
