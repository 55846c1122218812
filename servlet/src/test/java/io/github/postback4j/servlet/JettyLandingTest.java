package io.github.postback4j.servlet;

import java.nio.file.Path;

final class JettyLandingTest extends LandingRules {

  @Override
  Container container(Path folder) {
    return new JettyContainer();
  }
}
