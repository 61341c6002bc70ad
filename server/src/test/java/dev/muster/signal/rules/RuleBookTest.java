package dev.muster.signal.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.signal.Signal;
import dev.muster.signal.source.Format;
import dev.muster.signal.source.Report;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RuleBookTest {
  private static final Instant NOW = Instant.parse("2026-01-14T11:00:00Z");

  private final List<String> gaps = new ArrayList<>();

  private static RulePath path(RulePath.Kind kind, String json) {
    Body body = Body.of(Json.mapper().readTree(json.replace('`', '"')));
    RulePath path = new RulePathReader(kind, "o", null, null).read(body, "orchestration 'Shop'");
    body.check();
    return path;
  }

  private static Report report(String summary, String details) {
    byte[] body =
        """
        {"routing_key":"r","event_action":"trigger","dedup_key":"k","payload":{"summary":"%s","source":"web-7.eu",
         "severity":"error","custom_details":%s}}
        """
            .formatted(summary, details)
            .getBytes(StandardCharsets.UTF_8);
    return Format.EVENTS_V2.parse(body, false, NOW).reports().getFirst();
  }

  private @Nullable Ruling rule(RuleBook book, String service, Report report) {
    return book.rule(
        service,
        service.isEmpty() ? "o" : null,
        report,
        () -> new byte[0],
        NOW,
        new Counters(),
        (table, key) -> gaps.add(table + ":" + key));
  }

  private static RuleBook book(RulePath global, RulePath router, RulePath ofService) {
    return RuleBook.EMPTY
        .with(Map.of("S1", ofService), List.of(), List.of(), _ -> null, _ -> true)
        .withOrchestration("o", global)
        .withOrchestration("o", router);
  }

  private static final String NO_RULES =
      "{`sets`:[{`id`:`start`,`rules`:[]}],`catch_all`:{`actions`:{}}}";

  private static final String ROUTER =
      """
      {`sets`:[{`id`:`start`,`rules`:[
        {`id`:`r1`,`conditions`:[{`expression`:`event.source matches part 'web'`}],`actions`:{`route_to`:`S1`}}]}],
       `catch_all`:{`actions`:{`route_to`:`unrouted`}}}
      """;

  @Test
  void an_event_walks_through_global_router_and_service() {
    RulePath global =
        path(
            RulePath.Kind.GLOBAL,
            """
            {`sets`:[
              {`id`:`start`,`rules`:[
                {`id`:`g1`,`label`:`Web`,`conditions`:[{`expression`:`event.source matches part 'web'`}],
                 `actions`:{`route_to`:`web`,`variables`:[{`name`:`host`,`path`:`event.source`,`type`:`regex`,`value`:`^([a-z]+-[0-9]+)`}]}},
                {`id`:`g2`,`actions`:{`drop_event`:true}}]},
              {`id`:`web`,`rules`:[
                {`id`:`w1`,`conditions`:[{`expression`:`event.summary matches part 'disk'`}],
                 `actions`:{`severity`:`warning`,`annotate`:`Look at {{variables.host}}`,`priority`:`P2`,
                  `extractions`:[{`target`:`event.summary`,`template`:`Disk of {{variables.host}}: {{event.summary}}`},
                                 {`target`:`event.custom_details.region`,`source`:`event.source`,`regex`:`\\\\.([a-z]+)$`}]}}]}],
             `catch_all`:{`actions`:{}}}
            """);
    RulePath ofService =
        path(
            RulePath.Kind.SERVICE,
            """
            {`sets`:[{`id`:`start`,`rules`:[
              {`id`:`s1`,`conditions`:[{`expression`:`event.custom_details.region matches 'eu' and event.severity matches 'warning'`}],
               `actions`:{`suspend`:300,`escalation_policy`:`PP`,`incident_custom_field_updates`:[{`id`:`PF`,`value`:`x`}]}}]}],
             `catch_all`:{`actions`:{`suppress`:true}}}
            """);
    RuleBook book = book(global, path(RulePath.Kind.ROUTER, ROUTER), ofService);
    Ruling ruling = rule(book, "", report("Low disk", "{\"a\":{\"b\":1}}"));
    assertThat(ruling).isNotNull();
    assertThat(ruling.fate()).isEqualTo(Ruling.Fate.PASS);
    assertThat(ruling.serviceId()).isEqualTo("S1");
    assertThat(ruling.holdSeconds()).isEqualTo(300);
    assertThat(ruling.priorityId()).isEqualTo("P2");
    assertThat(ruling.policyId()).isEqualTo("PP");
    assertThat(ruling.note()).isEqualTo("Look at web-7");
    assertThat(ruling.customFields()).containsEntry("PF", "x");
    assertThat(ruling.applied())
        .extracting(Ruling.Applied::ruleId)
        .containsExactly(
            "o/global/start/g1", "o/global/web/w1", "o/router/start/r1", "o/service/start/s1");
    assertThat(ruling.deciding()).isEqualTo("o/service/start/s1");
    assertThat(ruling.decidedBy("o/service/start/s1")).isTrue();
    assertThat(ruling.decidedBy("s1")).isTrue();
    assertThat(ruling.decidedBy("start/s1")).isFalse();
    assertThat(ruling.decidedBy("r1")).isFalse();
    assertThat(ruling.decidedBy("")).isFalse();
    assertThat(ruling.words().get(1)).contains("rewrote summary").contains("made it warning");

    Signal signal = Signal.ruled("I", NOW, report("Low disk", "{\"a\":{\"b\":1}}"), ruling);
    assertThat(signal.report().summary()).isEqualTo("Disk of web-7: Low disk");
    assertThat(signal.report().severity()).isEqualTo(Severity.WARNING);
    assertThat(signal.report().keptDetails()).isEqualTo("{\"a\":{\"b\":1},\"region\":\"eu\"}");
    // what is kept on the tape says the same again
    assertThat(Json.read(Json.write(ruling), Ruling.class)).isEqualTo(ruling);
  }

  @Test
  void what_no_rule_routes_is_kept_without_a_service() {
    RuleBook book =
        book(
            path(RulePath.Kind.GLOBAL, NO_RULES),
            path(RulePath.Kind.ROUTER, ROUTER.replace("'web'", "'mail'")),
            path(RulePath.Kind.SERVICE, NO_RULES));
    Ruling ruling = rule(book, "", report("x", "{}"));
    assertThat(ruling).isNotNull();
    assertThat(ruling.fate()).isEqualTo(Ruling.Fate.UNROUTED);
    assertThat(ruling.serviceId()).isNull();
  }

  @Test
  void the_catch_all_suppresses_what_no_rule_wants() {
    RuleBook book =
        book(
            path(RulePath.Kind.GLOBAL, NO_RULES),
            path(RulePath.Kind.ROUTER, ROUTER),
            path(
                RulePath.Kind.SERVICE,
                "{`sets`:[{`id`:`start`,`rules`:[]}],`catch_all`:{`actions`:{`suppress`:true}}}"));
    Ruling ruling = rule(book, "S1", report("x", "{}"));
    assertThat(ruling).isNotNull();
    assertThat(ruling.quietBy()).isEqualTo("rule");
    assertThat(ruling.quiet()).contains("catch-all").contains("suppresses it");
    assertThat(rule(book, "S2", report("x", "{}"))).as("no rules, nothing said").isNull();
  }

  @Test
  void tables_add_what_the_sender_did_not_know_and_tell_gaps() {
    var table =
        new LookupTable(
            "T1",
            "Owners",
            Map.of("host", Path.whole("event.source")),
            List.of("owner", "tier", "stage"),
            false,
            Map.of("web-7.eu", List.of("Team Web", "1", "prod")));
    var stages =
        List.of(
            new Stage("production", List.of("prod"), Stage.Importance.PAGE),
            new Stage("test", List.of("qa"), Stage.Importance.LOW),
            new Stage("sandbox", List.of(), Stage.Importance.RECORD));
    RuleBook book = RuleBook.EMPTY.with(Map.of(), List.of(table), stages, _ -> null, _ -> true);
    Ruling ruling = rule(book, "S1", report("x", "{\"tier\":\"9\"}"));
    assertThat(ruling).isNotNull();
    assertThat(ruling.details()).containsEntry("owner", "Team Web").doesNotContainKey("tier");
    assertThat(ruling.stage()).isEqualTo("production");
    assertThat(ruling.urgency()).isNull();
    assertThat(ruling.words().getFirst())
        .isEqualTo("Table 'Owners' added owner, stage for web-7.eu.");

    Report unknown = report("x", "{}").revised(Map.of("source", "Nowhere "), Map.of());
    assertThat(rule(book, "S1", unknown)).isNull();
    assertThat(gaps).containsExactly("T1:nowhere");
  }

  @Test
  void the_importance_of_the_stage_settles_the_urgency() {
    var stages =
        List.of(
            new Stage("production", List.of("prod"), Stage.Importance.PAGE),
            new Stage("test", List.of("qa"), Stage.Importance.LOW),
            new Stage("sandbox", List.of(), Stage.Importance.RECORD));
    RuleBook book = RuleBook.EMPTY.with(Map.of(), List.of(), stages, _ -> null, _ -> true);
    Ruling test = rule(book, "S1", report("x", "{\"environment\":\"QA\"}"));
    assertThat(test).isNotNull();
    assertThat(test.urgency()).isEqualTo(Urgency.LOW);
    Ruling sandbox = rule(book, "S1", report("x", "{\"env\":\"sandbox\"}"));
    assertThat(sandbox).isNotNull();
    assertThat(sandbox.quietBy()).isEqualTo("stage");
    Ruling live = rule(book, "S1", report("x", "{\"stage\":\"prod\"}"));
    assertThat(live).isNotNull();
    assertThat(live.quiet()).isNull();
    assertThat(live.urgency()).isNull();
    assertThat(rule(book, "S1", report("x", "{\"note\":\"env\"}"))).isNull();
  }

  @Test
  void every_fault_names_its_field() {
    assertThatThrownBy(() ->
            path(
                RulePath.Kind.GLOBAL,
                """
                {`sets`:[{`id`:`start`,`rules`:[
                  {`conditions`:[{`expression`:`event.x matches`}],`actions`:{`severity`:`bad`,`route_to`:`nowhere`,`suspend`:-1}},
                  {`actions`:{`extractions`:[{`target`:`event.nonsense`,`template`:`{{event.x`}],
                    `variables`:[{`name`:`a`,`path`:`nope.x`,`value`:`(`}]}}]},
                  {`id`:`a`,`rules`:[{`actions`:{`route_to`:`b`}}]},
                  {`id`:`b`,`rules`:[{`actions`:{`route_to`:`a`}}]}],
                 `catch_all`:{`actions`:{`route_to`:`a`}}}
                """))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(400);
              assertThat(String.join("\n", refused.errors()))
                  .contains(
                      "'sets[0].rules[0].conditions[0].expression' is no condition, at character"
                          + " 16:")
                  .contains("'sets[0].rules[0].actions.severity' must be one of")
                  .contains("'sets[0].rules[0].actions.suspend'")
                  .contains("'sets[0].rules[1].actions.extractions[0].target'")
                  .contains(
                      "'sets[0].rules[1].actions.extractions[0].template' cannot be read, at"
                          + " character 1:")
                  .contains(
                      "'sets[0].rules[1].actions.variables[0].path' is no path, at character 1:")
                  .contains("'sets[0].rules[1].actions.variables[0].value' the regular expression")
                  .contains("'sets' has no set 'nowhere'")
                  .contains("'sets' lead in a circle")
                  .contains("'catch_all.actions.route_to'");
            });
  }

  /// As when somebody saves it, where every name is known.
  private static RulePath saved(RulePath.Kind kind, String json) {
    Body body = Body.of(Json.mapper().readTree(json.replace('`', '"')));
    var all =
        new RulePathReader.Known() {
          @Override
          public boolean service(String id) {
            return true;
          }

          @Override
          public boolean priority(String id) {
            return true;
          }

          @Override
          public boolean policy(String id) {
            return true;
          }
        };
    RulePath path = new RulePathReader(kind, "o", all, Set.of()).read(body, "orchestration 'Shop'");
    body.check();
    return path;
  }

  @Test
  void what_would_be_left_out_without_a_word_is_refused() {
    assertThatThrownBy(() ->
            saved(
                RulePath.Kind.SERVICE,
                """
                {`sets`:[{`id`:`start`,`rules`:[{`actions`:{
                  `automation_actions`:[{`name`:`restart`,`url`:`https://example.com`}],
                  `extractions`:[{`target`:`event.summary`,`template`:`x`,`regex`:`(.*)`,`source`:`event.source`}]}}]}]}
                """))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused ->
                assertThat(String.join("\n", refused.errors()))
                    .contains("'sets[0].rules[0].actions.automation_actions' cannot be run")
                    .contains("'sets[0].rules[0].actions.extractions[0].regex' cannot stand"));
    assertThatThrownBy(() ->
            saved(
                RulePath.Kind.ROUTER,
                """
                {`sets`:[{`id`:`start`,`rules`:[{`actions`:{`route_to`:`unrouted`,
                  `dynamic_route_to`:{`lookup_by`:`service_id`,`source`:`event.group`,`regex`:`(.*)`}}}]}]}
                """))
        .hasMessageContaining("'sets[0].rules[0].actions.dynamic_route_to' cannot stand beside");
    assertThat(
            saved(
                RulePath.Kind.SERVICE,
                """
                {`sets`:[{`id`:`start`,`rules`:[{`actions`:{`automation_actions`:[],`pagerduty_automation_actions`:[]}}]}]}
                """))
        .isNotNull();
  }

  @Test
  void a_condition_that_never_holds_is_refused_and_stays_where_it_was_saved_before() {
    String rules =
        """
        {`sets`:[{`id`:`start`,`rules`:[{`conditions`:[
          {`expression`:`event.source matches 'db' and trigger_count over 5 minutes > 'a'`}]}]}]}
        """;
    assertThatThrownBy(() -> saved(RulePath.Kind.SERVICE, rules))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused ->
                assertThat(refused.errors())
                    .singleElement()
                    .asString()
                    .contains("sets[0].rules[0].conditions[0].expression", "'>' compares numbers"));
    var stored =
        new Orchestration.Path(
            "o", RulePath.Kind.SERVICE, rules.replace('`', '"'), true, NOW, "P1", NOW, "P1", "V1");
    Body again = Body.of(Json.mapper().readTree(rules.replace('`', '"')));
    new RulePathReader(RulePath.Kind.SERVICE, "o", null, RulePathReader.conditions(stored))
        .read(again, "service 'Shop'");
    again.check(); // so that the rules beside it can be changed
    Body tried = Body.of(Json.mapper().readTree(rules.replace('`', '"')));
    new RulePathReader(RulePath.Kind.SERVICE, "o", null, RulePathReader.conditions(null))
        .read(tried, "the rules that are tried");
    assertThatThrownBy(tried::check).as("told before it is saved").isInstanceOf(ApiException.class);
    assertThat(
            ((Condition.Read.Fine) Condition.read("trigger_count over 5 minutes > 'a'", "x"))
                .condition()
                .doubt())
        .isNotNull();
    for (String fine :
        List.of(
            "trigger_count over 5 minutes > 5",
            "event.custom_details.n > event.custom_details.m")) {
      assertThat(((Condition.Read.Fine) Condition.read(fine, "x")).condition().doubt()).isNull();
    }
  }
}
