package dev.muster.catalog;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where files for integrations come in. The room that takes them offers it as a bean.
///
/// @param folder holds a folder for each integration; null when no files come in
public record DropFolders(@Nullable Path folder) {
  /// The folder of an integration, which may have to be made yet; null when no files come in.
  @Nullable String of(Integration integration) {
    return folder == null ? null : folder.resolve(integration.key()).toString();
  }
}
