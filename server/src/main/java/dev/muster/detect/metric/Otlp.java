package dev.muster.detect.metric;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.muster.platform.json.Json;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Metrics and logs of the OpenTelemetry protocol, as protobuf or as JSON.
///
/// Names and attributes become Prometheus-like labels: a dot becomes an underscore, `service.name` becomes `service`. Of the
/// resource only what tells where something runs is kept as labels, because identifiers such as those of processes and containers
/// would make a new series at every restart.
public final class Otlp {
  /// Attributes of the resource that become labels.
  private static final Set<String> KEPT =
      Set.of(
          "service.name",
          "service.namespace",
          "deployment.environment",
          "deployment.environment.name",
          "host.name",
          "k8s.cluster.name",
          "k8s.namespace.name",
          "k8s.deployment.name",
          "cloud.region",
          "cloud.availability_zone");

  /// Buckets of one exponential histogram.
  private static final int MOST_BUCKETS = 2_000;

  /// Depth of JSON that is read; the protocol needs far less.
  private static final int DEEPEST = 40;

  private static final int NO_RECORDED_VALUE = 1;

  private Otlp() {}

  /// Reads metrics. Never throws, whatever the bytes.
  public static Readings metrics(byte[] body, boolean json) {
    try {
      ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
      fill(body, json, request);
      var gathering = new Readings.Gathering();
      for (ResourceMetrics resource : request.build().getResourceMetricsList()) {
        Map<String, String> labels = resource(resource.getResource().getAttributesList());
        for (ScopeMetrics scope : resource.getScopeMetricsList()) {
          for (Metric metric : scope.getMetricsList()) {
            metric(metric, labels, gathering);
          }
        }
      }
      return gathering.done();
    } catch (InvalidProtocolBufferException | RuntimeException unreadable) {
      return Readings.refused("The body is no OTLP message: " + unreadable.getMessage());
    }
  }

  /// Reads logs. Never throws, whatever the bytes.
  public static Readings logs(byte[] body, boolean json) {
    try {
      ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
      fill(body, json, request);
      var gathering = new Readings.Gathering();
      for (ResourceLogs resource : request.build().getResourceLogsList()) {
        Map<String, String> labels = resource(resource.getResource().getAttributesList());
        for (ScopeLogs scope : resource.getScopeLogsList()) {
          for (LogRecord record : scope.getLogRecordsList()) {
            long nanos =
                record.getTimeUnixNano() != 0
                    ? record.getTimeUnixNano()
                    : record.getObservedTimeUnixNano();
            gathering.add(
                new LogLine(nanos / 1_000_000, severity(record), text(record.getBody()), labels));
          }
        }
      }
      return gathering.done();
    } catch (InvalidProtocolBufferException | RuntimeException unreadable) {
      return Readings.refused("The body is no OTLP message: " + unreadable.getMessage());
    }
  }

  /// The answer that says how much was not taken, and why; the same bytes serve metrics and logs.
  public static byte[] partialSuccess(int refused, String why) {
    return ExportMetricsServiceResponse.newBuilder()
        .setPartialSuccess(
            ExportMetricsPartialSuccess.newBuilder()
                .setRejectedDataPoints(refused)
                .setErrorMessage(why))
        .build()
        .toByteArray();
  }

  private static void fill(byte[] body, boolean json, Message.Builder builder)
      throws InvalidProtocolBufferException {
    if (!json) {
      builder.mergeFrom(body);
      return;
    }
    JsonNode root;
    try {
      root = Json.mapper().readTree(body);
    } catch (JacksonException notJson) {
      throw new IllegalArgumentException("not valid JSON: " + Json.why(notJson));
    }
    if (!root.isObject()) {
      throw new IllegalArgumentException("the body must be a JSON object");
    }
    fromJson(root, builder, 0);
  }

