package dev.muster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.event.EventListener;

/// The rules of the house, for any root package, so that each can be tried on a house that breaks it.
final class HouseRules {
  /// Ground floor and rooms from left to right; knowledge points left only.
  static final List<String> ORDER =
      List.of(
          "kernel",
          "platform",
          "access",
          "catalog",
          "signal",
          "detect",
          "alert",
          "correlate",
          "mobilize",
          "respond",
          "automate",
          "learn",
          "improve",
          "practice",
          "app");

  /// Where classes of any name may touch SQL and HTTP.
  private static final List<String> TECHNICAL = List.of("platform", "access", "app");

  private final String root;

  HouseRules(String root) {
    this.root = root;
  }

  private String packages(String room) {
    return root + "." + room + "..";
  }

  Map<String, ArchRule> all() {
    return Map.of(
        "R1 the kernel knows plain Java only",
        kernelIsPlain(),
        "R2 nobody knows a room on the right",
        nobodyKnowsTheRight(),
        "R3 a room knows its neighbours only",
        knowsItsNeighboursOnly(),
        "R4 no circles",
        noCircles(),
        "R5 SQL and HTTP have their places",
        sqlAndHttpHaveTheirPlaces(),
        "R6 storage and doors are not public",
        storageIsNotPublic(),
        "R7 facts are sealed over records",
        factsAreSealed(),
        "R8 time and chance are arguments",
        timeAndChanceAreArguments(),
        "R9 no setting decides which beans there are",
        beansAreUnconditional(),
        "R10 a listener is one by its type",
        listenersAreTypes());
  }

