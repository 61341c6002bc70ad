package dev.muster.platform.web;

import java.net.URI;

/// Makes the addresses of objects: `self` on the API, `html_url` on the web.
///
/// @param apiBase address of the REST API without a slash at its end
/// @param webBase address that people use; some clients read the account's name from its host, so it is a setting of its own
public record Links(URI apiBase, URI webBase) {
  /// @param collection the plural, for example `services`
  public String self(String collection, String id) {
    return apiBase + "/" + collection + "/" + id;
  }

  public String html(String collection, String id) {
    return webBase + "/" + collection + "/" + id;
  }

  /// Address of a page of the web interface.
  ///
  /// @param path for example `/incidents/Q1`
  public String page(String path) {
    return webBase + "/ui" + path;
  }
}
