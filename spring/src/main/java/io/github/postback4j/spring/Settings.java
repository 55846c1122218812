package io.github.postback4j.spring;

import io.github.postback4j.network.ConfigurationException;
import java.util.function.Supplier;

/** Tells a refused value as a mistake in the configuration. */
final class Settings {

  private Settings() {}

  /**
   * @param property where the value comes from
   * @param remedy what would be right
   * @throws ConfigurationException if {@code work} refuses an argument or their combination
   */
  static <T> T checked(String property, String remedy, Supplier<T> work) {
    try {
      return work.get();
    } catch (ConfigurationException e) {
      throw e;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new ConfigurationException(property, String.valueOf(e.getMessage()), remedy);
    }
  }
}
