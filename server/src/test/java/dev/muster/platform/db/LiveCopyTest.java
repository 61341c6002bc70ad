package dev.muster.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LiveCopyTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final MemoryTransactions transactions = new MemoryTransactions();
  private final AtomicLong version = new AtomicLong(7);
  private final AtomicInteger loads = new AtomicInteger();
  private String stored = "first";
  private final LiveCopy<String> copy = new LiveCopy<>(version::get, this::read, transactions);

  private String read() {
    loads.incrementAndGet();
    return stored;
  }

  private void change(String next) {
    stored = next;
    version.incrementAndGet();
  }

  @Test
  void loadsOnceAndThenOnlyAnotherVersion() {
    assertThat(copy.get()).isEqualTo("first");
    assertThat(copy.get()).isEqualTo("first");
    assertThat(copy.load()).isEqualTo("first");
    assertThat(loads).hasValue(1);

    change("second");
    assertThat(copy.get()).isEqualTo("first");
    assertThat(copy.load()).isEqualTo("second");
    assertThat(copy.get()).isEqualTo("second");
    assertThat(loads).hasValue(2);
  }

  @Test
  void aChangeOfThisNodeIsSeenAfterItsCommitAndNeverWithoutOne() {
    copy.get();
    transactions.run(() -> {
      change("second");
      copy.loadAfterCommit();
      assertThat(copy.get()).isEqualTo("first");
    });
    assertThat(copy.get()).isEqualTo("second");

    assertThatThrownBy(() ->
            transactions.run(() -> {
              change("third");
              copy.loadAfterCommit();
              throw new IllegalStateException("rolled back");
            }))
        .hasMessage("rolled back");
    assertThat(copy.get()).isEqualTo("second");
  }

  @Test
  void aChangeOfAnotherNodeIsSeenWithinASecond() {
    copy.get();
    copy.look(START);
    change("second");
    copy.look(START.plusMillis(999));
    assertThat(copy.get()).isEqualTo("first");
    copy.look(START.plusMillis(1_000));
    assertThat(copy.get()).isEqualTo("second");
    assertThat(loads).hasValue(2);
  }

  @Test
  void whatIsOlderNeverReplacesWhatIsNewer() {
    change("second");
    assertThat(copy.get()).isEqualTo("second");
    version.decrementAndGet(); // a reader that lags behind
    stored = "first";
    assertThat(copy.load()).isEqualTo("second");
    assertThat(copy.get()).isEqualTo("second");
  }
}
