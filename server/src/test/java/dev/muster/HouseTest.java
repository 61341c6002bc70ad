package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The house keeps its rules, and each rule can fail: the packages under `dev.muster.fixture` break every one of them.
class HouseTest {
  private static final String FIXTURE = "dev.muster.fixture";
  private static final Pattern MADE_BY_THE_BUILD = Pattern.compile(".*__[^/]*\\.class");

  private static JavaClasses house;
  private static JavaClasses fixture;

  @BeforeAll
  static void read() {
    house =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // What an earlier build made out of the rooms, for a quicker start, is not ours.
            .withImportOption(location -> !location.matches(MADE_BY_THE_BUILD))
            .importPackages("dev.muster");
    assertThat(rooms()).as("the rooms that were read").contains("kernel", "alert", "app");
    fixture = new ClassFileImporter().importPackages(FIXTURE);
  }

  static Stream<String> rules() {
    return new TreeMap<>(new HouseRules("dev.muster").all()).keySet().stream();
  }

  private static EvaluationResult evaluate(String rule, String root, JavaClasses classes) {
    Map<String, ArchRule> rules = new HouseRules(root).all();
    ArchRule chosen = rules.get(rule);
    if (chosen == null) {
      throw new AssertionError("no rule " + rule);
    }
    return chosen.evaluate(classes);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void the_house_keeps(String rule) {
    EvaluationResult result = evaluate(rule, "dev.muster", house);
    assertThat(result.getFailureReport().getDetails()).as(rule).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void a_broken_house_is_caught_by(String rule) {
    EvaluationResult result = evaluate(rule, FIXTURE, fixture);
    String number = rule.substring(0, 2);
    assertThat(result.getFailureReport().getDetails())
        .as(rule)
        .isNotEmpty()
        .anySatisfy(detail -> assertThat(detail).contains("Breaks" + number));
    assertThat(result.getFailureReport().getDetails())
        .as(rule)
        .noneSatisfy(detail -> assertThat(detail).contains("KeepsAll"));
  }

  private static Set<String> rooms() {
    return house.stream()
        .map(type -> type.getPackageName().replaceFirst("^dev\\.muster\\.?", ""))
        .filter(name -> !name.isEmpty())
        .map(name -> name.replaceFirst("\\..*", ""))
        .collect(Collectors.toSet());
  }

  @Test
  void every_room_is_in_the_order() {
    assertThat(rooms()).isSubsetOf(HouseRules.ORDER);
  }
}
