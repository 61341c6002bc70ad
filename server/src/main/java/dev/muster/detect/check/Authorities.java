package dev.muster.detect.check;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Reads certificates of authorities as people paste them: blocks of PEM, with whatever words stand between them.
final class Authorities {
  /// Characters of all blocks together: more than ten certificates of the usual size.
  static final int LONGEST = 64 << 10;

  /// Certificates that one check may name: the old authority, the new one, and some to spare.
  private static final int MOST = 20;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END ([A-Z0-9 ]+)-----");

  private Authorities() {}

  /// Reads them.
  ///
  /// @throws IllegalArgumentException that says in the words of a field's fault what is wrong
  static List<X509Certificate> read(String text) {
    var certificates = new ArrayList<X509Certificate>();
    var blocks = BLOCK.matcher(text);
    while (blocks.find()) {
      if (blocks.group(1).endsWith("PRIVATE KEY")) {
        throw new IllegalArgumentException(
            "holds a private key, which must stay where it is; send the certificate alone");
      }
      if (!blocks.group(1).equals("CERTIFICATE") || !blocks.group(3).equals("CERTIFICATE")) {
        throw new IllegalArgumentException(
            "holds a block '" + blocks.group(1) + "'; only blocks 'CERTIFICATE' are read");
      }
      certificates.add(certificate(blocks.group(2), certificates.size() + 1));
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(
          "must be certificates in PEM, from '-----BEGIN CERTIFICATE-----' to '-----END"
              + " CERTIFICATE-----'");
    }
    if (certificates.size() > MOST) {
      throw new IllegalArgumentException("must not hold more than " + MOST + " certificates");
    }
    return certificates;
  }

  private static X509Certificate certificate(String base64, int number) {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
      var read =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(bytes));
      if (read instanceof X509Certificate certificate) {
        return certificate;
      }
    } catch (CertificateException | IllegalArgumentException broken) {
      // told below; the words of the parser help nobody
    }
    throw new IllegalArgumentException("holds a block that is no certificate, number " + number);
  }

  /// Trusts those whom these authorities have signed, and nobody else.
  ///
  /// @throws IllegalArgumentException when they cannot be read
  static SSLContext trusting(String text) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      List<X509Certificate> certificates = read(text);
      for (int i = 0; i < certificates.size(); i++) {
        store.setCertificateEntry("authority" + i, certificates.get(i));
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException unfit) {
      throw new IOException("The certificates of its authorities are of no use", unfit);
    }
  }
}
