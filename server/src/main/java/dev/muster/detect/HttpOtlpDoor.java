package dev.muster.detect;

import dev.muster.detect.metric.Bodies;
import dev.muster.detect.metric.Otlp;
import dev.muster.detect.metric.Readings;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.grpc.GrpcConfig;
import io.helidon.webserver.grpc.GrpcRouting;
import io.helidon.webserver.http1.Http1Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// OTLP over gRPC on a port of its own: the same keys, limits and answers as OTLP over HTTP.
///
/// What will never be taken answers INVALID_ARGUMENT or UNAUTHENTICATED, what may be sent again UNAVAILABLE, a message beyond the
/// limit RESOURCE_EXHAUSTED; exporters know the difference by OTLP's own rules.
final class HttpOtlpDoor implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(HttpOtlpDoor.class);

  /// After the lanes of series and before the doors of people, as the StatsD port.
  private static final int PHASE = Integer.MAX_VALUE - 4_000;

  private static final Metadata.Key<String> AUTHORIZATION = header("authorization");
  private static final Metadata.Key<String> ROUTING_KEY = header("x-routing-key");
  private static final Context.Key<String> KEY = Context.key("integration key");

  /// Messages as they came, because their reading belongs to the formats.
  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] message) {
          return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readNBytes(MetricDoor.BODY + 1); // one more tells that it is too large
          } catch (IOException broken) {
            throw Status.INVALID_ARGUMENT
                .withDescription("The message cannot be read: " + broken.getMessage())
                .withCause(broken)
                .asRuntimeException();
          }
        }
      };

  /// Reads a message.
  private interface Format {
    Readings read(byte[] message) throws Bodies.Unreadable;
  }

  private final DetectSettings settings;
  private final MetricDoor door;
  private volatile @Nullable WebServer server;

  HttpOtlpDoor(DetectSettings settings, MetricDoor door) {
    this.settings = settings;
    this.door = door;
  }

  private static Metadata.Key<String> header(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /// The port that it listens on; -1 when it is closed.
  int port() {
    WebServer open = server;
    return open == null ? -1 : open.port();
  }

  @Override
  public void start() {
    if (settings.otlpPort() < 0) {
      return;
    }
    // a little above our own limit, so that ours, which explains itself, comes first
    GrpcConfig grpc =
        GrpcConfig.builder().maxReadBufferSize(2 * MetricDoor.BODY).enableCompression(true).build();
    try {
      WebServer opened =
          WebServer.builder()
              .host(settings.host().isEmpty() ? "0.0.0.0" : settings.host())
              .port(settings.otlpPort())
              .shutdownHook(false)
              .featuresDiscoverServices(false)
              .protocolsDiscoverServices(false)
              .addProtocol(Http1Config.create())
              .addConnectionSelector(HttpGrpcSelector.of(grpc))
              .addRouting(
                  GrpcRouting.builder()
                      .service(
                          service(
                              "opentelemetry.proto.collector.metrics.v1.MetricsService",
                              message -> Otlp.metrics(message, false)))
                      .service(
                          service(
                              "opentelemetry.proto.collector.logs.v1.LogsService",
                              message -> Otlp.logs(message, false)))
                      .service(notTaken("opentelemetry.proto.collector.trace.v1.TraceService"))
                      .service(
                          notTaken(
                              "opentelemetry.proto.collector.profiles.v1development.ProfilesService")))
              .build()
              .start();
      if (!opened.isRunning()) {
        throw new IllegalStateException("it is taken");
      }
      server = opened;
    } catch (RuntimeException failure) {
      if (!settings.otlpAsked()) {
        LOG.warn(
            "Port {} is taken, so there is no port for OTLP over gRPC; OTLP over HTTP goes to the"
                + " main port. Set muster.metrics.otlp-port to choose another.",
            settings.otlpPort());
        return;
      }
      throw new IllegalStateException(
          "The port %d for OTLP over gRPC cannot be opened: %s"
              .formatted(settings.otlpPort(), failure.getMessage()),
          failure);
    }
    LOG.debug("OTLP over gRPC on port {}", port());
  }

  private static MethodDescriptor<byte[], byte[]> export(String service) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, "Export"))
        .setRequestMarshaller(BYTES)
        .setResponseMarshaller(BYTES)
        .build();
  }

  /// A kind of readings that Muster has no use for. Helidon calls a service that it does not know NOT_FOUND; gRPC's own word, which
  /// exporters give up at, is UNIMPLEMENTED.
  private static ServerServiceDefinition notTaken(String name) {
    return ServerServiceDefinition.builder(name)
        .addMethod(
            export(name),
            ServerCalls.asyncUnaryCall((_, answer) ->
                answer.onError(
                    Status.UNIMPLEMENTED
                        .withDescription("Muster takes metrics and logs, and nothing else, by OTLP")
                        .asException())))
        .build();
  }

  private ServerServiceDefinition service(String name, Format format) {
    return ServerInterceptors.intercept(
        ServerServiceDefinition.builder(name)
            .addMethod(
                export(name),
                ServerCalls.asyncUnaryCall((message, answer) -> take(message, answer, format)))
            .build(),
        new KeyReader());
  }

  /// Keeps the key of a call, which stands in its headers.
  private static final class KeyReader implements ServerInterceptor {
    @Override
    public <Q, S> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
      String own = headers.get(ROUTING_KEY);
      String key = own != null ? own : MetricDoor.key(headers.get(AUTHORIZATION));
      Context context = key == null ? Context.current() : Context.current().withValue(KEY, key);
      return Contexts.interceptCall(context, call, headers, next);
    }
  }

  private void take(byte[] message, StreamObserver<byte[]> answer, Format format) {
    MetricDoor.Outcome outcome;
    try {
      outcome =
          message.length > MetricDoor.BODY
              ? door.refuse(
                  MetricDoor.Refusal.TOO_LARGE,
                  "The message is larger than " + MetricDoor.BODY + " bytes")
              : door.take(KEY.get(), () -> format.read(unpacked(message)));
    } catch (RuntimeException failure) {
      LOG.error("the intake of OTLP over gRPC failed", failure);
      outcome =
          door.refuse(MetricDoor.Refusal.BUSY, "The readings could not be taken; send them again");
    }
    switch (outcome) {
      case MetricDoor.Outcome.Done done -> {
        String why = done.why();
        answer.onNext(why == null ? new byte[0] : Otlp.partialSuccess(done.refused(), why));
        answer.onCompleted();
      }
      case MetricDoor.Outcome.Refused refused ->
          answer.onError(status(refused.refusal()).withDescription(refused.why()).asException());
    }
  }

  /// Helidon 4.5 unpacks a message only when it came in one HTTP/2 frame. What is still packed begins with the mark of gzip, which no
  /// OTLP message begins with: read as a tag, it is of a wire type that does not exist.
  private static byte[] unpacked(byte[] message) throws Bodies.Unreadable {
    boolean packed = message.length > 1 && message[0] == 0x1f && message[1] == (byte) 0x8b;
    return packed ? Bodies.unpack(message, "gzip") : message;
  }

  private static Status status(MetricDoor.Refusal refusal) {
    return switch (refusal) {
      case INVALID, UNSUPPORTED -> Status.INVALID_ARGUMENT;
      case UNKNOWN_KEY, UNPROVEN -> Status.UNAUTHENTICATED;
      case TOO_LARGE -> Status.RESOURCE_EXHAUSTED;
      case BUSY -> Status.UNAVAILABLE;
    };
  }

  @Override
  public void stop() {
    WebServer open = server;
    server = null;
    if (open != null) {
      open.stop();
    }
  }

  @Override
  public boolean isRunning() {
    return server != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
