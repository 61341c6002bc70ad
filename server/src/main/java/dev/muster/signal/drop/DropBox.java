package dev.muster.signal.drop;

import dev.muster.signal.drop.DropIntake.Answer;
import dev.muster.signal.drop.DropIntake.Sender;
import dev.muster.signal.hook.Call;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder of one integration. Takes finished files, one at a time, in the order in which they were written. A file is renamed to a
/// {@link Claim} first, its events are made durable, and then it moves on to `done` or `refused`. What was begun when Muster was killed is
/// found by its name, and the tape tells which of its events are durable.
///
/// Of several nodes only the one that works looks at folders, and a former one can make nothing durable any more. So what is begun is this one's
/// to go on with, and should both have it for a moment, they come to the same end.
final class DropBox {
  private static final Logger LOG = LoggerFactory.getLogger(DropBox.class);

  static final String WORKING = ".taking";
  static final String DONE = "done";
  static final String REFUSED = "refused";

  /// As the largest body that comes by HTTP; read whole, it takes some ten times that in memory.
  static final int BYTES_MOST = 4 << 20;

  /// After so long it is the turn of other folders, so that one that is flooded does not keep them waiting.
  static final Duration TURN = Duration.ofSeconds(5);

  /// Events on their way at once: they share commits, and one that is lost with the database is soon found again.
  private static final int AT_ONCE = 100;

  /// So many files are looked at in a folder at once; the others come when those are gone.
  private static final int FILES_MOST = 10_000;

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration FORGET_EVERY = Duration.ofHours(1);
  private static final int REASONS_TOLD = 3;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int STAMP_LENGTH = 19;
  private static final List<String> UNFINISHED = List.of(".tmp", ".part", ".filepart");

  private record Seen(String state, Instant since) {}

  private record Found(Path path, String state, long modified) {}

  private record Sent(int piece, CompletableFuture<Answer> answer) {}

  private final Path folder;
  private final Path working;
  private final DropSettings settings;
  private final DropIntake intake;
  private final InstantSource clock;
  private final BooleanSupplier stopping;
  private final Map<Path, Seen> seen = new HashMap<>();
  private @Nullable Work work;
  private @Nullable Instant forgotten;
  private @Nullable String fault;

  /// @param stopping whether to end soon
  DropBox(
      Path folder,
      DropSettings settings,
      DropIntake intake,
      InstantSource clock,
      BooleanSupplier stopping) {
    this.folder = folder;
    this.working = folder.resolve(WORKING);
    this.settings = settings;
    this.intake = intake;
    this.clock = clock;
    this.stopping = stopping;
  }

  /// Whether a file is to be gone on with.
  boolean isWaiting() {
    return work != null;
  }

  /// Goes on with what was begun and takes what is finished, until its turn is over.
  ///
  /// @return what is wrong, for people; null when nothing is
  @Nullable String look(Sender sender) throws IOException {
    fault = null;
    forget();
    Instant until = clock.instant().plus(TURN);
    for (Claim claim : begun()) {
      Work known = work;
      if (!goOn(
          known != null && known.claim.equals(claim) ? known : new Work(claim, "", true),
          sender,
          until)) {
        return fault;
      }
    }
    work = null; // what was in work is done, or somebody has taken it away
    for (Found file : finished()) {
      if (isOver(until)) {
        break;
      }
      Work begun = claim(file);
      if (begun != null && !goOn(begun, sender, until)) {
        break;
      }
    }
    return fault;
  }

  private boolean isOver(Instant until) {
    return stopping.getAsBoolean() || clock.instant().isAfter(until);
  }

  /// Files that were begun, the oldest first: one at most, unless somebody else worked here.
  private List<Claim> begun() throws IOException {
    return isFolder(working)
        ? list(working, FILES_MOST).stream()
            .map(path -> Claim.read(path.getFileName().toString()))
            .filter(Objects::nonNull)
            .sorted(Comparator.comparingLong(Claim::first).thenComparing(Claim::name))
            .toList()
        : List.of();
  }

