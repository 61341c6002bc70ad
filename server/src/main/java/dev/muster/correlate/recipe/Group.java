package dev.muster.correlate.recipe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The alerts that a recipe has found to go together.
///
/// @param bucket digest of what all its alerts have in common exactly, so that it is found without comparing all groups
/// @param reference its first alert, with which others are compared
/// @param endsAt until when it takes up alerts
/// @param alerts how many it has taken up
/// @param waiting those that wait for more to come, the first one included; empty once it has an incident
/// @param incidentId null as long as too few alerts have come
public record Group(
    String id,
    String recipeId,
    int recipeVersion,
    String bucket,
    Ingredient reference,
    Instant startedAt,
    Instant endsAt,
    Instant lastAt,
    int alerts,
    List<Ingredient> waiting,
    @Nullable String incidentId) {
  public Group {
    waiting = List.copyOf(waiting);
  }

  /// With that incident, which its waiting alerts are in now.
  public Group in(String incident) {
    return new Group(
        id,
        recipeId,
        recipeVersion,
        bucket,
        reference,
        startedAt,
        endsAt,
        lastAt,
        alerts,
        List.of(),
        incident);
  }

  Group with(Ingredient alert, Recipe recipe) {
    Instant asked = alert.at().plus(recipe.extension());
    Instant latest = startedAt.plus(recipe.longest());
    Instant end = asked.isAfter(endsAt) ? asked : endsAt;
    var more = new ArrayList<>(waiting);
    if (incidentId == null) {
      more.add(alert);
    }
    return new Group(
        id,
        recipeId,
        recipe.version(),
        bucket,
        reference,
        startedAt,
        end.isAfter(latest) ? latest : end,
        alert.at().isAfter(lastAt) ? alert.at() : lastAt,
        alerts + 1,
        more,
        incidentId);
  }
}
