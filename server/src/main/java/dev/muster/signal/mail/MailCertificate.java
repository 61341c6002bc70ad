package dev.muster.signal.mail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.pem.PemContent;

/// What the door for mails shows to senders that ask for encryption. Read again when the files change, as certificates live for weeks and
/// the house for months.
final class MailCertificate {
  private static final Logger LOG = LoggerFactory.getLogger(MailCertificate.class);

  private final Path certificate;
  private final Path key;
  private Read read;
  private Written tried;

  /// What was wrong with the files at the last look: it is asked for often, and told once.
  private @Nullable String told;

  /// When the files were written.
  private record Written(FileTime certificate, FileTime key) {}

  private record Read(SSLContext context, Instant until) {}

  /// @param certificate PEM file with the chain, the house's own first
  /// @param key PEM file with its private key
  /// @throws IllegalStateException when they cannot be read, or do not belong together
  MailCertificate(Path certificate, Path key) {
    this.certificate = certificate;
    this.key = key;
    try {
      tried = written();
      read = read();
    } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
      throw new IllegalStateException(
          "The certificate for mails cannot be used; see muster.mail-in.certificate ("
              + certificate
              + ") and muster.mail-in.key ("
              + key
              + "): "
              + unreadable.getMessage(),
          unreadable);
    }
  }

  /// When it ends.
  synchronized Instant until() {
    refresh();
    return read.until();
  }

  synchronized SSLContext context() {
    refresh();
    return read.context();
  }

  /// Certificate and key are two files: between the writing of one and of the other the old pair serves.
  private void refresh() {
    try {
      Written now = written();
      if (!now.equals(tried)) {
        tried = now;
        read = read();
        told = null;
        LOG.info("The certificate for mails was read again; it is valid until {}", read.until());
      }
    } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
      String fault = unreadable.toString();
      if (!fault.equals(told)) {
        told = fault;
        LOG.warn(
            "The new certificate for mails in {} cannot be used, so the old one stays: {}",
            certificate,
            fault);
      }
    }
  }

  private Written written() throws IOException {
    return new Written(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
  }

  private Read read() throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = PemContent.load(certificate).getCertificates();
    PrivateKey secret = PemContent.load(key).getPrivateKey();
    if (chain.isEmpty() || secret == null) {
      throw new IOException("there is no " + (secret == null ? "key" : "certificate") + " in it");
    }
    X509Certificate own = chain.getFirst();
    if (!belong(secret, own.getPublicKey())) {
      throw new IOException("the key is not that of the certificate");
    }
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] word = new char[0]; // of a store that never leaves the memory
    store.setKeyEntry("mail", secret, word, chain.toArray(X509Certificate[]::new));
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, word);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return new Read(context, own.getNotAfter().toInstant());
  }

  /// Nobody else looks: with a key of another certificate each handshake would fail, and only then.
  private static boolean belong(PrivateKey secret, PublicKey shown)
      throws GeneralSecurityException {
    String algorithm =
        switch (secret.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519", "Ed448" -> secret.getAlgorithm();
          default -> null;
        };
    if (algorithm == null) {
      return true; // cannot be told
    }
    byte[] words = "Muster".getBytes(StandardCharsets.US_ASCII);
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(secret);
    signature.update(words);
    byte[] signed = signature.sign();
    try {
      signature.initVerify(shown);
      signature.update(words);
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException another) {
      return false;
    }
  }
}
