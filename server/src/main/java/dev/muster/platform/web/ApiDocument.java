package dev.muster.platform.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.Arrays;
import java.util.Locale;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.web.method.HandlerMethod;

/// The API document at `/openapi.json`, made from the resources themselves: what they read from the address ({@link Asks}), that
/// they page, that they take a body, and the one shape of errors.
final class ApiDocument implements OperationCustomizer {
  static {
    SpringDocUtils.getConfig()
        .addRequestWrapperToIgnore(Query.class, Paging.class, Body.class, Actor.class);
  }

  static OpenAPI head(WebSettings settings, Links links) {
    var error =
        new ObjectSchema()
            .addProperty(
                "error",
                new ObjectSchema()
                    .addProperty("message", new StringSchema())
                    .addProperty("code", new IntegerSchema())
                    .addProperty("errors", new ArraySchema().items(new StringSchema())));
    return new OpenAPI()
        .info(
            new Info()
                .title("Muster")
                .version(settings.version())
                .description(
                    "Real-time operations: signals in, incidents out, people told. The wire is compatible with PagerDuty's REST API"
                        + " v2 and Events API; what that has no word for is added in the same style.")
                .license(new License().name("Apache-2.0")))
        .addServersItem(
            new io.swagger.v3.oas.models.servers.Server().url(links.apiBase().toString()))
        .components(
            new Components()
                .addSchemas("Error", error)
                .addSecuritySchemes(
                    "token",
                    new SecurityScheme()
                        .type(SecurityScheme.Type.APIKEY)
                        .in(SecurityScheme.In.HEADER)
                        .name("Authorization")
                        .description("`Token token=<key>` or `Bearer <key>`"))
                .addSecuritySchemes(
                    "session",
                    new SecurityScheme()
                        .type(SecurityScheme.Type.APIKEY)
                        .in(SecurityScheme.In.COOKIE)
                        .name("muster_session")
                        .description(
                            "A signed-in browser; writes also carry the header `X-Muster-Csrf` with the value of the cookie"
                                + " `muster_csrf`.")))
        .addSecurityItem(new SecurityRequirement().addList("token"))
        .addSecurityItem(new SecurityRequirement().addList("session"));
  }

  @Override
  public Operation customize(Operation operation, HandlerMethod method) {
    Asks asks = method.getMethodAnnotation(Asks.class);
    if (asks != null) {
      for (String asked : asks.value()) {
        int colon = asked.indexOf(':');
        operation.addParametersItem(
            asked(
                colon < 0 ? asked : asked.substring(0, colon).strip(),
                colon < 0 ? "" : asked.substring(colon + 1).strip()));
      }
    }
    if (takes(method, Paging.class)) {
      operation.addParametersItem(
          query("limit", "How many to answer, 25 unless told, 100 at most.", new IntegerSchema()));
      operation.addParametersItem(
          query(
              "offset",
              "How many to pass over; limit + offset is 10000 at most.",
              new IntegerSchema()));
      operation.addParametersItem(
          query(
              "total",
              "True to have all counted in `total`, which is null otherwise.",
              new BooleanSchema()));
    }
    if (takes(method, Body.class)) {
      operation.setRequestBody(
          new RequestBody()
              .required(true)
              .content(
                  new Content()
                      .addMediaType(
                          "application/json", new MediaType().schema(new ObjectSchema()))));
    }
    if (operation.getSummary() == null) {
      operation.setSummary(words(method.getMethod().getName()));
    }
    ApiResponses responses = operation.getResponses();
    if (responses != null) {
      responses.addApiResponse(
          "default",
          new ApiResponse()
              .description("A refusal: what was wrong, one sentence for each fault.")
              .content(
                  new Content()
                      .addMediaType(
                          "application/json",
                          new MediaType()
                              .schema(new Schema<>().$ref("#/components/schemas/Error")))));
    }
    return operation;
  }

  private static boolean takes(HandlerMethod method, Class<?> type) {
    return Arrays.stream(method.getMethodParameters())
        .anyMatch(parameter -> parameter.getParameterType() == type);
  }

  private static Parameter asked(String name, String meaning) {
    return query(
        name,
        meaning,
        name.endsWith("[]") ? new ArraySchema().items(new StringSchema()) : new StringSchema());
  }

  private static Parameter query(String name, String meaning, Schema<?> schema) {
    return new Parameter().in("query").name(name).description(meaning).schema(schema);
  }

  private static String words(String camelCase) {
    var words = new StringBuilder();
    for (int i = 0; i < camelCase.length(); i++) {
      char letter = camelCase.charAt(i);
      if (Character.isUpperCase(letter)) {
        words.append(' ');
      }
      words.append(Character.toLowerCase(letter));
    }
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
