package dev.muster.platform.web;

import dev.muster.platform.json.Json;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import tools.jackson.databind.JsonNode;

/// Puts real requests and answers into the API document, with the types that follow from them. The examples are the record of a
/// run: a test plays them against the house and compares, so that what is written here is what is served.
final class WireExamples implements OpenApiCustomizer {
  /// Read when somebody asks for the document, which hardly anybody does: not at the start, nor kept.
  private static JsonNode examples() {
    try (InputStream file =
        Objects.requireNonNull(WireExamples.class.getResourceAsStream("examples.json"))) {
      return Json.mapper().readTree(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public void customise(OpenAPI document) {
    for (Map.Entry<String, JsonNode> example : examples().properties()) {
      int space = example.getKey().indexOf(' ');
      PathItem path = document.getPaths().get(example.getKey().substring(space + 1));
      if (path == null) {
        path = intake();
        document.getPaths().addPathItem(example.getKey().substring(space + 1), path);
      }
      Operation operation =
          path.readOperationsMap()
              .get(PathItem.HttpMethod.valueOf(example.getKey().substring(0, space)));
      if (operation != null) {
        put(operation, example.getValue());
      }
    }
  }

  /// The doors for machines stand in front of the framework, which therefore does not know them.
  private static PathItem intake() {
    return new PathItem()
        .post(
            new Operation()
                .addTagsItem("Events")
                .summary("Takes an event; the key in it says whose it is")
                .responses(new ApiResponses()));
  }

  private static void put(Operation operation, JsonNode example) {
    JsonNode request = example.get("request");
    if (request != null) {
      operation.setRequestBody(new RequestBody().required(true).content(content(request)));
    }
    JsonNode answer = example.get("answer");
    String status = String.valueOf(example.path("status").asInt());
    ApiResponse response = new ApiResponse().description(words(status));
    if (answer != null) {
      response.content(content(answer));
    }
    operation.getResponses().entrySet().removeIf(one -> one.getKey().startsWith("2"));
    operation.getResponses().addApiResponse(status, response);
  }

  private static Content content(JsonNode example) {
    return new Content()
        .addMediaType(
            "application/json",
            new MediaType()
                .schema(ExampleSchema.of(example))
                .example(Json.mapper().convertValue(example, Object.class)));
  }

  private static String words(@Nullable String status) {
    return switch (Objects.requireNonNull(status).toLowerCase(Locale.ROOT)) {
      case "201" -> "Created.";
      case "202" -> "Accepted.";
      case "204" -> "Done; there is no body.";
      default -> "Done.";
    };
  }
}
