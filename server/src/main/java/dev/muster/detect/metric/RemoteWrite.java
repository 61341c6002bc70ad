package dev.muster.detect.metric;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;
import org.jspecify.annotations.Nullable;

/// Prometheus remote write, versions 1.0 and 2.0: a protobuf message in a Snappy block.
///
/// Version 1 does not say whether a series is a counter, so the endings that OpenMetrics prescribes decide: `_total`, `_count`,
/// `_sum` and `_bucket` count. Version 2 says so. Field numbers as published in Prometheus' `types.proto`, `remote.proto` and
/// `io/prometheus/write/v2/types.proto`.
public final class RemoteWrite {
  /// Unpacked bodies must not be larger, whatever they claim: 64 MiB, some ten times of what Prometheus sends at most.
  private static final int LARGEST = 64 << 20;

  /// How far back a Snappy block may refer, in bytes.
  private static final int WINDOW = 1 << 16;

  /// Buckets of one native histogram; Prometheus itself limits them to far less.
  private static final int MOST_BUCKETS = 2_000;

  private static final int CUSTOM_BOUNDS = -53;

  private static final String FIRST = "prometheus.WriteRequest";
  private static final String SECOND = "io.prometheus.write.v2.Request";
  private static final String PROTO = "proto=";

  private RemoteWrite() {}

  /// Whether a header `Content-Type` names version 2.
  public static boolean isSecond(@Nullable String contentType) {
    return SECOND.equals(message(contentType));
  }

  /// Why a body with these headers cannot be read; null when it can. A type without the name of a message is version 1, whatever it
  /// is: senders of old say all kinds of things.
  public static @Nullable String unsupported(
      @Nullable String contentType, @Nullable String encoding) {
    String message = message(contentType);
    if (message != null && !message.equals(SECOND) && !message.equals(FIRST)) {
      return "Content-Type must name the message " + FIRST + " or " + SECOND + ", not " + message;
    }
    return encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("snappy")
        ? null
        : "Content-Encoding must be snappy, not " + encoding;
  }

  /// The parameter `proto` of a media type; null when it has none.
  private static @Nullable String message(@Nullable String contentType) {
    if (contentType == null) {
      return null;
    }
    for (String part : contentType.split(";", -1)) {
      String parameter = part.strip();
      if (parameter.regionMatches(true, 0, PROTO, 0, PROTO.length())) {
        String value = parameter.substring(PROTO.length()).strip();
        return value.startsWith("\"") && value.endsWith("\"") && value.length() > 1
            ? value.substring(1, value.length() - 1)
            : value;
      }
    }
    return null;
  }

  /// Reads version 1. Never throws, whatever the bytes.
  public static Readings v1(byte[] packed) {
    return read(packed, false);
  }

  /// Reads version 2. Never throws, whatever the bytes.
  public static Readings v2(byte[] packed) {
    return read(packed, true);
  }

  private static Readings read(byte[] packed, boolean second) {
    byte[] body;
    try (var in = new SnappyCompressorInputStream(new ByteArrayInputStream(packed), WINDOW)) {
      if (in.getSize() > LARGEST) {
        return Readings.refused("The body unpacks to more than " + LARGEST + " bytes");
      }
      body = in.readNBytes(LARGEST);
    } catch (IOException | RuntimeException notSnappy) {
      return Readings.refused("The body is not a Snappy block: " + notSnappy.getMessage());
    }
    try {
      var gathering = new Readings.Gathering();
      var in = CodedInputStream.newInstance(body);
      if (second) {
        request2(in, gathering);
      } else {
        request1(in, gathering);
      }
      return gathering.done();
    } catch (IOException | RuntimeException notProtobuf) {
      return Readings.refused(
          "The body is not a remote write message: " + notProtobuf.getMessage());
    }
  }

