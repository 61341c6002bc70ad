package dev.muster.access;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The audit trail as rows of a spreadsheet (RFC 4180). Pure.
final class AuditFile {
  static final String HEAD =
      "sequence,id,at,actor_kind,actor_id,actor_name,method,token_prefix,request_id,remote_address,action,resource_type,resource_id,details,previous,hash\r\n";

  private AuditFile() {}

  static String row(HashChainAudit.Entry entry) {
    return Arrays.asList(
                Long.toString(entry.sequence()),
                entry.id(),
                entry.at().toString(),
                entry.actorKind(),
                entry.actorId(),
                entry.actorName(),
                entry.method(),
                entry.tokenPrefix(),
                entry.requestId(),
                entry.remoteAddress(),
                entry.action(),
                entry.resourceType(),
                entry.resourceId(),
                entry.details(),
                entry.previous(),
                entry.hash())
            .stream()
            .map(AuditFile::cell)
            .collect(Collectors.joining(","))
        + "\r\n";
  }

  /// A spreadsheet takes what begins like a formula for one, whoever wrote it; an apostrophe in front keeps it a text.
  private static String cell(@Nullable String text) {
    if (text == null) {
      return "";
    }
    String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return safe.matches("[\\w.:@' -]*") ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
  }
}