  /// Files that have not changed for a while, the oldest first.
  private List<Found> finished() throws IOException {
    Instant now = clock.instant();
    var finished = new ArrayList<Found>();
    Set<Path> there = new HashSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, DropBox::mayBeFinished)) {
      for (Path path : all) {
        if (there.size() == FILES_MOST) {
          fault =
              "%s holds more than %,d files; the others come when those are gone"
                  .formatted(folder, FILES_MOST);
          break;
        }
        BasicFileAttributes is;
        try {
          is = attributes(path);
        } catch (NoSuchFileException gone) {
          continue;
        }
        if (!is.isRegularFile()) {
          continue; // no link is followed
        }
        there.add(path);
        String state = state(is);
        Seen before = seen.get(path);
        if (before == null || !before.state().equals(state)) {
          before = new Seen(state, now);
          seen.put(path, before);
        }
        if (before.since().plus(settings.settle()).isAfter(now)) {
          continue;
        }
        if (Files.isReadable(path)) {
          finished.add(new Found(path, state, is.lastModifiedTime().toMillis()));
        } else {
          // only people can help it, so what came after it does not wait for it
          fault = "Muster has no permission to read " + path;
        }
      }
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    seen.keySet().retainAll(there);
    finished.sort(
        Comparator.comparingLong(Found::modified).thenComparing(one -> one.path().toString()));
    return finished;
  }

  private static boolean mayBeFinished(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && UNFINISHED.stream().noneMatch(name::endsWith);
  }

  /// @return null when it is gone
  private @Nullable Work claim(Found file) throws IOException {
    Path name = file.path().getFileName();
    if (name == null) {
      return null;
    }
    var claim = new Claim(clock.millis(), Claim.fit(name.toString()));
    made(WORKING);
    try {
      move(file.path(), working.resolve(claim.file()));
    } catch (NoSuchFileException gone) {
      return null;
    }
    sync(working);
    seen.remove(file.path());
    return new Work(claim, file.state(), false);
  }

  /// @return whether the file is done with
  private boolean goOn(Work begun, Sender sender, Instant until) {
    work = begun;
    if (clock.instant().isBefore(begun.notBefore)) {
      fault = begun.why;
      return false;
    }
    begun.why = null;
    try {
      if (!take(begun, sender, until)) {
        return false;
      }
      work = null;
      return true;
    } catch (IOException | RuntimeException failure) {
      LOG.debug("file drop: {}", begun.claim, failure);
      begun.again();
      later(begun, why(failure));
      return false;
    }
  }

  private void later(Work waiting, String why) {
    Duration wait = Duration.ofSeconds(1L << Math.min(waiting.tries++, 6));
    waiting.notBefore =
        clock.instant().plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    waiting.why = "a file waits in %s, and those after it: %s".formatted(working, why);
    fault = waiting.why;
    intake.waits();
  }

  /// @return whether the file is done with; when it is not, the next look goes on
  private boolean take(Work begun, Sender sender, Instant until) throws IOException {
    Path file = working.resolve(begun.claim.file());
    BasicFileAttributes is = attributes(file);
    if (!is.isRegularFile()) {
      return refuse(begun, sender, new byte[0], "It is no file", "unreadable");
    }
    if (begun.state.isEmpty()) {
      begun.state = state(is);
    }
    if (isWritten(begun, is)) {
      return false;
    }
    if (is.size() > BYTES_MOST) {
      return refuse(
          begun,
          sender,
          new byte[0],
          "The file is larger than %,d bytes; split it".formatted(BYTES_MOST),
          "too_large");
    }
    byte[] bytes = read(file);
    DropText text = intake.read(sender, begun.claim.name(), bytes);
    if (text.fault() != null) {
      return refuse(
          begun, sender, bytes, text.fault(), text.tooMany() ? "too_many_events" : "unreadable");
    }
    if (begun.unsure) {
      begun.again(); // what the tape holds is counted from the first piece
      begun.durable.putAll(intake.durable(sender, Instant.ofEpochMilli(begun.claim.first())));
      begun.unsure = false;
    }
    while (begun.next < text.pieces().size()) {
      if (isOver(until)) {
        return false;
      }
      Answer.Later later = send(begun, sender, text.pieces());
      if (later != null) {
        later(begun, later.why());
        return false;
      }
    }
    if (isWritten(begun, attributes(file))) {
      return false;
    }
    finish(begun, sender, text, bytes);
    return true;
  }

  /// Whether somebody writes on who had opened it before it was renamed. Then it has to settle again, and the tape tells what is new.
  private boolean isWritten(Work begun, BasicFileAttributes is) {
    String state = state(is);
    if (state.equals(begun.state)) {
      return false;
    }
    begun.state = state;
    begun.again();
    begun.notBefore = clock.instant().plus(settings.settle());
    return true;
  }

  /// Sends the next pieces, as many at once as do not have to wait for each other: those that name the same alert go one after the other.
  ///
  /// @return why it has to wait; null when it need not
  private Answer.@Nullable Later send(Work begun, Sender sender, List<Piece> pieces) {
    var sent = new ArrayList<Sent>(AT_ONCE);
    Set<String> alerts = new HashSet<>();
    int at = begun.next;
    for (boolean open = true; open && at < pieces.size() && sent.size() < AT_ONCE; ) {
      switch (pieces.get(at).says()) {
        case Piece.Nothing _ -> at++;
        case Piece.Faulty(List<String> faults) -> {
          begun.refusals.put(at, DropIntake.told(faults));
          at++;
        }
        case Piece.Event event -> {
          if (!begun.durable.isEmpty() && begun.comesBy(DropIntake.mark(event.body()))) {
            at++;
          } else if (alerts.add(event.alert())) {
            CompletableFuture<Answer> answer = intake.send(sender, event);
            sent.add(new Sent(at, answer));
            at++;
            open = !(answer.getNow(null) instanceof Answer.Later); // nothing may overtake it
          } else {
            open = false;
          }
        }
      }
    }
    Answer.Later later = null;
    for (Sent one : sent) {
      switch (one.answer().join()) {
        case Answer.Taken _ -> begun.tries = 0;
        case Answer.Refused(String why) -> begun.refusals.put(one.piece(), why);
        case Answer.Later again -> {
          later = again;
          if (again.unsure() || one.piece() != sent.getLast().piece()) {
            begun.unsure = true;
          }
          at = Math.min(at, one.piece());
        }
      }
    }
    begun.next = at;
    return later;
  }

  private void finish(Work begun, Sender sender, DropText text, byte[] bytes) throws IOException {
    List<Piece> pieces = text.pieces();
    int bad = begun.refusals.size();
    int ignored =
        (int) pieces.stream().filter(piece -> piece.says() instanceof Piece.Nothing).count();
    int taken = pieces.size() - bad - ignored;
    boolean none = bad == pieces.size();
    List<String> reasons =
        begun.refusals.entrySet().stream()
            .map(refusal -> pieces.get(refusal.getKey()).place() + ": " + refusal.getValue())
            .toList();
    if (bad > 0) {
      write(stamped(begun) + ".reason.txt", String.join("\n", reasons) + "\n");
      if (!none) {
        write(stamped(begun), text.again(List.copyOf(begun.refusals.keySet())));
      }
    }
    moveOn(begun, none ? REFUSED : DONE);
    intake.count("events", "taken", taken);
    intake.count("events", "ignored", ignored);
    intake.count("events", "refused", bad);
    intake.note(
        sender,
        none ? Call.Outcome.REFUSED : Call.Outcome.ACCEPTED,
        none ? 400 : 202,
        none ? "refused" : bad > 0 ? "partly" : "taken",
        "File %s: %d of %d events taken%s%s"
            .formatted(
                begun.claim.name(),
                taken,
                pieces.size(),
                ignored == 0 ? "" : ", " + ignored + " ask for nothing",
                bad == 0
                    ? ""
                    : ", %d refused: %s"
                        .formatted(
                            bad,
                            reasons.stream()
                                .limit(REASONS_TOLD)
                                .collect(Collectors.joining("; ")))),
        bytes);
  }

  /// @return true, as the file is done with
  private boolean refuse(Work begun, Sender sender, byte[] bytes, String why, String answer)
      throws IOException {
    write(stamped(begun) + ".reason.txt", why + "\n");
    moveOn(begun, REFUSED);
    intake.note(
        sender,
        Call.Outcome.UNREADABLE,
        400,
        answer,
        "File %s: %s".formatted(begun.claim.name(), why),
        bytes);
    return true;
  }

  private static String stamped(Work begun) {
    return STAMP.format(Instant.ofEpochMilli(begun.claim.first())) + "-" + begun.claim.name();
  }

  private void moveOn(Work begun, String where) throws IOException {
    move(working.resolve(begun.claim.file()), made(where).resolve(stamped(begun)));
  }

  /// Among what was refused, under a name that nobody takes for a whole file first.
  private void write(String name, String text) throws IOException {
    Path refused = made(REFUSED);
    Path half = refused.resolve("." + name);
    Files.deleteIfExists(half);
    Files.writeString(half, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    move(half, refused.resolve(name));
  }

  private void forget() {
    Instant now = clock.instant();
    if (forgotten != null && Duration.between(forgotten, now).compareTo(FORGET_EVERY) < 0) {
      return;
    }
    forgotten = now;
    for (String where : List.of(DONE, REFUSED)) {
      Path kept = folder.resolve(where);
      if (!isFolder(kept)) {
        continue;
      }
      try {
        for (Path file : list(kept, Integer.MAX_VALUE)) {
          if (isOld(file.getFileName().toString(), now)
              && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(file);
          }
        }
      } catch (IOException failure) {
        fault = "old files cannot be deleted: " + why(failure);
      }
    }
  }

  /// Told by the name, as a share may keep other times; what somebody put there by hand has none and stays.
  private boolean isOld(String name, Instant now) {
    if (name.length() <= STAMP_LENGTH) {
      return false;
    }
    try {
      Instant at = Instant.from(STAMP.parse(name.substring(0, STAMP_LENGTH)));
      return at.plus(settings.keep()).isBefore(now);
    } catch (DateTimeParseException other) {
      return false;
    }
  }

  private Path made(String name) throws IOException {
    Path made = folder.resolve(name);
    if (!isFolder(made)) {
      try {
        Files.createDirectory(made);
      } catch (FileAlreadyExistsException other) {
        if (!isFolder(made)) {
          throw new FileSystemException(made.toString(), null, "it is there and is no folder");
        }
      }
    }
    return made;
  }

  static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  static List<Path> list(Path folder, int most) throws IOException {
    var paths = new ArrayList<Path>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path path : all) {
        paths.add(path);
        if (paths.size() == most) {
          break;
        }
      }
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    return paths;
  }

  /// What went wrong, in words.
  static String why(Exception failure) {
    return switch (failure) {
      case AccessDeniedException denied ->
          "Muster has no permission for %s; it must be allowed to read, to rename and to make folders there"
              .formatted(denied.getFile());
      case FileSystemException other when other.getReason() != null ->
          other.getFile() + ": " + other.getReason();
      default -> String.valueOf(failure);
    };
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /// A name that is lost with the power would make a file look as if nothing of it were on the tape.
  private static void sync(Path directory) {
    try (FileChannel open = FileChannel.open(directory, StandardOpenOption.READ)) {
      open.force(true);
    } catch (IOException notHere) {
      LOG.debug("file drop: {} cannot be written through: {}", directory, notHere.toString());
    }
  }

  private static byte[] read(Path file) throws IOException {
    try (var channel =
            Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        var in = Channels.newInputStream(channel)) {
      return in.readNBytes(BYTES_MOST);
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static String state(BasicFileAttributes is) {
    return is.size() + "/" + is.lastModifiedTime().toMillis();
  }
}
