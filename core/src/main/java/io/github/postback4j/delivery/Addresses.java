package io.github.postback4j.delivery;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Tells addresses of the public Internet from those that only mean something nearby. */
final class Addresses {

  private Addresses() {}

  /**
   * Whether {@code address} is private, loopback, link-local, shared by a carrier, for multicast,
   * unspecified or reserved, or an IPv6 form that carries such an IPv4 address.
   */
  static boolean isPrivate(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return true;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address
        ? isPrivate4(bytes)
        : address instanceof Inet6Address && isPrivate6(bytes);
  }

  private static boolean isPrivate4(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    int third = bytes[2] & 0xff;
    return first == 0
        || (first == 100 && second >= 64 && second < 128) // carrier-grade NAT
        || (first == 192 && second == 0 && third == 0) // protocol assignments
        || (first == 198 && (second == 18 || second == 19)) // benchmarks
        || first >= 240; // reserved and broadcast
  }

  private static boolean isPrivate6(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    if ((first & 0xfe) == 0xfc || (first == 0xfe && (second & 0xc0) == 0xc0)) {
      return true; // unique-local, and the old site-local
    }
    if (first == 0x20 && second == 0x02) {
      return carriesPrivate4(bytes, 2); // 6to4
    }
    if (first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0) {
      return true; // Teredo tunnels end at a host of somebody's own
    }
    if (first == 0x00 && second == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b) {
      return !isZero(bytes, 4, 12) || carriesPrivate4(bytes, 12); // NAT64; others are local ones
    }
    return isZero(bytes, 0, 8) && carriesPrivate4(bytes, 12); // compatible, mapped, translated
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean carriesPrivate4(byte[] bytes, int at) {
    try {
      return isPrivate(InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
