package io.github.postback4j.spring;

import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.PostbackSenderBuilder;
import io.github.postback4j.network.ConfigurationException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** Makes the sender of {@code postback4j.http}. */
final class HttpSettings {

  private static final String HTTP = Postback4jProperties.PREFIX + ".http.";
  private static final String BUNDLE = HTTP + "ssl-bundle";

  private HttpSettings() {}

  /**
   * @param bundles null where the application has none
   * @throws ConfigurationException if it cannot work; {@code where} is a property
   */
  static PostbackSender sender(Postback4jProperties.Http given, @Nullable SslBundles bundles) {
    PostbackSenderBuilder builder =
        PostbackSender.okHttpBuilder().connectTimeout(given.connectTimeout());
    Proxy proxy = proxy(given.proxy());
    if (proxy != null) {
      builder.proxy(proxy);
    }
    if (given.sslBundle() != null) {
      SslBundle bundle = bundle(given.sslBundle(), bundles);
      KeyStore trusted = bundle.getStores().getTrustStore();
      if (trusted != null) {
        builder.trustStore(trusted);
      }
      clientCertificate(builder, bundle);
    }
    try {
      return builder.build();
    } catch (ConfigurationException e) {
      boolean number = e.where().equals("connect-timeout");
      throw new ConfigurationException(
          number ? HTTP + "connect-timeout" : BUNDLE,
          number ? e.problem() : e.where() + " " + e.problem(),
          e.remedy());
    }
  }

  private static @Nullable Proxy proxy(Postback4jProperties.Proxy given) {
    String host = given.host();
    Integer port = given.port();
    if (host == null && port == null) {
      return null;
    }
    if (host == null || host.isBlank()) {
      throw new ConfigurationException(
          HTTP + "proxy.host", "is missing beside a port", "Give the proxy's name or address.");
    }
    if (host.contains("/") || host.contains("@")) {
      throw new ConfigurationException(
          HTTP + "proxy.host", "is no host name", "Give the name alone, without http:// or user.");
    }
    if (port == null || port < 1 || port > 65535) {
      throw new ConfigurationException(
          HTTP + "proxy.port",
          port == null ? "is missing beside a host" : port + " is no port",
          "Give 1 to 65535, such as 3128.");
    }
    return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
  }

  private static SslBundle bundle(String name, @Nullable SslBundles bundles) {
    ConfigurationException missing =
        new ConfigurationException(
            BUNDLE,
            "there is no SSL bundle '" + name + "'",
            "Define spring.ssl.bundle.pem."
                + name
                + " or spring.ssl.bundle.jks."
                + name
                + ", or leave ssl-bundle out for the JVM's trust store.");
    if (bundles == null) {
      throw missing;
    }
    try {
      return bundles.getBundle(name);
    } catch (NoSuchSslBundleException e) {
      throw missing;
    }
  }

  private static void clientCertificate(PostbackSenderBuilder builder, SslBundle bundle) {
    KeyStore store = bundle.getStores().getKeyStore();
    if (store == null) {
      return;
    }
    String password = bundle.getKey().getPassword();
    if (password == null) {
      password = bundle.getStores().getKeyStorePassword();
    }
    char[] secret = password == null ? new char[0] : password.toCharArray();
    String alias = bundle.getKey().getAlias();
    builder.clientCertificate(alias == null ? store : only(alias, store, secret), secret);
  }

  /** A store that holds nothing else, so that no other certificate can be shown. */
  private static KeyStore only(String alias, KeyStore store, char[] password) {
    try {
      Key key = store.getKey(alias, password);
      KeyStore alone = KeyStore.getInstance("PKCS12");
      alone.load(null, null);
      if (key != null) {
        alone.setKeyEntry(alias, key, password, store.getCertificateChain(alias));
      }
      return alone;
    } catch (GeneralSecurityException | IOException e) {
      throw new ConfigurationException(
          BUNDLE,
          "the key under the bundle's alias cannot be read: " + e.getMessage(),
          "Check key.alias and key.password of the bundle.");
    }
  }
}