  ArchRule kernelIsPlain() {
    return noClasses()
        .that()
        .resideInAPackage(packages("kernel"))
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            packages("kernel"), "java..", "org.jspecify..", "org.springframework.modulith..")
        .allowEmptyShould(true);
  }

  ArchRule nobodyKnowsTheRight() {
    var rules = new ArrayList<ArchRule>();
    for (int i = 0; i < ORDER.size() - 1; i++) {
      String[] right =
          ORDER.subList(i + 1, ORDER.size()).stream().map(this::packages).toArray(String[]::new);
      rules.add(
          noClasses()
              .that()
              .resideInAPackage(packages(ORDER.get(i)))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(right)
              .allowEmptyShould(true));
    }
    return CompositeArchRule.of(rules);
  }

  /// Which rooms on its left a room may know. What is not on the list comes to it by facts of a neighbour, so that a change far on
  /// the left does not reach through the whole house. Rooms that are not listed yet may know all on their left.
  static final Map<String, List<String>> NEIGHBOURS =
      Map.of(
          "signal", List.of(),
          "detect", List.of("signal"),
          "alert", List.of("signal"),
          "correlate", List.of("signal", "alert"),
          "mobilize", List.of("alert", "correlate"),
          "respond", List.of("detect", "alert", "correlate", "mobilize"));

  private static final List<String> GROUND = List.of("kernel", "platform", "access", "catalog");

  ArchRule knowsItsNeighboursOnly() {
    var rules = new ArrayList<ArchRule>();
    for (String room : ORDER) {
      List<String> allowed = NEIGHBOURS.get(room);
      if (allowed != null) {
        String[] strangers =
            ORDER.subList(0, ORDER.indexOf(room)).stream()
                .filter(other -> !GROUND.contains(other) && !allowed.contains(other))
                .map(this::packages)
                .toArray(String[]::new);
        if (strangers.length > 0) {
          rules.add(
              noClasses()
                  .that()
                  .resideInAPackage(packages(room))
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage(strangers)
                  .allowEmptyShould(true));
        }
      }
    }
    return CompositeArchRule.of(rules);
  }

  ArchRule noCircles() {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
  }

  ArchRule sqlAndHttpHaveTheirPlaces() {
    return noClasses()
        .that(
            resideInRooms()
                .and(
                    not(
                        "named for SQL, HTTP, Kafka, mail or wiring",
                        type -> {
                          String name = outermost(type).getSimpleName();
                          return name.startsWith("Postgres")
                              || name.startsWith("Kafka")
                              || name.startsWith("Http")
                              || name.startsWith("Smtp")
                              || name.endsWith("Resource")
                              || name.endsWith("Room");
                        })))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..",
            "javax.sql..",
            "org.postgresql..",
            "org.springframework.jdbc..",
            "org.springframework.web..",
            "org.springframework.http..",
            "org.springframework.mail..",
            "jakarta.servlet..",
            "jakarta.mail..",
            "java.net.http..",
            "io.helidon..",
            "org.apache.kafka..")
        .allowEmptyShould(true);
  }

  ArchRule storageIsNotPublic() {
    return classes()
        .that(
            resideInRooms()
                .and(
                    predicate(
                        "store or are doors",
                        type ->
                            type.isTopLevelClass()
                                && (type.getSimpleName().startsWith("Postgres")
                                    || type.getSimpleName().endsWith("Repository")
                                    || type.getSimpleName().endsWith("Resource")))))
        .should()
        .bePackagePrivate()
        .allowEmptyShould(true);
  }

  ArchRule factsAreSealed() {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .areInterfaces()
        .and()
        .haveSimpleNameEndingWith("Event")
        .should(
            new ArchCondition<>("be sealed over records") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                Class<?> reflected = type.reflect();
                boolean holds = reflected.isSealed();
                if (holds) {
                  for (Class<?> permitted : reflected.getPermittedSubclasses()) {
                    holds &= permitted.isRecord() || permitted.isSealed();
                  }
                }
                events.add(
                    new SimpleConditionEvent(
                        type,
                        holds,
                        type.getName() + (holds ? " is" : " is not") + " sealed over records"));
              }
            })
        .allowEmptyShould(true);
  }

  ArchRule timeAndChanceAreArguments() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(packages("app"))
        .should()
        .accessTargetWhere(
            new DescribedPredicate<JavaAccess<?>>("asks the clock or throws dice") {
              @Override
              public boolean test(JavaAccess<?> access) {
                String owner = access.getTargetOwner().getName();
                String name = access.getTarget().getName();
                boolean bare = access.getTarget().getFullName().endsWith("()");
                return (name.equals("now") && owner.startsWith("java.time.") && bare)
                    || (owner.equals("java.lang.System") && name.equals("currentTimeMillis"))
                    || (owner.equals("java.lang.Math") && name.equals("random"))
                    || (owner.equals(Clock.class.getName()) && name.startsWith("system"))
                    || (owner.equals(InstantSource.class.getName()) && name.equals("system"))
                    || (owner.equals(UUID.class.getName()) && name.equals("randomUUID"))
                    || owner.equals(ThreadLocalRandom.class.getName())
                    || (owner.equals(Random.class.getName()) && name.equals("<init>") && bare)
                    || (owner.equals(SplittableRandom.class.getName())
                        && name.equals("<init>")
                        && bare);
              }
            })
        .allowEmptyShould(true);
  }

  /// The build finds the beans out once, for all settings.
  ArchRule beansAreUnconditional() {
    return CompositeArchRule.of(
            noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(root + "..")
                .should()
                .beMetaAnnotatedWith(Conditional.class)
                .allowEmptyShould(true))
        .and(
            noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .beMetaAnnotatedWith(Conditional.class)
                .allowEmptyShould(true));
  }

  /// The house does not look for methods that listen, see {@code HouseContext}; one that waits to be found would never be called.
  ArchRule listenersAreTypes() {
    return noMethods()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage(root + "..")
        .should()
        .beMetaAnnotatedWith(EventListener.class)
        .allowEmptyShould(true);
  }

  private DescribedPredicate<JavaClass> resideInRooms() {
    return predicate(
        "reside in rooms",
        type ->
            ORDER.stream()
                .filter(room -> !TECHNICAL.contains(room))
                .anyMatch(
                    room -> (type.getPackageName() + ".").startsWith(root + "." + room + ".")));
  }

  private static DescribedPredicate<JavaClass> predicate(String words, Predicate<JavaClass> test) {
    return DescribedPredicate.describe(words, test);
  }

  private static DescribedPredicate<JavaClass> not(String words, Predicate<JavaClass> test) {
    return DescribedPredicate.describe("not " + words, test.negate());
  }

  private static JavaClass outermost(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }
}
