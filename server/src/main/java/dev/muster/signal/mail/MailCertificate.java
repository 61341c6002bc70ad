package dev.muster.signal.mail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
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
        LOG.info("The certificate for mails was read again; it is valid until {}", read.until());
      }
    } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
      LOG.warn(
          "The new certificate for mails in {} cannot be used, so the old one stays: {}",
          certificate,
          unreadable.toString());
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
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] word = new char[0]; // of a store that never leaves the memory
    store.setKeyEntry("mail", secret, word, chain.toArray(X509Certificate[]::new));
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, word);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return new Read(context, chain.getFirst().getNotAfter().toInstant());
  }
}
