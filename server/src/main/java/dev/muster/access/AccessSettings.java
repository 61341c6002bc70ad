package dev.muster.access;

/// The account that a machine sets up at the first start; without an e-mail address a person does it through a link.
///
/// @param adminEmail empty for none
/// @param adminPassword empty for an account that only a token opens
/// @param adminToken an API token of that account, 20 characters; empty for none
public record AccessSettings(String adminEmail, String adminPassword, String adminToken) {
  /// Nothing is set up; a link is printed.
  public static final AccessSettings BY_LINK = new AccessSettings("", "", "");

  @Override
  public String toString() {
    return "AccessSettings[adminEmail=" + adminEmail + "]";
  }
}
