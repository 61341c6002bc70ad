package dev.muster.signal.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.muster.signal.rules.Condition.Term;
import dev.muster.signal.rules.ConditionFault.Found;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a condition by descending from `or` over `and` and `not` to comparisons, and compiles on the way.
final class ConditionParser {
  /// Nobody writes, and nobody reads, a longer one.
  static final int LONGEST = 8_192;

  /// Characters of a regular expression; bounds the automaton that is made of it.
  static final int LONGEST_REGEX = 1_000;

  /// Brackets and `not` within each other; bounds the stack.
  static final int DEEPEST = 64;

  /// Seconds that events are counted over; a day is what the memory of the counters is made for.
  static final long LONGEST_WINDOW = 86_400;

  private static final Map<String, DayOfWeek> DAYS =
      Map.of(
          "Mon", DayOfWeek.MONDAY,
          "Tue", DayOfWeek.TUESDAY,
          "Wed", DayOfWeek.WEDNESDAY,
          "Thu", DayOfWeek.THURSDAY,
          "Fri", DayOfWeek.FRIDAY,
          "Sat", DayOfWeek.SATURDAY,
          "Sun", DayOfWeek.SUNDAY);

  /// A part of a condition.
  ///
  /// @param truth whether its value is true or false
  /// @param path the path that it is, for `exists`; null for anything else
  /// @param ranks false for a text in quotes, which is neither more nor less than anything
  private record Part(Term term, boolean truth, @Nullable Path path, boolean ranks) {
    Part(Term term, boolean truth) {
      this(term, truth, null, true);
    }
  }

  private final String text;
  private final String name;
  private final List<Long> windows = new ArrayList<>();
  private @Nullable ConditionFault doubt;
  private int at;
  private int depth;

  ConditionParser(String text, String name) {
    this.text = text;
    this.name = name;
  }

  List<Long> windows() {
    return windows;
  }

  /// What can be read and never holds; null for nothing of that kind.
  @Nullable ConditionFault doubt() {
    return doubt;
  }

  Term whole() {
    if (text.length() > LONGEST) {
      throw new Found(LONGEST, "it is longer than " + LONGEST + " characters");
    }
    Part part = or();
    space();
    if (at < text.length()) {
      throw new Found(at, "expected 'and', 'or' or the end, not '" + word(20) + "'");
    }
    truth(part, 0);
    return part.term();
  }

  private static void truth(Part part, int from) {
    if (!part.truth()) {
      throw new Found(
          from, "this is a value, not something true or false; compare it with another");
    }
  }

  private Part or() {
    int from = start();
    Part left = and();
    while (keyword("or")) {
      truth(left, from);
      int next = start();
      Part right = and();
      truth(right, next);
      Term one = left.term();
      Term other = right.term();
      left =
          new Part(
              subject ->
                  Boolean.TRUE.equals(one.value(subject))
                      || Boolean.TRUE.equals(other.value(subject)),
              true);
    }
    return left;
  }

  private Part and() {
    int from = start();
    Part left = not();
    while (keyword("and")) {
      truth(left, from);
      int next = start();
      Part right = not();
      truth(right, next);
      Term one = left.term();
      Term other = right.term();
      left =
          new Part(
              subject ->
                  Boolean.TRUE.equals(one.value(subject))
                      && Boolean.TRUE.equals(other.value(subject)),
              true);
    }
    return left;
  }

  private Part not() {
    if (keyword("not")) {
      deeper();
      int from = start();
      Part inner = not();
      depth--;
      truth(inner, from);
      Term term = inner.term();
      return new Part(subject -> !Boolean.TRUE.equals(term.value(subject)), true);
    }
    return comparison();
  }

  private void deeper() {
    if (++depth > DEEPEST) {
      throw new Found(at, "brackets and 'not' are nested more than " + DEEPEST + " deep");
    }
  }

