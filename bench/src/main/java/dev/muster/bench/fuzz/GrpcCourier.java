package dev.muster.bench.fuzz;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/// Calls a method of gRPC with whatever bytes, which no client of gRPC would let through.
final class GrpcCourier implements Courier {
  private static final MediaType GRPC = MediaType.get("application/grpc");

  private final OkHttpClient http =
      new OkHttpClient.Builder()
          .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
          .retryOnConnectionFailure(false)
          .callTimeout(HttpCourier.PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .build();
  private final Request.Builder request;

  GrpcCourier(int port, String method, String key) {
    request =
        new Request.Builder()
            .url("http://127.0.0.1:" + port + method)
            .header("te", "trailers")
            .header("x-routing-key", key);
  }

  @Override
  public Answer bring(byte[] body) {
    try (Response answer =
        http.newCall(request.post(RequestBody.create(body, GRPC)).build()).execute()) {
      answer.body().bytes();
      Headers said = answer.header("grpc-status") != null ? answer.headers() : answer.trailers();
      String status = said.get("grpc-status");
      String why = said.get("grpc-message");
      if (status == null) {
        return Answer.wrong("HTTP " + answer.code() + " without a status of gRPC");
      }
      return new Answer(
          switch (status) {
            case "0" -> Answer.Outcome.TAKEN;
            // INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNIMPLEMENTED, UNAUTHENTICATED
            case "3", "8", "12", "16" ->
                why == null || why.isBlank() ? Answer.Outcome.WRONG : Answer.Outcome.REFUSED;
            case "14" ->
                why != null && why.startsWith("Too many")
                    ? Answer.Outcome.PUT_OFF
                    : Answer.Outcome.WRONG;
            default -> Answer.Outcome.WRONG;
          },
          "status " + status + " " + why);
    } catch (IOException broken) {
      return Answer.wrong("no answer: " + broken);
    }
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