  /// The JSON form of the protocol: names in camel case, 64-bit numbers as text or numbers, enums as numbers; unknown names are
  /// passed over.
  private static void fromJson(JsonNode object, Message.Builder builder, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("the JSON is nested deeper than " + DEEPEST + " levels");
    }
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      FieldDescriptor field = field(builder, entry.getKey());
      JsonNode value = entry.getValue();
      if (field == null || value.isNull()) {
        continue;
      }
      if (!field.isRepeated()) {
        builder.setField(field, one(field, value, builder, depth));
      } else if (value.isArray()) {
        for (JsonNode element : value) {
          builder.addRepeatedField(field, one(field, element, builder, depth));
        }
      } else {
        throw new IllegalArgumentException("'" + entry.getKey() + "' must be a list");
      }
    }
  }

  private static @Nullable FieldDescriptor field(Message.Builder builder, String name) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      if (field.getJsonName().equals(name) || field.getName().equals(name)) {
        return field;
      }
    }
    return null;
  }

  private static Object one(
      FieldDescriptor field, JsonNode value, Message.Builder parent, int depth) {
    return switch (field.getJavaType()) {
      case INT -> (int) wholeNumber(field, value);
      case LONG -> wholeNumber(field, value);
      case FLOAT -> (float) number(field, value);
      case DOUBLE -> number(field, value);
      case BOOLEAN -> value.asBoolean();
      case STRING -> value.isString() ? value.stringValue() : value.asString();
      case BYTE_STRING -> ByteString.copyFrom(value.asString(), StandardCharsets.UTF_8);
      case ENUM -> enumValue(field, value);
      case MESSAGE -> {
        if (!value.isObject()) {
          throw new IllegalArgumentException("'" + field.getJsonName() + "' must be an object");
        }
        Message.Builder inner = parent.newBuilderForField(field);
        fromJson(value, inner, depth + 1);
        yield inner.build();
      }
    };
  }

  private static EnumValueDescriptor enumValue(FieldDescriptor field, JsonNode value) {
    if (value.isString()) {
      EnumValueDescriptor named = field.getEnumType().findValueByName(value.stringValue());
      if (named != null) {
        return named;
      }
    }
    return field.getEnumType().findValueByNumberCreatingIfUnknown((int) wholeNumber(field, value));
  }

  private static long wholeNumber(FieldDescriptor field, JsonNode value) {
    try {
      return value.isNumber()
          ? value.longValue()
          : Long.parseUnsignedLong(value.asString("").strip());
    } catch (NumberFormatException notANumber) {
      try {
        return Long.parseLong(value.asString("").strip());
      } catch (NumberFormatException neither) {
        throw new IllegalArgumentException(
            "'" + field.getJsonName() + "' must be a whole number", neither);
      }
    }
  }

  private static double number(FieldDescriptor field, JsonNode value) {
    try {
      return value.isNumber() ? value.doubleValue() : Double.parseDouble(value.asString(""));
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "'" + field.getJsonName() + "' must be a number", notANumber);
    }
  }

  private static Map<String, String> resource(List<KeyValue> attributes) {
    var labels = new HashMap<String, String>();
    for (KeyValue attribute : attributes) {
      if (KEPT.contains(attribute.getKey())) {
        labels.put(labelName(attribute.getKey()), text(attribute.getValue()));
      }
    }
    return labels;
  }

  private static String labelName(String attribute) {
    return switch (attribute) {
      case "service.name" -> "service";
      case "host.name" -> "host";
      case "deployment.environment", "deployment.environment.name" -> "stage";
      default -> plain(attribute);
    };
  }

  /// A name of letters, digits and underscores.
  private static String plain(String name) {
    var plain = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      plain.append(
          letter == '_' || letter == ':' || (letter < 128 && Character.isLetterOrDigit(letter))
              ? letter
              : '_');
    }
    return plain.toString();
  }

  private static SeriesName name(
      String metric, Map<String, String> resource, List<KeyValue> attributes) {
    var labels = new HashMap<>(resource);
    for (KeyValue attribute : attributes) {
      labels.put(plain(attribute.getKey()), text(attribute.getValue()));
    }
    return SeriesName.of(plain(metric), labels);
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> String.valueOf(value.getBoolValue());
      case INT_VALUE -> String.valueOf(value.getIntValue());
      case DOUBLE_VALUE -> String.valueOf(value.getDoubleValue());
      case ARRAY_VALUE ->
          String.join(",", value.getArrayValue().getValuesList().stream().map(Otlp::text).toList());
      case KVLIST_VALUE ->
          String.join(
              ",",
              value.getKvlistValue().getValuesList().stream()
                  .map(pair -> pair.getKey() + "=" + text(pair.getValue()))
                  .toList());
      case BYTES_VALUE -> "";
      case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> "";
    };
  }

  private static void metric(
      Metric metric, Map<String, String> resource, Readings.Gathering gathering) {
    if (metric.getName().isEmpty()) {
      gathering.fault("A metric has no name");
      return;
    }
    String unit = metric.getUnit().isEmpty() ? null : metric.getUnit();
    switch (metric.getDataCase()) {
      case GAUGE ->
          numbers(
              metric,
              resource,
              metric.getGauge().getDataPointsList(),
              Reading.Kind.GAUGE,
              unit,
              gathering);
      case SUM -> {
        Reading.Kind kind =
            isDelta(metric.getSum().getAggregationTemporality())
                ? Reading.Kind.DELTA
                // a sum that may fall is a level, such as a queue's length
                : metric.getSum().getIsMonotonic() ? Reading.Kind.COUNTER : Reading.Kind.GAUGE;
        numbers(metric, resource, metric.getSum().getDataPointsList(), kind, unit, gathering);
      }
      case HISTOGRAM -> {
        boolean delta = isDelta(metric.getHistogram().getAggregationTemporality());
        for (HistogramDataPoint point : metric.getHistogram().getDataPointsList()) {
          histogram(metric, resource, point, !delta, unit, gathering);
        }
      }
      case EXPONENTIAL_HISTOGRAM -> {
        boolean delta = isDelta(metric.getExponentialHistogram().getAggregationTemporality());
        for (ExponentialHistogramDataPoint point :
            metric.getExponentialHistogram().getDataPointsList()) {
          exponential(metric, resource, point, !delta, unit, gathering);
        }
      }
      case SUMMARY -> {
        for (SummaryDataPoint point : metric.getSummary().getDataPointsList()) {
          summary(metric, resource, point, unit, gathering);
        }
      }
      case DATA_NOT_SET -> gathering.fault("A metric has no data");
    }
  }

  private static boolean isDelta(AggregationTemporality temporality) {
    return temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
  }

  private static void numbers(
      Metric metric,
      Map<String, String> resource,
      List<NumberDataPoint> points,
      Reading.Kind kind,
      @Nullable String unit,
      Readings.Gathering gathering) {
    for (NumberDataPoint point : points) {
      double value =
          (point.getFlags() & NO_RECORDED_VALUE) != 0
              ? Double.NaN
              : point.hasAsInt() ? point.getAsInt() : point.getAsDouble();
      gathering.add(
          new Reading.Sample(
              name(metric.getName(), resource, point.getAttributesList()),
              kind,
              point.getTimeUnixNano() / 1_000_000,
              value,
              unit));
    }
  }

  private static void histogram(
      Metric metric,
      Map<String, String> resource,
      HistogramDataPoint point,
      boolean cumulative,
      @Nullable String unit,
      Readings.Gathering gathering) {
    int buckets = point.getBucketCountsCount();
    if (buckets == 0) {
      return; // only sum and count, which say nothing of how they are spread
    }
    if (point.getExplicitBoundsCount() != buckets - 1) {
      gathering.fault("A histogram has " + buckets + " buckets and not one bound less");
      return;
    }
    double[] uppers = new double[buckets];
    double[] counts = new double[buckets];
    for (int i = 0; i < buckets; i++) {
      uppers[i] = i < buckets - 1 ? point.getExplicitBounds(i) : Double.POSITIVE_INFINITY;
      counts[i] = point.getBucketCounts(i);
    }
    gathering.add(
        new Reading.Distribution(
            name(metric.getName(), resource, point.getAttributesList()),
            cumulative,
            point.getTimeUnixNano() / 1_000_000,
            uppers,
            counts,
            unit));
  }

  private static void exponential(
      Metric metric,
      Map<String, String> resource,
      ExponentialHistogramDataPoint point,
      boolean cumulative,
      @Nullable String unit,
      Readings.Gathering gathering) {
    int negative = point.getNegative().getBucketCountsCount();
    int positive = point.getPositive().getBucketCountsCount();
    if (negative + positive > MOST_BUCKETS) {
      gathering.fault("A histogram has more than " + MOST_BUCKETS + " buckets");
      return;
    }
    double base = Math.pow(2, Math.pow(2, -point.getScale()));
    var uppers = new ArrayList<Double>();
    var counts = new ArrayList<Double>();
    for (int i = negative - 1; i >= 0; i--) {
      uppers.add(-Math.pow(base, point.getNegative().getOffset() + i));
      counts.add((double) point.getNegative().getBucketCounts(i));
    }
    uppers.add(Math.max(0, point.getZeroThreshold()));
    counts.add((double) point.getZeroCount());
    if (positive > 0) {
      double lowest = Math.pow(base, point.getPositive().getOffset());
      if (lowest > uppers.getLast()) {
        uppers.add(lowest);
        counts.add(0.0);
      }
    }
    for (int i = 0; i < positive; i++) {
      uppers.add(Math.pow(base, point.getPositive().getOffset() + i + 1.0));
      counts.add((double) point.getPositive().getBucketCounts(i));
    }
    double[] upperArray = new double[uppers.size()];
    double[] countArray = new double[counts.size()];
    Arrays.setAll(upperArray, uppers::get);
    Arrays.setAll(countArray, counts::get);
    gathering.add(
        new Reading.Distribution(
            name(metric.getName(), resource, point.getAttributesList()),
            cumulative,
            point.getTimeUnixNano() / 1_000_000,
            upperArray,
            countArray,
            unit));
  }

  private static void summary(
      Metric metric,
      Map<String, String> resource,
      SummaryDataPoint point,
      @Nullable String unit,
      Readings.Gathering gathering) {
    SeriesName name = name(metric.getName(), resource, point.getAttributesList());
    long millis = point.getTimeUnixNano() / 1_000_000;
    for (SummaryDataPoint.ValueAtQuantile quantile : point.getQuantileValuesList()) {
      gathering.add(
          new Reading.Sample(
              name.with("quantile", String.valueOf(quantile.getQuantile())),
              Reading.Kind.GAUGE,
              millis,
              quantile.getValue(),
              unit));
    }
    gathering.add(
        new Reading.Sample(
            name.renamed(name.metric() + "_count"),
            Reading.Kind.COUNTER,
            millis,
            point.getCount(),
            null));
  }

  /// The word for a severity: what the sender says in the numbers of the protocol, else its own word.
  private static String severity(LogRecord record) {
    int number = record.getSeverityNumberValue();
    if (number >= 1 && number <= 24) {
      return List.of("trace", "debug", "info", "warn", "error", "fatal").get((number - 1) / 4);
    }
    return record.getSeverityText().toLowerCase(Locale.ROOT);
  }
}
