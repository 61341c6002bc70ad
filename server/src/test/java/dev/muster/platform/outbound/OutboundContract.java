package dev.muster.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.engine.TestClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every post office must do.
abstract class OutboundContract {
  protected final TestClock clock = new TestClock();
  protected final Engine engine = new Engine(clock);
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final FakeCarrier mail = new FakeCarrier("email", 4);
  private final FakeCarrier hook = new FakeCarrier("webhook", 2);
  private final Owner owner = new Owner();
  private Depot depot;
  private Transactions transactions;
  private OutboundPump pump;

  protected abstract Transactions transactions();

  protected abstract Depot depot(Runnable wake);

  /// Listens and writes down.
  private static final class Owner implements DeliveryListener {
    final List<String> heard = new ArrayList<>();
    final Map<String, String> moot = new ConcurrentHashMap<>();
    final Map<String, RuntimeException> faults = new HashMap<>();

    @Override
    public String owner() {
      return "mobilize";
    }

    @Override
    public synchronized void attempted(
        Parcel parcel, int attempt, Delivery outcome, boolean last, Instant now) {
      RuntimeException fault = faults.get(parcel.id());
      if (fault != null) {
        throw fault;
      }
      heard.add(
          "%s %d %s%s"
              .formatted(
                  parcel.id(), attempt, outcome.getClass().getSimpleName(), last ? " last" : ""));
    }

    @Override
    public @Nullable String moot(Parcel parcel, Instant now) {
      String why = moot.get(parcel.id());
      if ("fault".equals(why)) {
        throw new IllegalStateException("cannot say");
      }
      return why;
    }
  }

