package dev.muster.access;

import dev.muster.kernel.Permission;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Query;
import dev.muster.platform.web.Reference;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// Reading and checking the audit trail.
@RestController
@Tag(name = "Audit trail")
final class AuditResource {
  private static final int EXPORT_PAGE = 1_000;

  private final HashChainAudit audit;
  private final Directory directory;

  AuditResource(HashChainAudit audit, Directory directory) {
    this.audit = audit;
    this.directory = directory;
  }

  record Context(@Nullable String requestId, @Nullable String remoteAddress) {}

  record Method(String type, @Nullable String description, @Nullable String truncatedToken) {}

  record Field(
      String name,
      @Nullable String description,
      @Nullable Object value,
      @Nullable Object beforeValue) {}

  record Details(Reference resource, List<Field> fields, List<Object> references) {}

  /// @param executionTime with milliseconds, because several records may fall into one second
  /// @param hash of this record, over the hash before it
  record RecordView(
      String id,
      @Nullable String self,
      String executionTime,
      Context executionContext,
      List<Reference> actors,
      Method method,
      Reference rootResource,
      String action,
      Details details,
      String hash) {}

  @GetMapping("/audit/records")
  @Asks({
    "since: only records from this time on",
    "until: only records before this time",
    "root_resource_types[]: only about resources of these types, in the singular or plural",
    "root_resource_id: only about this resource",
    "actor_type: user_reference, api_key_reference, integration_reference or system_reference",
    "actor_id: only by this actor",
    "method_type: browser, api_token or other",
    "actions[]: only these actions, for example create",
    "limit: how many to answer, 100 unless told, 1000 at most",
    "cursor: the next_cursor of the answer before"
  })
  Map<String, @Nullable Object> records(Query query) {
    Actor.current().require(Permission.ADMINISTER);
    int limit = (int) Math.min(1_000, query.number("limit", 100, 1, Integer.MAX_VALUE));
    String actorType = query.text("actor_type");
    List<HashChainAudit.Entry> entries =
        audit.page(
            new HashChainAudit.Search(
                query.time("since"),
                query.time("until"),
                query.list("root_resource_types").stream().map(AuditResource::singular).toList(),
                query.text("root_resource_id"),
                actorType == null ? null : kind(actorType),
                query.text("actor_id"),
                query.text("method_type"),
                query.list("actions"),
                before(query),
                limit + 1));
    boolean more = entries.size() > limit;
    List<HashChainAudit.Entry> shown = more ? entries.subList(0, limit) : entries;
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("records", shown.stream().map(this::view).toList());
    answer.put("response_metadata", null);
    answer.put("next_cursor", more ? Long.toString(shown.getLast().sequence(), 36) : null);
    answer.put("limit", limit);
    return answer;
  }

  /// @param intact true when every record fits the one before it
  /// @param checked how many records were looked at
  /// @param brokenAt the number of the first record that was changed, taken out or slipped in
  /// @param head the newest record's hash; kept elsewhere, it also proves later that nothing was cut off
  record VerificationView(boolean intact, long checked, @Nullable Long brokenAt, String head) {}

  @GetMapping("/audit/verification")
  VerificationView verify() {
    Actor.current().require(Permission.ADMINISTER);
    HashChainAudit.Verification found = audit.verify();
    return new VerificationView(
        found.brokenAt() == null, found.checked(), found.brokenAt(), found.head());
  }