  private static void request1(CodedInputStream in, Readings.Gathering gathering)
      throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> {
          int outer = in.pushLimit(in.readRawVarint32());
          series1(in, gathering);
          in.popLimit(outer);
        }
        case 5 -> { // no such field; the series of version 2
          gathering.fault("A series of version 2.0 stands in a message that says it is of 1.0");
          in.skipField(tag);
        }
        default -> in.skipField(tag);
      }
    }
  }

  private static void series1(CodedInputStream in, Readings.Gathering gathering)
      throws IOException {
    var labels = new HashMap<String, String>();
    var points = new Points();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> {
          int outer = in.pushLimit(in.readRawVarint32());
          label(in, labels);
          in.popLimit(outer);
        }
        case 2 -> points.sample(in);
        case 4 -> points.histogram(in);
        default -> in.skipField(tag);
      }
    }
    points.emit(labels, null, null, gathering);
  }

  private static void label(CodedInputStream in, Map<String, String> labels) throws IOException {
    String name = "";
    String value = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> name = utf8(in);
        case 2 -> value = utf8(in);
        default -> in.skipField(tag);
      }
    }
    labels.put(name, value);
  }

  private static String utf8(CodedInputStream in) throws IOException {
    return new String(in.readByteArray(), StandardCharsets.UTF_8);
  }

  /// The series of version 2 name their labels by their places in a table that stands before them.
  private static void request2(CodedInputStream in, Readings.Gathering gathering)
      throws IOException {
    var symbols = new ArrayList<String>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> { // kept free for this; the series of version 1
          gathering.fault("A series of version 1.0 stands in a message that says it is of 2.0");
          in.skipField(tag);
        }
        case 4 -> symbols.add(utf8(in));
        case 5 -> {
          int outer = in.pushLimit(in.readRawVarint32());
          series2(in, symbols, gathering);
          in.popLimit(outer);
        }
        default -> in.skipField(tag);
      }
    }
  }

  private static void series2(
      CodedInputStream in, List<String> symbols, Readings.Gathering gathering) throws IOException {
    var references = new ArrayList<Integer>();
    var points = new Points();
    int type = 0;
    int unit = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> integers(in, tag, references);
        case 2 -> points.sample(in);
        case 3 -> points.histogram(in);
        case 5 -> {
          int outer = in.pushLimit(in.readRawVarint32());
          for (int inner = in.readTag(); inner != 0; inner = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(inner)) {
              case 1 -> type = in.readEnum();
              case 4 -> unit = in.readUInt32();
              default -> in.skipField(inner);
            }
          }
          in.popLimit(outer);
        }
        default -> in.skipField(tag);
      }
    }
    var labels = new HashMap<String, String>();
    for (int i = 0; i + 1 < references.size(); i += 2) {
      String name = symbol(symbols, references.get(i));
      String value = symbol(symbols, references.get(i + 1));
      if (name == null || value == null) {
        gathering.fault("A series refers to a symbol that is not in the table");
        return;
      }
      labels.put(name, value);
    }
    Reading.Kind kind =
        switch (type) {
          case 1 -> Reading.Kind.COUNTER;
          case 2, 4, 7 -> Reading.Kind.GAUGE;
          default -> null; // the ending of the name decides
        };
    String named = symbol(symbols, unit);
    points.emit(labels, kind, named == null || named.isEmpty() ? null : named, gathering);
  }

  private static @Nullable String symbol(List<String> symbols, int place) {
    return place >= 0 && place < symbols.size() ? symbols.get(place) : null;
  }

  private static void integers(CodedInputStream in, int tag, List<Integer> into)
      throws IOException {
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      into.add(in.readUInt32());
      return;
    }
    int outer = in.pushLimit(in.readRawVarint32());
    while (!in.isAtEnd()) {
      into.add(in.readUInt32());
    }
    in.popLimit(outer);
  }

  /// Whether a series without metadata counts, by its name.
  static Reading.Kind kindOf(String metric) {
    return metric.endsWith("_total")
            || metric.endsWith("_count")
            || metric.endsWith("_sum")
            || metric.endsWith("_bucket")
        ? Reading.Kind.COUNTER
        : Reading.Kind.GAUGE;
  }

  /// What was measured, until the name of the series is known.
  private static final class Points {
    private final List<Reading.Sample> samples = new ArrayList<>();
    private final List<Reading.Distribution> distributions = new ArrayList<>();
    private static final SeriesName NAMELESS = SeriesName.of("", Map.of());
    private int broken;

    void sample(CodedInputStream in) throws IOException {
      int outer = in.pushLimit(in.readRawVarint32());
      double value = 0;
      long millis = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case 1 -> value = in.readDouble();
          case 2 -> millis = in.readInt64();
          default -> in.skipField(tag);
        }
      }
      in.popLimit(outer);
      samples.add(new Reading.Sample(NAMELESS, Reading.Kind.GAUGE, millis, value, null));
    }

    void histogram(CodedInputStream in) throws IOException {
      int outer = in.pushLimit(in.readRawVarint32());
      var histogram = new NativeHistogram();
      histogram.read(in);
      in.popLimit(outer);
      Reading.Distribution made = histogram.distribution(NAMELESS);
      if (made == null) {
        broken++;
      } else {
        distributions.add(made);
      }
    }

    void emit(
        Map<String, String> labels,
        Reading.@Nullable Kind said,
        @Nullable String unit,
        Readings.Gathering gathering) {
      String metric = labels.remove("__name__");
      if (metric == null || metric.isEmpty()) {
        gathering.fault("A series has no name");
        return;
      }
      for (int i = 0; i < broken; i++) {
        gathering.fault("A histogram has more than " + MOST_BUCKETS + " buckets");
      }
      String le = labels.get("le");
      if (metric.endsWith("_bucket") && le != null) {
        bucket(metric, labels, le, gathering);
        return;
      }
      SeriesName name = SeriesName.of(metric, labels);
      Reading.Kind kind =
          said == null || metric.endsWith("_count") || metric.endsWith("_sum")
              ? kindOf(metric)
              : said;
      for (Reading.Sample sample : samples) {
        gathering.add(new Reading.Sample(name, kind, sample.millis(), sample.value(), unit));
      }
      for (Reading.Distribution histogram : distributions) {
        gathering.add(
            new Reading.Distribution(
                name, true, histogram.millis(), histogram.uppers(), histogram.counts(), unit));
      }
    }

    private void bucket(
        String metric, Map<String, String> labels, String le, Readings.Gathering gathering) {
      double upper;
      try {
        upper = le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
      } catch (NumberFormatException notANumber) {
        gathering.fault("The label 'le' is no number");
        return;
      }
      labels.remove("le");
      SeriesName name =
          SeriesName.of(metric.substring(0, metric.length() - "_bucket".length()), labels);
      for (Reading.Sample sample : samples) {
        gathering.add(new Reading.Bucket(name, sample.millis(), upper, sample.value()));
      }
    }
  }

  /// A native histogram: buckets whose bounds grow exponentially, or that names its bounds.
  private static final class NativeHistogram {
    private int schema;
    private double zeroThreshold;
    private double zeroCount;
    private long millis;
    private final List<int[]> negativeSpans = new ArrayList<>();
    private final List<int[]> positiveSpans = new ArrayList<>();
    private final List<Double> negative = new ArrayList<>();
    private final List<Double> positive = new ArrayList<>();
    private final List<Double> bounds = new ArrayList<>();

    void read(CodedInputStream in) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case 4 -> schema = in.readSInt32();
          case 5 -> zeroThreshold = in.readDouble();
          case 6 -> zeroCount = in.readUInt64();
          case 7 -> zeroCount = in.readDouble();
          case 8 -> negativeSpans.add(span(in));
          case 9 -> deltas(in, tag, negative);
          case 10 -> doubles(in, tag, negative);
          case 11 -> positiveSpans.add(span(in));
          case 12 -> deltas(in, tag, positive);
          case 13 -> doubles(in, tag, positive);
          case 15 -> millis = in.readInt64();
          case 16 -> doubles(in, tag, bounds);
          default -> in.skipField(tag);
        }
      }
    }

    private static int[] span(CodedInputStream in) throws IOException {
      int outer = in.pushLimit(in.readRawVarint32());
      int offset = 0;
      int length = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case 1 -> offset = in.readSInt32();
          case 2 -> length = in.readUInt32();
          default -> in.skipField(tag);
        }
      }
      in.popLimit(outer);
      return new int[] {offset, length};
    }

    /// Counts as differences to the bucket before.
    private static void deltas(CodedInputStream in, int tag, List<Double> counts)
        throws IOException {
      if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        counts.add(last(counts) + in.readSInt64());
        return;
      }
      int outer = in.pushLimit(in.readRawVarint32());
      while (!in.isAtEnd()) {
        counts.add(last(counts) + in.readSInt64());
      }
      in.popLimit(outer);
    }

    private static double last(List<Double> counts) {
      return counts.isEmpty() ? 0 : counts.getLast();
    }

    private static void doubles(CodedInputStream in, int tag, List<Double> values)
        throws IOException {
      if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        values.add(in.readDouble());
        return;
      }
      int outer = in.pushLimit(in.readRawVarint32());
      while (!in.isAtEnd()) {
        values.add(in.readDouble());
      }
      in.popLimit(outer);
    }

    Reading.@Nullable Distribution distribution(SeriesName name) {
      if (negative.size() + positive.size() > MOST_BUCKETS || bounds.size() > MOST_BUCKETS) {
        return null;
      }
      var uppers = new ArrayList<Double>();
      var counts = new ArrayList<Double>();
      List<int[]> below = places(negativeSpans, negative.size());
      for (int i = below.size() - 1; i >= 0; i--) {
        int place = below.get(i)[0];
        add(uppers, counts, -bound(place), -bound(place - 1), negative.get(i));
      }
      if (zeroCount > 0 || zeroThreshold > 0) {
        add(uppers, counts, -zeroThreshold, zeroThreshold, zeroCount);
      }
      List<int[]> above = places(positiveSpans, positive.size());
      for (int i = 0; i < above.size(); i++) {
        int place = above.get(i)[0];
        add(uppers, counts, lower(place), upper(place), positive.get(i));
      }
      return new Reading.Distribution(name, true, millis, array(uppers), array(counts), null);
    }

    private double lower(int place) {
      if (schema != CUSTOM_BOUNDS) {
        return bound(place - 1);
      }
      return place <= 0 || place > bounds.size() ? Double.NEGATIVE_INFINITY : bounds.get(place - 1);
    }

    private double upper(int place) {
      if (schema != CUSTOM_BOUNDS) {
        return bound(place);
      }
      return place < bounds.size() ? bounds.get(place) : Double.POSITIVE_INFINITY;
    }

    /// Upper bound of the bucket at that place: `2^(place * 2^-schema)`.
    private double bound(int place) {
      return Math.pow(2, place * Math.pow(2, -schema));
    }

    /// An empty bucket fills the gap below, so that quantiles are not drawn over it.
    private static void add(
        List<Double> uppers, List<Double> counts, double lower, double upper, double count) {
      if (lower > Double.NEGATIVE_INFINITY && (uppers.isEmpty() || uppers.getLast() < lower)) {
        uppers.add(lower);
        counts.add(0.0);
      }
      uppers.add(upper);
      counts.add(Math.max(0, count));
    }

    private static List<int[]> places(List<int[]> spans, int most) {
      var places = new ArrayList<int[]>();
      int at = 0;
      for (int[] span : spans) {
        at += span[0];
        for (int i = 0; i < span[1] && places.size() < most; i++) {
          places.add(new int[] {at++});
        }
      }
      return places;
    }

    private static double[] array(List<Double> values) {
      double[] array = new double[values.size()];
      Arrays.setAll(array, values::get);
      return array;
    }
  }
}
