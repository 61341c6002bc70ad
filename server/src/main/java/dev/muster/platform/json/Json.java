package dev.muster.platform.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/// The house's JSON: snake_case names, nulls written, instants as ISO-8601 text, unknown properties ignored.
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.ALWAYS))
          .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .build();

  private Json() {}

  /// The shared mapper; immutable and safe for every thread.
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /// Why a text is not JSON and where, in words that follow a colon; without the library's own hints about its sources.
  public static String why(JacksonException notJson) {
    String words = String.valueOf(notJson.getOriginalMessage());
    int hint = words.indexOf(" (start marker at");
    TokenStreamLocation at = notJson.getLocation();
    return (hint < 0 ? words : words.substring(0, hint))
        + (at == null || at.getLineNr() < 1
            ? ""
            : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")");
  }

  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /// @throws tools.jackson.core.JacksonException when the text is not JSON of that shape
  public static <T> T read(String text, Class<T> type) {
    return MAPPER.readValue(text, type);
  }
}
