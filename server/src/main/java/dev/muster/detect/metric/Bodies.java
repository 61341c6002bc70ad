package dev.muster.detect.metric;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// Unpacks bodies.
public final class Bodies {
  /// Unpacked bodies must not be larger: 64 MiB, so that a small body cannot fill the memory.
  public static final int LARGEST = 64 << 20;

  private Bodies() {}

  /// Why a body could not be unpacked.
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
      super(why);
    }
  }

  /// @param encoding the header `Content-Encoding`; null for none
  /// @throws Unreadable when it is of an unknown kind, broken, or too large
  public static byte[] unpack(byte[] body, @Nullable String encoding) throws Unreadable {
    String kind = encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
    try {
      return switch (kind) {
        case "", "identity" -> body;
        case "gzip", "x-gzip" -> all(new GZIPInputStream(new ByteArrayInputStream(body)));
        case "deflate" -> all(new InflaterInputStream(new ByteArrayInputStream(body)));
        default ->
            throw new Unreadable("Content-Encoding must be gzip, deflate or identity, not " + kind);
      };
    } catch (IOException broken) {
      throw new Unreadable(
          "The body is not packed as Content-Encoding says: " + broken.getMessage());
    }
  }

  private static byte[] all(InputStream packed) throws IOException, Unreadable {
    try (packed) {
      byte[] body = packed.readNBytes(LARGEST + 1);
      if (body.length > LARGEST) {
        throw new Unreadable("The body unpacks to more than " + LARGEST + " bytes");
      }
      return body;
    }
  }
}
