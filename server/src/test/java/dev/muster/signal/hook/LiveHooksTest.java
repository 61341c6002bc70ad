package dev.muster.signal.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.db.MemoryTransactions;
import dev.muster.platform.engine.TestClock;
import dev.muster.platform.secret.Proof;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveHooksTest {
  /// Hands out what it had when it was asked, but only when it is let.
  private static final class Slow extends MemoryHooks {
    private final CountDownLatch read = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    @Override
    public List<Hook> hooks() {
      List<Hook> then = super.hooks();
      if (read.getCount() > 0) {
        read.countDown();
        try {
          assertThat(go.await(90, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
          throw new IllegalStateException(stopped);
        }
      }
      return then;
    }
  }

  @Test
  void what_was_read_before_a_commit_does_not_outlive_it() throws Exception {
    var repository = new Slow();
    var live = new LiveHooks(repository, new MemoryTransactions());
    Thread reader = Thread.startVirtualThread(() -> live.of("I1"));
    assertThat(repository.read.await(90, TimeUnit.SECONDS)).isTrue();
    repository.save(
        new Hook(
            "I1",
            new Proof(Proof.Kind.TOKEN, "X", "", false, null),
            "secret",
            null,
            null,
            Mapping.USUAL,
            TestClock.START));
    Thread changer = Thread.startVirtualThread(live::changing);
    while (repository.version() == 1) {
      Thread.onSpinWait();
    }
    repository.go.countDown();
    reader.join();
    changer.join();
    assertThat(live.of("I1").proof().kind()).isEqualTo(Proof.Kind.TOKEN);
  }
}
