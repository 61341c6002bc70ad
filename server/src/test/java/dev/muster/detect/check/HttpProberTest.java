package dev.muster.detect.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class HttpProberTest {
  private static String words(Throwable cause) {
    var refused = new SSLHandshakeException("(certificate_unknown) PKIX path building failed");
    refused.initCause(new IllegalStateException(cause));
    return HttpProber.distrust(refused);
  }

  @Test
  void what_is_wrong_with_a_certificate_is_said_in_plain_words() {
    assertThat(words(new CertPathBuilderException("unable to find valid path")))
        .isEqualTo("Its certificate is signed by nobody who is trusted here");
    assertThat(words(new CertificateExpiredException("NotAfter: yesterday")))
        .isEqualTo("Its certificate has expired");
    assertThat(HttpProber.distrust(new SSLHandshakeException("no common cipher")))
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
