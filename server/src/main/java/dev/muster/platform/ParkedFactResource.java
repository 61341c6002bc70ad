package dev.muster.platform;

import dev.muster.kernel.Permission;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.ParkedFacts;
import dev.muster.platform.fact.Place;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Paging;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Facts that a part of the house could not handle: to be seen, and to be handed over again.
@RestController
@Tag(name = "Parked facts")
final class ParkedFactResource {
  private final ParkedFacts parked;
  private final InstantSource clock;

  ParkedFactResource(ParkedFacts parked, InstantSource clock) {
    this.parked = parked;
    this.clock = clock;
  }

  /// @param reader the part of the house that could not handle it
  /// @param fact its name, and what it says as JSON text
  record View(
      String reader,
      String topic,
      int lane,
      long sequence,
      String fact,
      String body,
      String reason,
      Instant parkedAt) {}

  record Replayed(String state) {}

  @GetMapping("/parked_facts")
  Map<String, @Nullable Object> list(Paging paging) {
    Actor.current().require(Permission.ADMINISTER);
    var found = parked.parked(paging.offset(), paging.limit() + 1);
    return paging.page(
        "parked_facts",
        found.stream().map(ParkedFactResource::view).toList(),
        () -> paging.offset() + (long) found.size());
  }

  private static View view(FactLog.Parked fact) {
    return new View(
        fact.reader(),
        fact.place().topic(),
        fact.place().lane(),
        fact.sequence(),
        fact.type(),
        fact.body(),
        fact.why(),
        fact.parkedAt());
  }

  @PostMapping("/parked_facts/{reader}/{topic}/{lane}/{sequence}/replay")
  Replayed replay(
      @PathVariable String reader,
      @PathVariable String topic,
      @PathVariable int lane,
      @PathVariable long sequence) {
    Actor.current().require(Permission.ADMINISTER);
    return switch (parked.replay(reader, new Place(topic, lane), sequence, clock.instant())) {
      case ParkedFacts.Replay.Done() -> new Replayed("done");
      case ParkedFacts.Replay.Missing() -> throw ApiException.notFound("Parked fact");
      case ParkedFacts.Replay.Failed(String why) ->
          throw ApiException.refused(2001, "Invalid Input Provided", "It failed again: " + why);
    };
  }
}
