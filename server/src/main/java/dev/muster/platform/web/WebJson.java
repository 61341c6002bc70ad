package dev.muster.platform.web;

import dev.muster.platform.json.Json;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/// JSON on the wire: the house's JSON with moments in whole seconds, in UTC or in the zone that the request's `time_zone` names.
final class WebJson extends JacksonJsonHttpMessageConverter {
  private static final String ZONE = "muster.zone";

  WebJson() {
    super(mapper());
  }

  static JsonMapper mapper() {
    return Json.mapper()
        .rebuild()
        .addModule(new SimpleModule().addSerializer(new Moment()))
        .build();
  }

  @Override
  protected ObjectWriter customizeWriter(
      ObjectWriter writer, @Nullable JavaType type, @Nullable MediaType contentType) {
    if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes servlet) {
      String query = servlet.getRequest().getQueryString();
      if (query != null && query.contains("time_zone=")) {
        ZoneId zone = zone(query);
        return zone == null ? writer : writer.withAttribute(ZONE, zone);
      }
    }
    return writer;
  }

  /// Null when the zone does not exist: a resource that cares has refused it, and an error must still be written.
  private static @Nullable ZoneId zone(String query) {
    try {
      return Query.parse(query).zone();
    } catch (ApiException unknown) {
      return null;
    }
  }

  private static final class Moment extends StdSerializer<Instant> {
    Moment() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator generator, SerializationContext context) {
      Instant seconds = value.truncatedTo(ChronoUnit.SECONDS);
      generator.writeString(
          context.getAttribute(ZONE) instanceof ZoneId zone && !zone.equals(ZoneOffset.UTC)
              ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(seconds.atZone(zone))
              : DateTimeFormatter.ISO_INSTANT.format(seconds));
    }
  }
}