  private Part comparison() {
    int from = start();
    if (keyword("now")) {
      if (keyword("in")) {
        return new Part(schedule(), true);
      }
      return compared(new Part(Subject::now, false), from);
    }
    return compared(operand(), from);
  }

  private Part compared(Part left, int from) {
    if (keyword("exists")) {
      Path path = left.path();
      if (path == null) {
        throw new Found(from, "only a path such as event.summary can exist");
      }
      return new Part(subject -> subject.has(path), true);
    }
    if (keyword("matches")) {
      return matches(left.term());
    }
    space();
    int place = at;
    String sign = sign();
    if (sign.isEmpty()) {
      return left;
    }
    Part other = keyword("now") ? new Part(Subject::now, false) : operand();
    Term right = other.term();
    Term one = left.term();
    if ((sign.startsWith("<") || sign.startsWith(">")) && !(left.ranks() && other.ranks())) {
      doubt =
          new ConditionFault(
              place,
              "'%s' compares numbers and times; beside a text in quotes it never holds"
                  .formatted(sign));
    }
    return switch (sign) {
      case "==" -> new Part(subject -> Values.same(one.value(subject), right.value(subject)), true);
      case "!=" ->
          new Part(subject -> !Values.same(one.value(subject), right.value(subject)), true);
      case "<" -> ordered(one, right, order -> order < 0);
      case "<=" -> ordered(one, right, order -> order <= 0);
      case ">" -> ordered(one, right, order -> order > 0);
      case ">=" -> ordered(one, right, order -> order >= 0);
      default -> throw new Found(place, "'" + sign + "' is no comparison; use ==, <, <=, > or >=");
    };
  }

  private static Part ordered(Term one, Term other, java.util.function.IntPredicate fits) {
    return new Part(
        subject -> {
          Integer order = Values.order(one.value(subject), other.value(subject));
          return order != null && fits.test(order);
        },
        true);
  }

