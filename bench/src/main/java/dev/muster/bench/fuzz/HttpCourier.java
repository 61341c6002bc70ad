package dev.muster.bench.fuzz;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// Posts bodies.
final class HttpCourier implements Courier {
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI to;
  private final Map<String, String> headers;

  HttpCourier(URI to, Map<String, String> headers) {
    this.to = to;
    this.headers = headers;
  }

  @Override
  public Answer bring(byte[] body) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to)
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    HttpResponse<byte[]> answer;
    try {
      answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException broken) {
      return Answer.wrong("no answer: " + broken);
    }
    int status = answer.statusCode();
    String said = status + " " + new String(answer.body(), StandardCharsets.UTF_8);
    return new Answer(
        status == 429
            ? Answer.Outcome.PUT_OFF
            : status >= 500 || (status >= 400 && answer.body().length == 0)
                ? Answer.Outcome.WRONG
                : status >= 400 ? Answer.Outcome.REFUSED : Answer.Outcome.TAKEN,
        said);
  }

  @Override
  public void close() {
    http.close();
  }
}
