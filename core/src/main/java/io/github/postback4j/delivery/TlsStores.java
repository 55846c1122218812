package io.github.postback4j.delivery;

import io.github.postback4j.network.ConfigurationException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes TLS of a trust store and a client certificate, and says at once what is wrong with them.
 */
final class TlsStores {

  private static final String TRUST = "trust store";
  private static final String CLIENT = "client certificate";

  private final X509TrustManager trustManager;
  private final SSLSocketFactory socketFactory;

  /**
   * @param trustStore null for the JVM's
   * @param keyStore null for no client certificate
   * @throws ConfigurationException if one of them cannot be used
   */
  TlsStores(@Nullable KeyStore trustStore, @Nullable KeyStore keyStore, char[] keyPassword) {
    trustManager = trustManager(trustStore);
    KeyManager @Nullable [] keys = keyStore == null ? null : keyManagers(keyStore, keyPassword);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {trustManager}, null);
      socketFactory = context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }

  X509TrustManager trustManager() {
    return trustManager;
  }

  SSLSocketFactory socketFactory() {
    return socketFactory;
  }

  private static X509TrustManager trustManager(@Nullable KeyStore store) {
    X509TrustManager manager = null;
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      if (store != null && store.size() == 0) { // throws if it is not loaded, unlike init
        throw noCertificate();
      }
      factory.init(store);
      for (TrustManager each : factory.getTrustManagers()) {
        if (each instanceof X509TrustManager x509) {
          manager = x509;
        }
      }
    } catch (GeneralSecurityException e) {
      throw unusable(TRUST, e);
    }
    if (manager == null || (store != null && manager.getAcceptedIssuers().length == 0)) {
      throw noCertificate();
    }
    return manager;
  }

  private static ConfigurationException noCertificate() {
    return new ConfigurationException(
        TRUST,
        "holds no trusted certificate",
        "Import the certificate of the authority that signed the network's certificate.");
  }

  private static KeyManager[] keyManagers(KeyStore store, char[] password) {
    try {
      if (!hasKey(store)) {
        throw new ConfigurationException(
            CLIENT,
            "has no private key in its store",
            "Give a key store that holds the private key with its certificate.");
      }
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password);
      return factory.getKeyManagers();
    } catch (UnrecoverableKeyException e) {
      throw new ConfigurationException(
          CLIENT,
          "has a private key that this password does not open",
          "Give the key's own password; it may differ from the store's.");
    } catch (GeneralSecurityException e) {
      throw unusable(CLIENT, e);
    }
  }

  private static boolean hasKey(KeyStore store) throws KeyStoreException {
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        return true;
      }
    }
    return false;
  }

  private static ConfigurationException unusable(String where, GeneralSecurityException e) {
    return new ConfigurationException(
        where,
        "cannot be used: " + e.getMessage(),
        "Load the store with KeyStore.load before it is given.");
  }
}