  private String sign() {
    int end = at;
    while (end < text.length() && "=<>!".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    String sign = text.substring(at, end);
    at = end;
    return sign;
  }

  private Part matches(Term left) {
    boolean part = keyword("part");
    boolean regex = !part && keyword("regex");
    boolean exactly = keyword("exactly");
    if (regex) {
      space();
      int place = at;
      if (at >= text.length() || text.charAt(at) != '\'') {
        throw new Found(place, "a regular expression stands in single quotes");
      }
      Pattern pattern = regex(string(), exactly, place + 1);
      return new Part(
          subject -> {
            String value = Values.text(left.value(subject));
            return value != null && pattern.matcher(value).find();
          },
          true);
    }
    Term right = operand().term();
    if (part) {
      return new Part(
          subject -> {
            String whole = Values.text(left.value(subject));
            String piece = Values.text(right.value(subject));
            return whole != null && piece != null && Values.contains(whole, piece, exactly);
          },
          true);
    }
    return new Part(
        subject -> {
          String value = Values.text(left.value(subject));
          String other = Values.text(right.value(subject));
          return value != null
              && other != null
              && (exactly ? value.equals(other) : value.equalsIgnoreCase(other));
        },
        true);
  }

  static Pattern regex(String expression, boolean exactly, int place) {
    if (expression.length() > LONGEST_REGEX) {
      throw new Found(place, "a regular expression has at most " + LONGEST_REGEX + " characters");
    }
    try {
      return Pattern.compile(
          expression,
          Pattern.DOTALL | Pattern.MULTILINE | (exactly ? 0 : Pattern.CASE_INSENSITIVE));
    } catch (PatternSyntaxException wrong) {
      throw new Found(place, "the regular expression cannot be read: " + wrong.getDescription());
    }
  }

  private Part operand() {
    space();
    int from = at;
    if (at >= text.length()) {
      throw new Found(at, "a value or a path is missing here");
    }
    char c = text.charAt(at);
    if (c == '(') {
      at++;
      deeper();
      Part inner = or();
      depth--;
      space();
      if (at >= text.length() || text.charAt(at) != ')') {
        throw new Found(at, "the bracket opened at character " + (from + 1) + " is not closed");
      }
      at++;
      return new Part(inner.term(), inner.truth(), null, inner.ranks());
    }
    if (c == '\'') {
      String value = string();
      return new Part(_ -> value, false, null, false);
    }
    if (c == '-' || isDigit(c)) {
      return numberOrDate();
    }
    if (keyword("true")) {
      return new Part(_ -> true, true);
    }
    if (keyword("false")) {
      return new Part(_ -> false, true);
    }
    if (keyword("nil")) {
      return new Part(_ -> null, false);
    }
    if (keyword("trigger_count")) {
      return counting(false);
    }
    if (keyword("resetting_trigger_count")) {
      return counting(true);
    }
    if (!Path.isNameStart(c)) {
      throw new Found(at, "unexpected '" + word(1) + "'");
    }
    var path = Path.read(text, at);
    at = path.end();
    Path found = path.path();
    return new Part(subject -> subject.value(found), false, found, true);
  }

  /// Counts reset only when the comparison around them holds; a resetting count therefore takes the comparison with it.
  private Part counting(boolean resetting) {
    if (!keyword("over")) {
      throw new Found(at, "expected 'over' and a duration, as in trigger_count over 10 minutes");
    }
    long seconds = duration();
    windows.add(seconds);
    String counter = name + "#" + windows.size();
    if (!resetting) {
      return new Part(subject -> subject.count(counter, seconds), false);
    }
    space();
    int place = at;
    String sign = sign();
    if (!sign.equals(">") && !sign.equals(">=") && !sign.equals("==")) {
      throw new Found(place, "a resetting count is compared with >, >= or ==");
    }
    space();
    int number = at;
    Object most = numberOrDate().term().value(Subject.NOTHING);
    if (!(most instanceof Long limit)) {
      throw new Found(number, "a count is compared with a whole number");
    }
    return new Part(
        subject -> {
          long count = subject.count(counter, seconds);
          boolean holds =
              switch (sign) {
                case ">" -> count > limit;
                case ">=" -> count >= limit;
                default -> count == limit;
              };
          if (holds) {
            subject.reset(counter);
          }
          return holds;
        },
        true);
  }

  private long duration() {
    long seconds = 0;
    Set<String> seen = new HashSet<>();
    space();
    int from = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      int place = at;
      int end = at;
      while (end < text.length() && isDigit(text.charAt(end))) {
        end++;
      }
      long number = whole(text.substring(at, end), place);
      at = end;
      space();
      int unitAt = at;
      String unit = name().toLowerCase(Locale.ROOT);
      if (unit.endsWith("s")) {
        unit = unit.substring(0, unit.length() - 1);
      }
      long each =
          switch (unit) {
            case "second" -> 1;
            case "minute" -> 60;
            case "hour" -> 3_600;
            case "day" -> 86_400;
            default -> throw new Found(unitAt, "expected seconds, minutes, hours or days");
          };
      if (!seen.add(unit)) {
        throw new Found(unitAt, "a duration names each unit once");
      }
      seconds += Math.min(number, LONGEST_WINDOW + 1) * each;
      space();
    }
    if (seconds < 1 || seconds > LONGEST_WINDOW) {
      throw new Found(from, "expected a duration from 1 second to 1 day, as in 10 minutes");
    }
    return seconds;
  }

