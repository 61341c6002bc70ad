package dev.muster.platform.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EngineTest {
  /// A pump that says when it looks, and has nothing to do.
  private record Looking(String name, Semaphore looks) implements Pump {
    Looking(String name) {
      this(name, new Semaphore(0));
    }

    @Override
    public int poll(Instant now) {
      looks.release();
      return 0;
    }

    @Override
    public boolean wokenBy(String what) {
      return what.equals(name);
    }
  }

  private final Engine engine = new Engine(new TestClock());

  @Test
  void who_is_woken_looks_and_nobody_is_forgotten() throws InterruptedException {
    var alerts = new Looking("alerts");
    var pages = new Looking("pages");
    engine.add(alerts);
    engine.add(pages);
    engine.start();
    try (engine) {
      assertThat(alerts.looks().tryAcquire(90, TimeUnit.SECONDS)).isTrue();
      assertThat(pages.looks().tryAcquire(90, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 50; i++) {
        engine.wake("alerts");
        assertThat(alerts.looks().tryAcquire(90, TimeUnit.SECONDS)).isTrue();
      }
      engine.wake();
      assertThat(pages.looks().tryAcquire(90, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void work_aside_wakes_whom_it_concerns() throws InterruptedException {
    var done = new Looking("done");
    engine.add(done);
    engine.start();
    try (engine) {
      var ran = new Semaphore(0);
      engine.aside(ran::release, "done");
      assertThat(ran.tryAcquire(90, TimeUnit.SECONDS)).isTrue();
      assertThat(done.looks().tryAcquire(90, TimeUnit.SECONDS)).isTrue();
    }
  }
}
