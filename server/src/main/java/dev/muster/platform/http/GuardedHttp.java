package dev.muster.platform.http;

import dev.muster.kernel.Text;
import java.io.IOException;
import java.io.InputStream;
import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// Sends HTTP requests to addresses that people typed in, without becoming their way into our own network: the name is resolved
/// once, every address that it has must be a public one, and the connection goes to the very address that was checked, so a name
/// that changes its answer in between gains nothing. Redirects are not followed and proxies not used. Safe for every thread.
///
/// Each call has a connection of its own. That costs a handshake, and keeps an answer that never ends from holding up anybody else.
public final class GuardedHttp {
  private static final String HOST_PROPERTY = "jdk.httpclient.allowRestrictedHeaders";

  static {
    // The JDK's client writes the address into the Host header unless it may be told the name. Read
    // once, by its first use.
    if (System.getProperty(HOST_PROPERTY) == null) {
      System.setProperty(HOST_PROPERTY, "host");
    }
  }

  private static final boolean HOST_CAN_BE_NAMED = hostCanBeNamed();

  /// Of an answer's body no more is kept.
  private static final int BODY_MAX = 4_096;

  private final boolean privateAllowed;
  private final List<String> allowedHosts;

  /// @param privateAllowed true to let everybody reach loopback, link-local and private addresses
  /// @param allowedHosts names or addresses that may be reached though they are private
  public GuardedHttp(boolean privateAllowed, List<String> allowedHosts) {
    this.privateAllowed = privateAllowed;
    this.allowedHosts = allowedHosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  /// An answer.
  ///
  /// @param body its beginning as text, 4 KiB unless asked otherwise; empty when it is cut
  /// @param cut whether the body did not come, or not in time
  public record Reply(int status, String body, boolean cut) {
    private static final int SAID = 300;

    /// The status with the beginning of the body in one line, for people.
    public String words() {
      String line = Text.line(body, SAID);
      return "HTTP " + status + (line.isEmpty() ? "" : ": " + line);
    }
  }

  /// The address must not be reached. Trying again is of no use.
  public static final class Forbidden extends IOException {
    private static final long serialVersionUID = 1L;

    Forbidden(String why) {
      super(why);
    }
  }

  /// Posts a body.
  ///
  /// @param timeout for everything together, from looking up the name to the end of the answer
  /// @throws Forbidden when the address must not be reached
  /// @throws HttpTimeoutException when it took too long
  /// @throws IOException when it did not work out otherwise
  public Reply post(URI address, Map<String, String> headers, byte[] body, Duration timeout)
      throws IOException, InterruptedException {
    return send("POST", address, headers, body, timeout, BODY_MAX);
  }

  /// Sends any request.
  ///
  /// @param most bytes of the answer's body that are kept
  /// @throws Forbidden when the address must not be reached, or when a header's value cannot be one
  /// @throws HttpTimeoutException when it took too long
  /// @throws IOException when it did not work out otherwise
  public Reply send(
      String method,
      URI address,
      Map<String, String> headers,
      byte[] body,
      Duration timeout,
      int most)
      throws IOException, InterruptedException {
    return send(method, address, headers, body, timeout, most, null);
  }

  /// The same to somebody whose certificate others must have signed.
  ///
  /// @param trust who is trusted; null for those who are trusted everywhere
  public Reply send(
      String method,
      URI address,
      Map<String, String> headers,
      byte[] body,
      Duration timeout,
      int most,
      @Nullable SSLContext trust)
      throws IOException, InterruptedException {
    String host = host(address);
    InetAddress checked = check(host);
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(timeout);
    if (trust != null) {
      builder.sslContext(trust);
    }
    boolean named = !isLiteral(host);
    if (named && HOST_CAN_BE_NAMED) {
      var parameters = new SSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(host)));
      builder.sslParameters(parameters);
    }
    var request =
        HttpRequest.newBuilder(named && HOST_CAN_BE_NAMED ? pinned(address, checked) : address)
            .timeout(timeout)
            .method(
                method,
                body.length == 0 && !method.equals("POST")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    for (Map.Entry<String, String> header : headers.entrySet()) {
      try {
        request.header(header.getKey(), header.getValue());
      } catch (IllegalArgumentException unfit) {
        // Its words hold the value, which is a secret more often than not.
        throw new Forbidden(
            "The header " + header.getKey() + " holds a character that no header may hold.");
      }
    }
    if (named && HOST_CAN_BE_NAMED) {
      request.setHeader("Host", address.getPort() < 0 ? host : host + ":" + address.getPort());
    }
    HttpClient client = builder.build();
    var status = new AtomicInteger();
    try {
      long started = System.nanoTime();
      HttpResponse<InputStream> response =
          client
              .sendAsync(
                  request.build(),
                  head -> {
                    status.set(head.statusCode());
                    return HttpResponse.BodySubscribers.ofInputStream();
                  })
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      long left = timeout.toNanos() - (System.nanoTime() - started);
      String head = head(response.body(), left, most);
      return new Reply(response.statusCode(), head == null ? "" : head, head == null);
    } catch (TimeoutException late) {
      throw timeout(timeout, late);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof HttpTimeoutException late) {
        throw timeout(timeout, late);
      }
      if (status.get() > 0) {
        // it broke off so soon that the client never handed it over
        return new Reply(status.get(), "", true);
      }
      if (failure.getCause() instanceof IOException broken) {
        throw broken;
      }
      throw new IOException(failure.getCause());
    } finally {
      client.shutdownNow();
    }
  }

  /// The beginning of the body; null when it does not come in time or breaks off: once the status is there, the answer has been given.
  private static @Nullable String head(InputStream body, long nanos, int most)
      throws InterruptedException {
    var reading = new FutureTask<>(() -> new String(body.readNBytes(most), StandardCharsets.UTF_8));
    Thread.startVirtualThread(reading);
    try {
      return reading.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException incomplete) {
      return null;
    }
  }

  private static HttpTimeoutException timeout(Duration timeout, Exception cause) {
    var late = new HttpTimeoutException("no answer within " + timeout.toMillis() + " ms");
    late.initCause(cause);
    return late;
  }

  /// Passes when an address may be called, without calling it.
  ///
  /// @throws Forbidden that says why not
  /// @throws UnknownHostException when the name has no address now
  public void check(URI address) throws IOException {
    check(host(address));
  }

  /// The address of a host that may be reached.
  ///
  /// @throws Forbidden when it must not
  /// @throws UnknownHostException when the name has no address now
  public InetAddress resolve(String host) throws IOException {
    return check(host.toLowerCase(Locale.ROOT));
  }

  @SuppressWarnings("AddressSelection") // all of them are checked; any of them will do
  private InetAddress check(String host) throws IOException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    if (!privateAllowed && !allowedHosts.contains(host)) {
      for (InetAddress address : addresses) {
        if (isInside(address)) {
          throw new Forbidden(
              "%s is not a public address. An administrator can allow it."
                  .formatted(
                      host.equals(address.getHostAddress())
                          ? host
                          : host + " is " + address.getHostAddress() + ", which"));
        }
      }
    }
    return addresses[0];
  }

  private static String host(URI address) throws Forbidden {
    String scheme = address.getScheme();
    if (scheme == null || !(scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))) {
      throw new Forbidden("The address must begin with https:// or http://.");
    }
    if (address.getRawUserInfo() != null) {
      throw new Forbidden("The address must not hold a user name or password.");
    }
    String host = address.getHost();
    if (host == null || host.isEmpty()) {
      throw new Forbidden("The address names no host.");
    }
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return bare.contains(":") ? bare : IDN.toASCII(bare).toLowerCase(Locale.ROOT);
  }

  private static URI pinned(URI address, InetAddress checked) throws IOException {
    try {
      String path = address.getRawPath() == null ? "" : address.getRawPath();
      String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
      String number = checked.getHostAddress();
      int scope = number.indexOf('%');
      String bare = scope < 0 ? number : number.substring(0, scope);
      return new URI(
          address.getScheme()
              + "://"
              + (bare.contains(":") ? "[" + bare + "]" : bare)
              + (address.getPort() < 0 ? "" : ":" + address.getPort())
              + path
              + query);
    } catch (URISyntaxException odd) {
      throw new IOException(odd);
    }
  }

  private static boolean isLiteral(String host) {
    return host.contains(":") || host.matches("[0-9.]+");
  }

  /// True for every address that is not one of the public internet.
  static boolean isInside(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return true;
    }
    byte[] bytes = address.getAddress();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    if (bytes.length == 4) {
      return first == 0 // this network
          || (first == 100 && second >= 64 && second < 128) // carriers' shared addresses
          || (first == 192 && second == 0 && bytes[2] == 0) // protocol assignments
          || (first == 198 && (second == 18 || second == 19)) // benchmarks
          || first >= 240; // reserved, and the broadcast
    }
    return (first & 0xfe) == 0xfc // unique local
        || first
            == 0x00 // embedded IPv4 of the old kind, and NAT64, which can hold any IPv4 address
        || (first == 0x20 && second == 0x02) // 6to4 can as well
        || (first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0); // and Teredo
  }

  private static boolean hostCanBeNamed() {
    try {
      HttpRequest.newBuilder(URI.create("http://localhost/")).header("Host", "localhost").build();
      return true;
    } catch (IllegalArgumentException someoneUsedTheClientBefore) {
      return false;
    }
  }
}
