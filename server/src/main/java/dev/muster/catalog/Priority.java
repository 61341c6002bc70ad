package dev.muster.catalog;

/// How much an incident matters to the business.
///
/// @param color six hexadecimal digits without a hash sign
/// @param position 0 is the highest
public record Priority(String id, String name, String description, String color, int position) {}
