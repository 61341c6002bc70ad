package dev.muster.platform.secret;

import java.nio.file.Path;

/// Where the keys for secrets are.
///
/// @param keyFile see {@link KeyFile}
/// @param given true when somebody named the file; then it is never made, as a wrong name would make a second one
public record SecretSettings(Path keyFile, boolean given) {}
