package io.github.postback4j.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the server does to one key in one step.
 *
 * @param text in Lua
 * @param digest by which a server that has seen the text knows it
 */
record Script(String text, String digest) {

  /** The one in {@code name.lua}, behind what all share. */
  static Script named(String name) {
    String text = resource("lines.lua") + "\n" + resource(name + ".lua");
    try {
      byte[] sha1 =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return new Script(text, HexFormat.of().formatHex(sha1));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar of postback4j-redis lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the jar of postback4j-redis cannot be read: " + name, e);
    }
  }
}
