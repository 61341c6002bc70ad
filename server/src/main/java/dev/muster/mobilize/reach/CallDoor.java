package dev.muster.mobilize.reach;

import dev.muster.kernel.Way;
import dev.muster.mobilize.Pages;
import dev.muster.mobilize.Pages.Page;
import dev.muster.mobilize.channel.Answering;
import dev.muster.mobilize.channel.PhoneKeys;
import dev.muster.mobilize.channel.PhoneKeys.Verb;
import dev.muster.mobilize.channel.TapLinks;
import dev.muster.mobilize.channel.Twiml;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `POST /integrations/calls/PARCEL.SEAL`: the key that somebody pressed during a call. Only the provider may bring it, and only to an
/// address that was made here for that call.
final class CallDoor extends PhoneDoor {
  /// So often a key that means nothing is answered by the list of keys; then the call ends.
  private static final int TRIES = 3;

  /// More incidents than this are counted, not told.
  private static final int TOLD_MOST = 3;

  private final Pages pages;
  private final PhoneAnswers answers;
  private final TapLinks taps;
  private final String base;

  /// @param base address of the API without a slash at its end, as the provider was told
  CallDoor(
      Pages pages,
      PhoneAnswers answers,
      TapLinks taps,
      String base,
      ProviderProof proof,
      MeterRegistry meters) {
    super(proof, meters, "call");
    this.pages = pages;
    this.answers = answers;
    this.taps = taps;
    this.base = base;
  }

  @Override
  public List<String> patterns() {
    return List.of(Answering.CALLS + "*");
  }

  @Override
  boolean mine(String path) {
    return path.startsWith(Answering.CALLS)
        && path.length() > Answering.CALLS.length()
        && path.indexOf('/', Answering.CALLS.length()) < 0;
  }

  @Override
  Twiml answer(Request request, Map<String, String> form) {
    String parcelId = parcel(request.path());
    List<Page> about = parcelId == null ? List.of() : pages.of(parcelId);
    if (about.isEmpty()) {
      count("refused");
      return end("This call is about nothing that Muster knows any more.");
    }
    String key = form.getOrDefault("Digits", "");
    int tries = tries(request);
    if (key.equals(String.valueOf(PhoneKeys.AGAIN))) {
      return tries < TRIES ? again("", about, request, tries) : end("That was often enough.");
    }
    boolean several = about.size() > 1;
    boolean asked = about.getFirst().requestId() != null;
    Optional<Verb> verb = Verb.of(key, asked).filter(one -> one.key() == key.charAt(0));
    if (verb.isEmpty() || (several && verb.get() != Verb.ACKNOWLEDGE)) {
      count("unclear");
      String wrong = key.isEmpty() ? "No key was heard." : key + " is none of the keys.";
      return tries < TRIES
          ? again(wrong, about, request, tries)
          : end(wrong + " Nothing was changed.");
    }
    return end(several ? all(about) : one(verb.get(), about.getFirst()));
  }

  private String one(Verb verb, Page page) {
    PhoneAnswers.Answer answer = answers.act(verb, page, Way.PHONE);
    count(answer.done() ? "done" : "refused");
    return answer.words();
  }

  private String all(List<Page> about) {
    List<PhoneAnswers.Answer> came =
        about.stream().map(page -> answers.act(Verb.ACKNOWLEDGE, page, Way.PHONE)).toList();
    long done = came.stream().filter(PhoneAnswers.Answer::done).count();
    count(done > 0 ? "done" : "refused");
    String rest =
        came.stream()
            .filter(one -> !one.done())
            .map(PhoneAnswers.Answer::words)
            .distinct()
            .limit(TOLD_MOST)
            .collect(Collectors.joining(" "));
    return "%d of %d incidents are yours. %s".formatted(done, came.size(), rest).strip();
  }

  /// Says once more what it is about and what may be pressed.
  private Twiml again(String first, List<Page> about, Request request, int tries) {
    String words =
        about.stream()
            .limit(TOLD_MOST)
            .flatMap(page -> answers.words(page).stream())
            .collect(Collectors.joining(" "));
    String more =
        about.size() > TOLD_MOST ? "And %d more.".formatted(about.size() - TOLD_MOST) : "";
    String keys = PhoneKeys.offer(about.getFirst().requestId() != null, about.size() > 1);
    return new Twiml()
        .ask(
            Stream.of(first, words, more, keys)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" ")),
            action(request, tries + 1))
        .say("No key was pressed, so nothing was changed. Goodbye.");
  }

  @Override
  Twiml broken(Request request) {
    int tries = tries(request);
    String words = "Muster could not do that right now. ";
    return tries < TRIES
        ? new Twiml()
            .ask(words + "Press the key again in a few seconds.", action(request, tries + 1))
            .say("Goodbye.")
        : end(words + "Use another way, or wait for the next call.");
  }

  private static Twiml end(String words) {
    return new Twiml().say(words + " Goodbye.");
  }

  private String action(Request request, int tries) {
    return base + request.path() + "?try=" + tries;
  }

  /// How often the same call was answered before.
  private static int tries(Request request) {
    String query = request.query();
    return query != null && query.matches("try=[0-9]") ? query.charAt(4) - '0' : 0;
  }

  /// The message that the address was made for; null when it was made elsewhere.
  private @Nullable String parcel(String path) {
    String[] parts = path.substring(Answering.CALLS.length()).split("\\.", 2);
    return parts.length == 2
            && MessageDigest.isEqual(
                taps.seal(parts[0]).getBytes(StandardCharsets.UTF_8),
                parts[1].getBytes(StandardCharsets.UTF_8))
        ? parts[0]
        : null;
  }
}
