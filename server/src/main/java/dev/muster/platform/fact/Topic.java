package dev.muster.platform.fact;

import dev.muster.platform.json.Json;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.JacksonException;

/// What one room says: a name, and the sealed family of records that may be said. A record is stored as JSON under its simple
/// class name, so a record may gain components but neither be renamed nor lose one while old facts are about.
///
/// @param <E> the room's sealed event interface
public final class Topic<E> {
  private final String name;
  private final Function<? super E, String> key;
  private final Map<String, Class<? extends E>> types = new HashMap<>();

  private Topic(String name, Class<E> family, Function<? super E, String> key) {
    this.name = name;
    this.key = key;
    var open = new ArrayDeque<Class<?>>();
    open.add(family);
    while (!open.isEmpty()) {
      Class<?> type = open.remove();
      if (type.isSealed()) {
        for (Class<?> permitted : type.getPermittedSubclasses()) {
          open.add(permitted);
        }
      } else if (type.isRecord()) {
        types.put(type.getSimpleName(), type.asSubclass(family));
      } else {
        throw new IllegalArgumentException(type + " is neither a record nor sealed");
      }
    }
  }

  /// @param key what the fact is about, for example the incident's id; used for searching, not for order
  public static <E> Topic<E> of(
      String name, Class<E> sealedFamily, Function<? super E, String> key) {
    return new Topic<>(name, sealedFamily, key);
  }

  public String name() {
    return name;
  }

  String key(E event) {
    return key.apply(event);
  }

  String type(E event) {
    return event.getClass().getSimpleName();
  }

  String body(E event) {
    return Json.write(event);
  }

  /// The event, or a stand-in when this build cannot read it.
  Object event(String type, String body) {
    try {
      return decode(type, body);
    } catch (IllegalStateException | JacksonException unreadable) {
      return new Unreadable(type, body, unreadable.toString());
    }
  }

  /// True when a reader of this topic would be given the event as it is.
  boolean knows(Object event) {
    return types.get(event.getClass().getSimpleName()) == event.getClass();
  }

  E decode(String type, String body) {
    Class<? extends E> record = types.get(type);
    if (record == null) {
      throw new IllegalStateException("topic " + name + " has no fact " + type);
    }
    return Json.read(body, record);
  }
}
