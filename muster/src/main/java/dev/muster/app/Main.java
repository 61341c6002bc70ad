package dev.muster.app;

/** Starts Muster. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {}
}