  /// The whole trail with everything that the hashes are made over, newest first, as a file: `csv` for a spreadsheet, `json` for
  /// whoever wants to compute the hashes anew. The export is a record itself.
  @GetMapping("/audit/export")
  @Asks({
    "format: json unless told, or csv",
    "since: only records from this time on",
    "until: only records before this time"
  })
  void export(Query query, HttpServletResponse response) throws IOException {
    Actor.current().require(Permission.ADMINISTER);
    String format = query.text("format");
    boolean csv = "csv".equals(format);
    if (format != null && !csv && !format.equals("json")) {
      throw ApiException.invalid("'format' must be one of json, csv.");
    }
    var since = query.time("since");
    var until = query.time("until");
    audit.record("export", "audit", "audit", Map.of("format", csv ? "csv" : "json"));
    response.setContentType(csv ? "text/csv;charset=UTF-8" : "application/json");
    response.setHeader(
        "Content-Disposition", "attachment; filename=\"audit." + (csv ? "csv" : "json") + "\"");
    OutputStream out = response.getOutputStream();
    write(out, csv ? AuditFile.HEAD : "[");
    Long before = null;
    boolean first = true;
    while (true) {
      List<HashChainAudit.Entry> entries =
          audit.search(
              new HashChainAudit.Search(
                  since, until, List.of(), null, null, null, null, List.of(), before, EXPORT_PAGE));
      for (HashChainAudit.Entry entry : entries) {
        write(out, csv ? AuditFile.row(entry) : (first ? "\n" : ",\n") + Json.write(entry));
        first = false;
      }
      if (entries.size() < EXPORT_PAGE) {
        write(out, csv ? "" : "\n]\n");
        return;
      }
      before = entries.getLast().sequence();
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable Long before(Query query) {
    String cursor = query.text("cursor");
    if (cursor == null) {
      return null;
    }
    try {
      return Long.parseLong(cursor, 36);
    } catch (NumberFormatException unknown) {
      throw ApiException.invalid("'cursor' is none that this list has given out.");
    }
  }

  /// Callers filter by `users` as well as by `user`.
  private static String singular(String type) {
    if (type.endsWith("ies")) {
      return type.substring(0, type.length() - 3) + "y";
    }
    return type.endsWith("s") ? type.substring(0, type.length() - 1) : type;
  }

  private static String kind(String type) {
    return switch (type.replace("_reference", "").toLowerCase(Locale.ROOT)) {
      case "user" -> "USER";
      case "api_key", "app" -> "ACCOUNT";
      case "integration" -> "INTEGRATION";
      case "system" -> "SYSTEM";
      default -> throw ApiException.invalid("'actor_type' names no kind of actor: '" + type + "'.");
    };
  }

  private RecordView view(HashChainAudit.Entry entry) {
    Reference resource = reference(entry.resourceType(), entry.resourceId());
    return new RecordView(
        entry.id(),
        null,
        millis(entry.at()),
        new Context(entry.requestId(), entry.remoteAddress()),
        List.of(actor(entry)),
        new Method(
            entry.method(), null, entry.tokenPrefix() == null ? null : entry.tokenPrefix() + "..."),
        resource,
        entry.action(),
        new Details(resource, fields(entry.details()), List.of()),
        entry.hash());
  }

  private static String millis(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private Reference reference(String type, String id) {
    return directory.knows(type)
        ? directory.reference(type, id)
        : new Reference(id, type + "_reference", null, null, null);
  }

  private Reference actor(HashChainAudit.Entry entry) {
    return switch (Actor.Kind.valueOf(entry.actorKind())) {
      case USER -> named(reference("user", entry.actorId()), entry.actorName());
      case ACCOUNT ->
          new Reference(entry.actorId(), "api_key_reference", entry.actorName(), null, null);
      case INTEGRATION ->
          new Reference(entry.actorId(), "integration_reference", entry.actorName(), null, null);
      case SYSTEM ->
          new Reference(entry.actorId(), "system_reference", entry.actorName(), null, null);
    };
  }

  /// The name of that time, also when the user is gone.
  private static Reference named(Reference user, String name) {
    return new Reference(user.id(), user.type(), name, user.self(), user.htmlUrl());
  }

  private static List<Field> fields(String details) {
    var fields = new ArrayList<Field>();
    for (Map.Entry<String, JsonNode> field : Json.mapper().readTree(details).properties()) {
      JsonNode value = field.getValue();
      boolean change = value.isObject() && value.has("to") && value.size() <= 2;
      fields.add(
          change
              ? new Field(field.getKey(), null, value.get("to"), value.get("from"))
              : new Field(field.getKey(), null, value, null));
    }
    return fields;
  }
}
