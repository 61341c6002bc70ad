package dev.muster.detect.check;

import dev.muster.platform.http.GuardedHttp;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Asks. Reaches no address that the guard forbids, whoever set the check up.
final class HttpProber {
  /// Of an answer so much is looked at, in bytes.
  private static final int LOOKED_AT = 256 << 10;

  private final GuardedHttp http;
  private final InstantSource clock;

  HttpProber(GuardedHttp http, InstantSource clock) {
    this.http = http;
    this.clock = clock;
  }

  /// Asks once. Never throws.
  Probe.Result ask(Probe probe) {
    long began = System.nanoTime();
    try {
      return switch (probe.kind()) {
        case HTTP -> http(probe, began);
        case TCP -> tcp(probe, began);
        case DNS -> dns(probe, began);
        case TLS -> tls(probe, began);
      };
    } catch (UnknownHostException unknown) {
      return Probe.Result.failed(since(began), "The name '" + name(unknown) + "' has no address");
    } catch (SSLHandshakeException refused) {
      return Probe.Result.failed(since(began), distrust(refused, probe.authorities() != null));
    } catch (IOException failure) {
      return Probe.Result.failed(since(began), why(failure));
    } catch (IllegalArgumentException malformed) {
      return Probe.Result.failed(
          since(began), "The target cannot be read: " + malformed.getMessage());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Probe.Result.failed(since(began), "Muster is stopping");
    }
  }

  /// Java often says no more than the name of a class, and people are woken by these words.
  static String why(IOException failure) {
    String words = failure.getMessage();
    return switch (failure) {
      case SocketTimeoutException _ ->
          words != null && words.startsWith("Connect")
              ? "No connection in time"
              : "No answer in time";
      case ConnectException _ when words != null && words.contains("refused") ->
          "The connection is refused: nobody listens there";
      case ConnectException _ when words == null ->
          "No connection: nobody listens there, or no way leads there";
      default -> words == null ? "The connection broke off" : words;
    };
  }

  /// Java adds the words of the system to the name.
  private static String name(UnknownHostException unknown) {
    String words = String.valueOf(unknown.getMessage());
    int colon = words.indexOf(": ");
    return colon < 0 ? words : words.substring(0, colon);
  }

  /// Java names classes of its own instead of saying what is wrong with a certificate.
  ///
  /// @param own whether the check names its authorities itself
  static String distrust(SSLHandshakeException refused, boolean own) {
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException) {
        return "Its certificate has expired";
      }
      if (cause instanceof CertificateNotYetValidException) {
        return "Its certificate is not valid yet";
      }
      if (cause instanceof CertPathBuilderException) {
        return own
            ? "Its certificate is signed by none of the authorities that the check names"
            : "Its certificate is signed by nobody who is trusted here";
      }
    }
    return "No secure connection: " + refused.getMessage();
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e6;
  }

  private Probe.Result http(Probe probe, long began) throws IOException, InterruptedException {
    GuardedHttp.Reply reply =
        http.send(
            probe.method(),
            URI.create(probe.target()),
            probe.headers(),
            probe.body().getBytes(StandardCharsets.UTF_8),
            probe.timeout(),
            LOOKED_AT,
            probe.authorities() == null ? null : Authorities.trusting(probe.authorities()));
    double millis = since(began);
    if (!probe.accepts(reply.status())) {
      return new Probe.Result(
          false,
          millis,
          "It answers " + reply.status() + " instead of " + probe.status(),
          reply.body(),
          null);
    }
    String contains = probe.contains();
    if (contains != null && !reply.body().contains(contains)) {
      return new Probe.Result(
          false, millis, "The answer does not hold '" + contains + "'", reply.body(), null);
    }
    return timed(probe, millis, "It answers " + reply.status(), reply.body());
  }

  private static Probe.Result timed(Probe probe, double millis, String word, String body) {
    Double slowest = probe.slowest();
    if (slowest != null && millis > slowest) {
      return new Probe.Result(
          false,
          millis,
          String.format(
              Locale.ROOT, "%s, but takes %.0f ms; %.0f are allowed", word, millis, slowest),
          body,
          null);
    }
    return new Probe.Result(
        true, millis, String.format(Locale.ROOT, "%s in %.0f ms", word, millis), body, null);
  }

  private record Place(String host, int port) {
    static Place of(String target) {
      int colon = target.lastIndexOf(':');
      if (colon <= 0) {
        throw new IllegalArgumentException("it must be of the form host:port");
      }
      String host = target.substring(0, colon);
      return new Place(
          host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
          Integer.parseInt(target.substring(colon + 1)));
    }
  }

  private Socket connected(Place place, Duration timeout) throws IOException {
    var socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(http.resolve(place.host()), place.port()),
          (int) timeout.toMillis());
      socket.setSoTimeout((int) timeout.toMillis());
      return socket;
    } catch (IOException failure) {
      socket.close();
      throw failure;
    }
  }

  private Probe.Result tcp(Probe probe, long began) throws IOException {
    try (Socket socket = connected(Place.of(probe.target()), probe.timeout())) {
      return timed(probe, since(began), "Port " + socket.getPort() + " is open", "");
    }
  }

  private static Probe.Result dns(Probe probe, long began) throws UnknownHostException {
    var addresses = new ArrayList<String>();
    for (InetAddress address : InetAddress.getAllByName(probe.target())) {
      addresses.add(address.getHostAddress());
    }
    String wanted = probe.contains();
    String all = String.join(", ", addresses);
    if (wanted != null && !addresses.contains(wanted)) {
      return Probe.Result.failed(
          since(began), "The name leads to " + all + " and not to " + wanted);
    }
    return timed(probe, since(began), "The name leads to " + all, all);
  }

  private Probe.Result tls(Probe probe, long began) throws IOException {
    Place place = Place.of(probe.target());
    String authorities = probe.authorities();
    SSLSocketFactory factory =
        authorities == null
            ? (SSLSocketFactory) SSLSocketFactory.getDefault()
            : Authorities.trusting(authorities).getSocketFactory();
    try (Socket plain = connected(place, probe.timeout());
        var secure = (SSLSocket) factory.createSocket(plain, place.host(), place.port(), true)) {
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      if (!place.host().matches("[0-9.:]+")) {
        parameters.setServerNames(List.of(new SNIHostName(place.host())));
      }
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      double millis = since(began);
      Certificate own = secure.getSession().getPeerCertificates()[0];
      if (!(own instanceof X509Certificate certificate)) {
        return Probe.Result.failed(millis, "Its certificate is of an unknown kind");
      }
      Instant ends = certificate.getNotAfter().toInstant();
      long days = Duration.between(clock.instant(), ends).toDays();
      boolean well = days >= probe.expiryDays();
      return new Probe.Result(
          well,
          millis,
          "Its certificate is valid for "
              + days
              + " more days"
              + (well ? "" : "; at least " + probe.expiryDays() + " are wanted"),
          "",
          ends);
    }
  }
}
