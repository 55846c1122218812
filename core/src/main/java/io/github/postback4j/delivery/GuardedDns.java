package io.github.postback4j.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Dns;

/**
 * Refuses host names that resolve to anything but public addresses; one bad address among good ones
 * is enough. The name {@code localhost} is reserved for loopback and means only that. Proxies are
 * the user's word, wherever they stand; behind one, it is the proxy that resolves.
 */
final class GuardedDns implements Dns {

  private final Dns delegate;
  private final boolean allowPrivate;
  private final Set<String> proxyHosts;

  GuardedDns(Dns delegate, boolean allowPrivate, Set<String> proxyHosts) {
    this.delegate = delegate;
    this.allowPrivate = allowPrivate;
    this.proxyHosts = proxyHosts;
  }

  @Override
  public List<InetAddress> lookup(String hostname) throws UnknownHostException {
    if (hostname.equalsIgnoreCase("localhost")) {
      return loopback();
    }
    List<InetAddress> addresses = delegate.lookup(hostname);
    if (allowPrivate || proxyHosts.contains(hostname.toLowerCase(Locale.ROOT))) {
      return addresses;
    }
    if (addresses.stream().anyMatch(Addresses::isPrivate)) {
      throw new BlockedAddressException();
    }
    return addresses;
  }

  private static List<InetAddress> loopback() throws UnknownHostException {
    byte[] four = {127, 0, 0, 1};
    byte[] six = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    return List.of(
        InetAddress.getByAddress("localhost", four), InetAddress.getByAddress("localhost", six));
  }

  /** A host name led to an address that is not public. Names neither. */
  static final class BlockedAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;
  }

  /** Notes the hosts of the proxies it hands out, so that they may be private. */
  static final class NotingProxySelector extends ProxySelector {

    private static final int MOST_HOSTS = 1000;

    private final ProxySelector delegate;
    private final Set<String> hosts = ConcurrentHashMap.newKeySet();

    NotingProxySelector(ProxySelector delegate) {
      this.delegate = delegate;
    }

    Set<String> hosts() {
      return hosts;
    }

    void note(Proxy proxy) {
      if (proxy.address() instanceof InetSocketAddress address && hosts.size() < MOST_HOSTS) {
        hosts.add(address.getHostString().toLowerCase(Locale.ROOT));
      }
    }

    @Override
    public List<Proxy> select(URI uri) {
      List<Proxy> proxies = delegate.select(uri);
      if (proxies != null) {
        proxies.forEach(this::note);
      }
      return proxies;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      delegate.connectFailed(uri, address, failure);
    }
  }
}
