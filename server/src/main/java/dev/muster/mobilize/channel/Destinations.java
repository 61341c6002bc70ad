package dev.muster.mobilize.channel;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Which URLs people may have us call. Addresses inside the own network are refused unless a setting allows them: otherwise
/// whoever may write a URL could reach what only this machine can reach.
public final class Destinations {
  private final boolean privateAllowed;

  /// @param privateAllowed true to allow loopback, link-local and private addresses
  public Destinations(boolean privateAllowed) {
    this.privateAllowed = privateAllowed;
  }

  /// Why this URL must not be called; null when it may.
  @Nullable String objection(URI url) {
    String scheme = url.getScheme();
    if (!"https".equalsIgnoreCase(scheme) && !"http".equalsIgnoreCase(scheme)) {
      return "only http and https are called";
    }
    String host = url.getHost();
    if (host == null) {
      return "the URL names no host";
    }
    if (privateAllowed) {
      return null;
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (inside(address)) {
          return host + " is an address inside this network";
        }
      }
      return null;
    } catch (UnknownHostException unknown) {
      return null; // calling it fails with a word that says so, and a name may be there again later
    }
  }

  private static boolean inside(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean uniqueLocal = address instanceof Inet6Address && (bytes[0] & 0xfe) == 0xfc;
    boolean carrierGrade = bytes.length == 4 && (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64;
    return uniqueLocal
        || carrierGrade
        || address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress();
  }
}
