package dev.muster.correlate.insight;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A symptom made ready for reasoning: read once, kept small.
///
/// @param at milliseconds since 1970, as told
/// @param sign monitor and kind of problem, the same for every thing that shows it
/// @param words plain words of the text
/// @param codes particular tokens of the text
/// @param severity 0 info to 3 critical
/// @param place id of what it is about, the service when no entity is known; null when neither is
record Clue(
    String alert,
    long at,
    String tool,
    String sign,
    List<String> words,
    Set<String> codes,
    int severity,
    @Nullable String place,
    @Nullable String service,
    List<String> mentions) {

  static Clue of(Symptom symptom) {
    var words = Wording.words(symptom.summary());
    String check = symptom.check();
    String kind = check != null && !check.isBlank() ? check : String.join(" ", words);
    return new Clue(
        symptom.alert(),
        symptom.at().toEpochMilli(),
        symptom.tool().intern(),
        (symptom.tool() + "|" + kind).intern(),
        words,
        Wording.codes(symptom.summary()),
        3 - symptom.severity().ordinal(),
        symptom.entity() == null ? symptom.service() : symptom.entity(),
        symptom.service(),
        symptom.mentions());
  }
}
