package dev.muster.signal.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A line over TCP, and over TLS from when the other side asks for it.
final class SocketLine implements SmtpLine {
  /// An answer has some hundred bytes: who does not take them is not there, or does not want to be.
  static final Duration WRITE_LONGEST = Duration.ofSeconds(30);

  /// Either side's steps of the encryption.
  private static final Duration HANDSHAKE_LONGEST = Duration.ofSeconds(30);

  private final Socket caller;
  private final @Nullable MailCertificate certificate;
  private boolean secured;
  private InputStream in;
  private OutputStream out;

  /// @param certificate null when nothing can be encrypted
  SocketLine(Socket caller, @Nullable MailCertificate certificate) throws IOException {
    this.caller = caller;
    this.certificate = certificate;
    caller.setTcpNoDelay(true);
    in = caller.getInputStream();
    out = caller.getOutputStream();
  }

  @Override
  public int read(byte[] into, Duration most) throws IOException {
    caller.setSoTimeout(Math.clamp(most.toMillis(), 1, Integer.MAX_VALUE));
    if (!secured) {
      return in.read(into);
    }
    // a record is read to its end: the limit above begins anew with each of its bytes
    var late = new AtomicBoolean();
    int[] came = {-1};
    try {
      SmtpDoor.within(
          most,
          () -> {
            late.set(true);
            caller.close();
          },
          () -> came[0] = in.read(into));
    } catch (IOException closed) {
      if (!late.get()) {
        throw closed;
      }
      var timeout = new SocketTimeoutException("no whole record came");
      timeout.initCause(closed);
      throw timeout;
    }
    return came[0];
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    SmtpDoor.within(
        WRITE_LONGEST,
        caller,
        () -> {
          out.write(bytes);
          out.flush();
        });
  }

  @Override
  public boolean canSecure() {
    return certificate != null && !secured;
  }

  @Override
  public void secure() throws IOException {
    MailCertificate shown = certificate;
    if (shown == null) {
      throw new IOException("there is no certificate");
    }
    var encrypted =
        (SSLSocket)
            shown.context().getSocketFactory().createSocket(caller, null, caller.getPort(), true);
    encrypted.setUseClientMode(false);
    SmtpDoor.within(HANDSHAKE_LONGEST, caller, encrypted::startHandshake);
    secured = true;
    in = encrypted.getInputStream();
    out = encrypted.getOutputStream();
  }
}
