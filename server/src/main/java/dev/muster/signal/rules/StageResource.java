package dev.muster.signal.rules;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.Body;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// Stages and how much their alerts matter.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Enrichment")
final class StageResource {
  private static final int MOST = 50;

  private final PostgresRules store;
  private final LiveRules live;
  private final AuditTrail audit;
  private final Transactions transactions;

  StageResource(PostgresRules store, LiveRules live, AuditTrail audit, Transactions transactions) {
    this.store = store;
    this.live = live;
    this.audit = audit;
    this.transactions = transactions;
  }

  /// @param importance `page`, `low`, `ticket` or `record`
  record View(String name, List<String> aliases, String importance) {
    static View of(Stage stage) {
      return new View(stage.name(), stage.aliases(), stage.importance().wire());
    }
  }

  @GetMapping("/stages")
  Map<String, List<View>> listStages() {
    Actor.current().require(Permission.READ);
    return Map.of("stages", store.stages().stream().map(View::of).toList());
  }

  /// Replaces all stages.
  @PutMapping("/stages")
  Map<String, List<View>> replaceStages(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    var stages = new ArrayList<Stage>();
    Set<String> words = new HashSet<>();
    if (body.raw("stages") == null) {
      body.fault("stages", "is missing");
    }
    for (Body each : body.objects("stages")) {
      String name = each.required("name", 64).strip().toLowerCase(Locale.ROOT);
      var aliases = new ArrayList<String>();
      JsonNode given = each.raw("aliases");
      if (given != null && given.isArray()) {
        given.forEach(alias -> aliases.add(alias.asString("").strip()));
      } else if (given != null) {
        each.fault("aliases", "must be a list");
      }
      Stage.Importance importance =
          each.word("importance", Stage.Importance::of, "page, low, ticket, record");
      if (importance == null && each.raw("importance") == null) {
        each.fault("importance", "is missing");
      }
      for (String word : aliases) {
        if (word.isEmpty() || !words.add(word.toLowerCase(Locale.ROOT))) {
          each.fault(
              "aliases", "has a word that is blank or stands for another stage: '" + word + "'");
        }
      }
      if (!name.isEmpty() && !words.add(name)) {
        each.fault("name", "is there twice");
      }
      stages.add(new Stage(name, aliases, importance == null ? Stage.Importance.PAGE : importance));
    }
    if (stages.size() > MOST) {
      body.fault("stages", "are more than " + MOST);
    }
    body.check();
    List<View> before = store.stages().stream().map(View::of).toList();
    transactions.run(() -> {
      store.replaceStages(stages);
      live.changed();
      audit.record(
          "update",
          "stages",
          "stages",
          Map.of("stages", Map.of("from", before, "to", stages.stream().map(View::of).toList())));
    });
    return listStages();
  }
}