  private Part numberOrDate() {
    int from = at;
    if (at >= text.length() || (text.charAt(at) != '-' && !isDigit(text.charAt(at)))) {
      throw new Found(at, "expected a number");
    }
    if (text.length() - at >= 11
        && isDigit(text.charAt(at))
        && text.charAt(at + 4) == '-'
        && text.charAt(at + 7) == '-') {
      Instant moment = moment();
      return new Part(_ -> moment, false);
    }
    int end = at + (text.charAt(at) == '-' ? 1 : 0);
    boolean decimal = false;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (c == '.' || c == 'e') {
        decimal = true;
      } else if (!isDigit(c) && !(c == '-' && text.charAt(end - 1) == 'e')) {
        break;
      }
      end++;
    }
    String digits = text.substring(from, end);
    at = end;
    if (decimal) {
      try {
        double number = Double.parseDouble(digits);
        return new Part(_ -> number, false);
      } catch (NumberFormatException notANumber) {
        throw new Found(from, "'" + digits + "' is no number");
      }
    }
    long number = whole(digits, from);
    return new Part(_ -> number, false);
  }

  private static long whole(String digits, int place) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException notANumber) {
      throw new Found(place, "'" + digits + "' is no number");
    }
  }

  private Instant moment() {
    int from = at;
    String date = token();
    space();
    String time = token();
    ZoneId zone = zone();
    try {
      return LocalDateTime.parse(date + "T" + time).atZone(zone).toInstant();
    } catch (DateTimeException notATime) {
      throw new Found(from, "expected a time such as 2026-01-31 19:00:00 Europe/Berlin");
    }
  }

  private Term schedule() {
    space();
    var days = EnumSet.noneOf(DayOfWeek.class);
    do {
      int place = at;
      DayOfWeek day = DAYS.get(name());
      if (day == null) {
        throw new Found(
            place, "expected a day: Mon, Tue, Wed, Thu, Fri, Sat or Sun, as in Mon,Tue 09:00:00");
      }
      days.add(day);
    } while (comma());
    LocalTime from = clock();
    if (!keyword("to")) {
      throw new Found(at, "expected 'to' and the time at which it ends");
    }
    LocalTime until = clock();
    ZoneId zone = zone();
    var schedule = new WeeklyHours(days, from, until, zone);
    return subject -> schedule.holds(subject.now());
  }

  private boolean comma() {
    if (at < text.length() && text.charAt(at) == ',') {
      at++;
      space();
      return true;
    }
    return false;
  }

  private LocalTime clock() {
    space();
    int from = at;
    try {
      return LocalTime.parse(token());
    } catch (DateTimeException notATime) {
      throw new Found(from, "expected a time of day such as 09:00:00");
    }
  }

  private ZoneId zone() {
    space();
    int from = at;
    String id = token();
    if (!id.isEmpty()) {
      for (String known : ZoneId.getAvailableZoneIds()) {
        if (known.equalsIgnoreCase(id)) {
          return ZoneId.of(known);
        }
      }
    }
    throw new Found(from, "expected a time zone such as Europe/Berlin, not '" + id + "'");
  }

  private String string() {
    int from = at++;
    var value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\'') {
        return value.toString();
      }
      if (c == '\\') {
        if (at >= text.length()) {
          break;
        }
        char escaped = text.charAt(at);
        if (escaped == '\'' || escaped == '\\') {
          at++;
          value.append(escaped);
          continue;
        }
      }
      value.append(c);
    }
    throw new Found(from, "the text that begins here is not closed by a single quote");
  }

  /// Everything up to the next space, bracket or comma.
  private String token() {
    int end = at;
    while (end < text.length() && " \t\r\n(),".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String token = text.substring(at, end);
    at = end;
    return token;
  }

  private String name() {
    int end = at;
    while (end < text.length() && Path.isNamePart(text.charAt(end))) {
      end++;
    }
    String found = text.substring(at, end);
    at = end;
    return found;
  }

  private boolean keyword(String word) {
    space();
    int end = at + word.length();
    if (text.startsWith(word, at) && (end >= text.length() || ends(text.charAt(end)))) {
      at = end;
      return true;
    }
    return false;
  }

  private static boolean ends(char c) {
    return !Path.isNamePart(c) && c != '.' && c != '[';
  }

  private int start() {
    space();
    return at;
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private String word(int most) {
    return text.substring(at, Math.min(text.length(), at + most));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
