package dev.muster.detect.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.json.Json;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpProberTest {
  @TempDir private Path folder;

  private KeyStore keys(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(
        List.of("-genkeypair", "-keyalg", "EC", "-storetype", "PKCS12", "-storepass", "changeit"));
    command.addAll(List.of("-alias", "own", "-validity", "30", "-dname", "CN=" + name));
    command.addAll(List.of("-ext", "san=ip:127.0.0.1", "-keystore", store.toString()));
    Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tool.waitFor()).as(said).isZero();
    var keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    return keys;
  }

  private static String pem(KeyStore keys) throws Exception {
    return "Some words before\n-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
        .formatted(
            Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getCertificate("own").getEncoded()));
  }

  private static Probe probe(Probe.Kind kind, int port, @Nullable String authorities) {
    String place = "127.0.0.1:" + port;
    return new Probe(
        kind,
        kind == Probe.Kind.HTTP ? "https://" + place + "/" : place,
        "GET",
        Map.of(),
        "",
        "2xx",
        null,
        null,
        14,
        authorities,
        Duration.ofSeconds(30));
  }

  @Test
  void a_check_may_name_the_authority_that_signs_for_its_host() throws Exception {
    KeyStore own = keys("house");
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(own, "changeit".toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      int port = server.getAddress().getPort();
      var prober = new HttpProber(new GuardedHttp(true, List.of()), Instant::now);
      String other = pem(keys("other"));
      for (Probe.Kind kind : List.of(Probe.Kind.TLS, Probe.Kind.HTTP)) {
        assertThat(prober.ask(probe(kind, port, null)).word())
            .isEqualTo("Its certificate is signed by nobody who is trusted here");
        assertThat(prober.ask(probe(kind, port, other)).word())
            .isEqualTo("Its certificate is signed by none of the authorities that the check names");
        Probe named = probe(kind, port, other + pem(own));
        Probe.Result result = prober.ask(Probe.of(Json.write(named.json())));
        assertThat(result.well()).as(result.word()).isTrue();
      }
    } finally {
      server.stop(0);
    }
  }

  private static String words(Throwable cause) {
    var refused = new SSLHandshakeException("(certificate_unknown) PKIX path building failed");
    refused.initCause(new IllegalStateException(cause));
    return HttpProber.distrust(refused, false);
  }

  @Test
  void what_is_wrong_with_a_certificate_is_said_in_plain_words() {
    assertThat(words(new CertPathBuilderException("unable to find valid path")))
        .isEqualTo("Its certificate is signed by nobody who is trusted here");
    assertThat(words(new CertificateExpiredException("NotAfter: yesterday")))
        .isEqualTo("Its certificate has expired");
    assertThat(HttpProber.distrust(new SSLHandshakeException("no common cipher"), false))
        .isEqualTo("No secure connection: no common cipher");
  }

  @Test
  void why_nothing_was_answered_is_said_in_plain_words() {
    assertThat(HttpProber.why(new ConnectException("Connection refused")))
        .isEqualTo("The connection is refused: nobody listens there");
    assertThat(HttpProber.why(new ConnectException()))
        .isEqualTo("No connection: nobody listens there, or no way leads there");
    assertThat(HttpProber.why(new ConnectException("Network is unreachable")))
        .isEqualTo("Network is unreachable");
    assertThat(HttpProber.why(new HttpTimeoutException("no answer within 500 ms")))
        .isEqualTo("no answer within 500 ms");
    assertThat(HttpProber.why(new SocketTimeoutException("Connect timed out")))
        .isEqualTo("No connection in time");
    assertThat(HttpProber.why(new SocketTimeoutException("Read timed out")))
        .isEqualTo("No answer in time");
    assertThat(HttpProber.why(new ClosedChannelException())).isEqualTo("The connection broke off");
  }
}
