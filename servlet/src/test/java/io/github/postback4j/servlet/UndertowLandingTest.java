package io.github.postback4j.servlet;

import java.nio.file.Path;

final class UndertowLandingTest extends LandingRules {

  @Override
  Container container(Path folder) {
    return new UndertowContainer();
  }
}
