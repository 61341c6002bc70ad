package dev.muster.platform.door;

/// How mails of Muster are known when they come back to its own door: a page about a page would go round for ever.
public final class OwnMail {
  /// The header that every mail of ours bears.
  public static final String HEADER = "X-Muster-Mail";

  private OwnMail() {}
}