  @BeforeEach
  void open() {
    transactions = transactions();
    depot = depot(engine::wake);
    pump = pump();
    engine.add(pump);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private OutboundPump pump() {
    return new OutboundPump(
        depot,
        transactions,
        List.of(mail, hook),
        List.of(owner),
        engine,
        clock,
        new SplittableRandom(1),
        meters);
  }

  private Parcel parcel(String id, String channel, @Nullable String order, int priority) {
    return new Parcel(
        id,
        "mobilize",
        channel,
        "key-" + id,
        order,
        priority,
        "Q1",
        "ana@example.org",
        "{}",
        clock.instant(),
        null);
  }

  private void enqueue(Parcel parcel) {
    assertThat(transactions.<Boolean>inTransaction(() -> depot.enqueue(parcel))).isTrue();
  }

  private Instant due() {
    return Objects.requireNonNull(pump.nextDue(), "nothing is due");
  }

  private Outbound.Status status(String id) {
    return depot.status(id).orElseThrow();
  }

  @Test
  void what_is_enqueued_leaves_once_and_its_owner_hears_of_it() {
    enqueue(parcel("A", "email", null, 0));
    engine.settle();
    assertThat(mail.carried()).containsExactly("A");
    assertThat(owner.heard).containsExactly("A 1 Handed last");
    var status = status("A");
    assertThat(status.state()).isEqualTo("handed");
    assertThat(status.attempts()).isEqualTo(1);
    assertThat(status.endedAt()).isEqualTo(clock.instant());
    assertThat(status.nextAttemptAt()).isNull();
    assertThat(status.lastWord()).isEqualTo("ok");
    assertThat(status.log())
        .containsExactly(new Outbound.Attempt(1, clock.instant(), "handed", "ok"));
    engine.settle();
    assertThat(mail.carried()).hasSize(1);
    assertThat(
            meters
                .counter("muster.outbound.attempts", "channel", "email", "outcome", "handed")
                .count())
        .isEqualTo(1);
  }

  @Test
  void an_answer_that_no_database_keeps_ends_its_parcel_all_the_same() {
    mail.answer(new Delivery.GiveUp("HTTP 400: a\u0000b\uD83D"));
    enqueue(parcel("A", "email", null, 0));
    engine.settle();
    assertThat(owner.heard).containsExactly("A 1 GiveUp last");
    assertThat(status("A").state()).isEqualTo("failed");
    assertThat(status("A").lastWord()).isEqualTo("HTTP 400: a\uFFFDb\uFFFD");
  }

  @Test
  void the_same_key_is_the_same_parcel() {
    enqueue(parcel("A", "email", null, 0));
    var again =
        new Parcel(
            "B",
            "mobilize",
            "email",
            "key-A",
            null,
            0,
            "Q1",
            "ben@example.org",
            "{}",
            clock.instant(),
            null);
    assertThat(transactions.<Boolean>inTransaction(() -> depot.enqueue(again))).isFalse();
    engine.settle();
    assertThat(mail.carried()).containsExactly("A");
    assertThat(transactions.<Boolean>inTransaction(() -> depot.enqueue(again))).isFalse();
    assertThat(depot.status("B")).isEmpty();
  }

  @Test
  void what_is_rolled_back_never_leaves() {
    assertThatThrownBy(() ->
            transactions.run(() -> {
              depot.enqueue(parcel("A", "email", null, 0));
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    engine.settle();
    assertThat(mail.carried()).isEmpty();
    enqueue(parcel("A", "email", null, 0));
  }

  @Test
  void tries_again_after_a_pause_that_grows_and_then_stops_growing() {
    var again = new Delivery.TryAgain("busy", null);
    mail.answer(again, again, again, again, again, again);
    enqueue(parcel("A", "email", null, 0));
    Duration before = Duration.ZERO;
    for (int attempt = 1; attempt <= 5; attempt++) {
      engine.settle();
      assertThat(mail.carried()).hasSize(attempt);
      Duration pause = Duration.between(clock.instant(), due());
      assertThat(pause).isLessThanOrEqualTo(Duration.ofSeconds(24));
      if (attempt <= 3) {
        assertThat(pause).isGreaterThan(before);
      }
      before = pause;
      clock.set(due().minusMillis(1));
      engine.settle();
      assertThat(mail.carried()).hasSize(attempt);
      clock.set(due());
    }
    assertThat(owner.heard.getFirst()).isEqualTo("A 1 TryAgain");
    assertThat(status("A").log()).hasSize(5);
  }

  @Test
  void patience_ends_with_a_last_attempt() {
    var again = new Delivery.TryAgain("busy", Duration.ofMinutes(7));
    mail.answer(again, again, again, again, again);
    enqueue(parcel("A", "email", null, 0));
    engine.settle();
    while (pump.nextDue() != null) {
      clock.set(due());
      engine.settle();
    }
    assertThat(clock.instant()).isEqualTo(TestClock.START.plus(Duration.ofMinutes(15)));
    assertThat(status("A").state()).isEqualTo("failed");
    assertThat(owner.heard)
        .containsExactly("A 1 TryAgain", "A 2 TryAgain", "A 3 TryAgain", "A 4 TryAgain last");
  }

  @Test
  void giving_up_is_the_end_of_it() {
    mail.answer(new Delivery.GiveUp("no such mailbox"));
    enqueue(parcel("A", "email", null, 0));
    engine.settle();
    assertThat(status("A").state()).isEqualTo("failed");
    assertThat(owner.heard).containsExactly("A 1 GiveUp last");
    assertThat(pump.nextDue()).isNull();
  }

  @Test
  void an_exception_of_the_carrier_means_try_again() {
    mail.meanwhile(_ -> {
      throw new IllegalStateException("cable pulled");
    });
    enqueue(parcel("A", "email", null, 0));
    engine.settle();
    assertThat(status("A").state()).isEqualTo("waiting");
    assertThat(status("A").lastWord()).contains("cable pulled");
  }

  @Test
  void one_order_key_leaves_one_after_the_other_and_does_not_hold_up_others() {
    hook.answer(new Delivery.TryAgain("503", Duration.ofSeconds(30)));
    enqueue(parcel("A", "webhook", "sub/Q1", 5));
    enqueue(parcel("B", "webhook", "sub/Q1", 5));
    enqueue(parcel("C", "webhook", "sub/Q2", 5));
    engine.settle();
    assertThat(hook.carried()).containsExactly("A", "C");
    clock.forward(Duration.ofSeconds(29));
    engine.settle();
    assertThat(hook.carried()).hasSize(2);
    clock.forward(Duration.ofSeconds(1));
    engine.settle();
    assertThat(hook.carried()).containsExactly("A", "C", "A", "B");
  }

  @Test
  void a_failed_one_makes_way_for_the_next_of_its_order_key() {
    hook.answer(new Delivery.GiveUp("404"));
    enqueue(parcel("A", "webhook", "sub/Q1", 5));
    enqueue(parcel("B", "webhook", "sub/Q1", 5));
    engine.settle();
    assertThat(hook.carried()).containsExactly("A", "B");
  }

  @Test
  void on_a_backlog_urgent_first_and_of_these_the_newest() {
    enqueue(parcel("bulk", "email", null, 9));
    enqueue(parcel("low1", "email", null, 5));
    enqueue(parcel("low2", "email", null, 5));
    enqueue(parcel("high1", "email", null, 0));
    enqueue(parcel("high2", "email", null, 0));
    engine.settle();
    assertThat(mail.carried()).containsExactly("high2", "high1", "low1", "low2", "bulk");
  }

  @Test
  void what_is_moot_is_not_sent() {
    owner.moot.put("A", "acknowledged by Ana");
    enqueue(parcel("A", "email", null, 0));
    engine.settle();
    assertThat(mail.carried()).isEmpty();
    assertThat(status("A").state()).isEqualTo("cancelled");
    assertThat(status("A").attempts()).isZero();
    assertThat(status("A").lastWord()).isEqualTo("acknowledged by Ana");
    assertThat(owner.heard).containsExactly("A 1 Moot last");
  }

  @Test
  void an_owner_that_cannot_say_whether_it_is_moot_does_not_stop_a_page() {
    owner.moot.put("A", "fault");
    enqueue(parcel("A", "email", null, 0));
    engine.settle();
    assertThat(mail.carried()).containsExactly("A");
    assertThat(status("A").state()).isEqualTo("handed");
  }

  @Test
  void an_owner_that_cannot_take_the_outcome_does_not_make_it_leave_twice() {
    owner.faults.put("A", new IllegalStateException("no such incident"));
    enqueue(parcel("A", "email", null, 0));
    engine.settle();
    clock.forward(Duration.ofMinutes(5));
    engine.settle();
    assertThat(mail.carried()).containsExactly("A");
    assertThat(status("A").state()).isEqualTo("handed");
  }

  @Test
  void what_has_expired_is_moot() {
    Parcel late = parcel("A", "email", null, 0);
    enqueue(
        new Parcel(
            "A",
            late.owner(),
            "email",
            "key-A",
            null,
            0,
            "Q1",
            late.address(),
            "{}",
            clock.instant(),
            clock.instant().plusSeconds(60)));
    clock.forward(Duration.ofSeconds(60));
    engine.settle();
    assertThat(mail.carried()).isEmpty();
    assertThat(status("A").state()).isEqualTo("cancelled");
    assertThat(owner.heard).containsExactly("A 1 Moot last");
  }

  @Test
  void a_channel_that_nobody_carries_fails_at_once() {
    enqueue(parcel("A", "pigeon", null, 0));
    engine.settle();
    assertThat(status("A").state()).isEqualTo("failed");
    assertThat(status("A").lastWord()).contains("pigeon");
    assertThat(owner.heard).containsExactly("A 1 GiveUp last");
  }

  @Test
  void cancelling_withdraws_what_waits() {
    enqueue(parcel("A", "email", null, 0));
    enqueue(parcel("B", "webhook", null, 0));
    int count =
        transactions.inTransaction(
            () -> depot.cancel("mobilize", "Q1", "email", "resolved", clock.instant()));
    assertThat(count).isEqualTo(1);
    engine.settle();
    assertThat(mail.carried()).isEmpty();
    assertThat(hook.carried()).containsExactly("B");
    assertThat(status("A").lastWord()).isEqualTo("resolved");
    assertThat(
            transactions.<Integer>inTransaction(
                () -> depot.cancel("mobilize", "Q1", null, "resolved", clock.instant())))
        .isZero();
  }

  @Test
  void a_lease_ends_after_a_crash_and_the_lost_attempt_is_in_the_log() {
    enqueue(parcel("A", "email", null, 0));
    transactions.run(() -> depot.lease("email", clock.instant(), Duration.ofSeconds(40), 10));
    engine.settle();
    assertThat(mail.carried()).isEmpty();
    assertThat(pump.nextDue()).isEqualTo(clock.instant().plusSeconds(40));
    clock.forward(Duration.ofSeconds(40));
    engine.settle();
    assertThat(mail.carried()).containsExactly("A");
    assertThat(status("A").log())
        .extracting(Outbound.Attempt::outcome)
        .containsExactly("lost", "handed");
  }

  @Test
  void the_log_can_be_paged_newest_first() {
    for (int i = 0; i < 5; i++) {
      enqueue(parcel("P" + i, i == 3 ? "webhook" : "email", null, 5));
    }
    assertThat(depot.log(null, null, 1, 2))
        .extracting(status -> status.parcel().id())
        .containsExactly("P3", "P2");
    assertThat(depot.log("Q2", null, 0, 10)).isEmpty();
    assertThat(depot.log("Q1", "handed", 0, 10)).isEmpty();
    engine.settle();
    assertThat(depot.log("Q1", "handed", 0, 10)).hasSize(5);
  }

  @Test
  void what_has_long_ended_is_forgotten() {
    enqueue(parcel("A", "email", null, 0));
    engine.settle();
    assertThat(transactions.<Integer>inTransaction(() -> depot.forget(clock.instant(), 10)))
        .isZero();
    clock.forward(Duration.ofSeconds(1));
    enqueue(parcel("B", "email", null, 0));
    assertThat(transactions.<Integer>inTransaction(() -> depot.forget(clock.instant(), 10)))
        .isEqualTo(1);
    assertThat(depot.status("A")).isEmpty();
    assertThat(depot.status("B")).isPresent();
  }

  @Test
  void on_threads_never_more_at_once_than_the_channel_has_hands() throws Exception {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var done = new CountDownLatch(40);
    var allHands = new CountDownLatch(4);
    mail.meanwhile(_ -> {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      allHands.countDown();
      try {
        // the first ones wait for each other, and so for as many as may be there at once
        assertThat(allHands.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      inside.decrementAndGet();
      done.countDown();
    });
    engine.start();
    for (int i = 0; i < 40; i++) {
      enqueue(parcel("P" + i, "email", null, 0));
    }
    assertThat(done.await(90, TimeUnit.SECONDS)).isTrue();
    engine.close();
    assertThat(most.get()).isEqualTo(4);
    assertThat(mail.carried()).hasSize(40).doesNotHaveDuplicates();
    assertThat(depot.log(null, "handed", 0, 100)).hasSize(40);
  }
}
