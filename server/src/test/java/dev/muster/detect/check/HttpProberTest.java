package dev.muster.detect.check;

import static org.assertj.core.api.Assertions.assertThat;

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
}
