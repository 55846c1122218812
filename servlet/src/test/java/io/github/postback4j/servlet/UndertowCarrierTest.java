package io.github.postback4j.servlet;

import java.nio.file.Path;

final class UndertowCarrierTest extends CarrierRules {

  @Override
  Container container(Path folder) {
    return new UndertowContainer();
  }
}
