package dev.muster.mobilize.reach;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A browser and its push service in one: it takes messages over HTTP and opens them with the browser's keys, by a second way of
/// writing down RFC 8291 (HMAC by hand), so that a fault of ours does not open its own seal.
final class BrowserStandIn implements AutoCloseable {
  /// The fixed head of every P-256 public key in X.509 form.
  private static final byte[] HEAD =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /// A message that arrived.
  record Message(Map<String, String> headers, String text) {}

  private final HttpServer server;
  private final KeyPair keys;
  private final byte[] auth = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

  /// What it answers; 201 is what a push service says when it took a message.
  final AtomicInteger answer = new AtomicInteger(201);

  BrowserStandIn() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      keys = generator.generateKeyPair();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (GeneralSecurityException never) {
      throw new IllegalStateException(never);
    }
    server.createContext(
        "/push/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          Map<String, String> headers =
              exchange.getRequestHeaders().entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          entry -> entry.getKey().toLowerCase(java.util.Locale.ROOT),
                          entry -> entry.getValue().getFirst()));
          if (answer.get() == 201) {
            try {
              messages.add(new Message(headers, opened(body)));
            } catch (GeneralSecurityException notForUs) {
              exchange.sendResponseHeaders(400, -1);
              return;
            }
          }
          exchange.sendResponseHeaders(answer.get(), -1);
          exchange.close();
        });
    server.start();
  }

  String endpoint() {
    return "http://localhost:" + server.getAddress().getPort() + "/push/one";
  }

  /// What the browser hands to the page, as JSON with apostrophes.
  String subscription() {
    return "{'endpoint':'%s','expirationTime':null,'keys':{'p256dh':'%s','auth':'%s'}}"
        .formatted(endpoint(), BASE64.encodeToString(publicPoint()), BASE64.encodeToString(auth));
  }

  private byte[] publicPoint() {
    byte[] encoded = ((ECPublicKey) keys.getPublic()).getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - 65, encoded.length);
  }

  /// The next message that is as wanted, within a minute and a half.
  Message take(Predicate<Message> wanted) {
    try {
      for (Message message = messages.poll(90, TimeUnit.SECONDS);
          message != null;
          message = messages.poll(90, TimeUnit.SECONDS)) {
        if (wanted.test(message)) {
          return message;
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError("no such push message arrived");
  }

  private String opened(byte[] body) throws GeneralSecurityException {
    byte[] salt = Arrays.copyOf(body, 16);
    byte[] sender = Arrays.copyOfRange(body, 21, 86);
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(keys.getPrivate());
    agreement.doPhase(
        KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(joined(HEAD, sender))),
        true);
    byte[] first = hmac(auth, agreement.generateSecret());
    byte[] input =
        hmac(first, joined(word("WebPush: info"), publicPoint(), sender, new byte[] {1}));
    byte[] second = hmac(salt, input);
    byte[] key =
        Arrays.copyOf(
            hmac(second, joined(word("Content-Encoding: aes128gcm"), new byte[] {1})), 16);
    byte[] nonce =
        Arrays.copyOf(hmac(second, joined(word("Content-Encoding: nonce"), new byte[] {1})), 12);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    byte[] plain = cipher.doFinal(body, 86, body.length - 86);
    return new String(plain, 0, plain.length - 1, StandardCharsets.UTF_8);
  }

  private static byte[] word(String text) {
    return joined(text.getBytes(StandardCharsets.US_ASCII), new byte[] {0});
  }

  private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  private static byte[] joined(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
