package io.github.postback4j.servlet;

import java.nio.file.Path;

final class TomcatCarrierTest extends CarrierRules {

  @Override
  Container container(Path folder) {
    return new TomcatContainer(folder);
  }
}
