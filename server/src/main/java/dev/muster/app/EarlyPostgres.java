package dev.muster.app;

import dev.muster.platform.postgres.EmbeddedPostgres;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

/// Starts the embedded PostgreSQL as soon as the settings are known, on a platform thread, while the
/// application context is still being built; the bean is there when the server takes connections.
/// Without need for it (a database address is set) nothing happens.
///
/// Should the start of the application fail meanwhile, the server ends with the process.
final class EarlyPostgres implements ApplicationContextInitializer<GenericApplicationContext> {
  @Override
  public void initialize(GenericApplicationContext context) {
    var settings =
        Binder.get(context.getEnvironment()).bindOrCreate("muster", MusterSettings.class);
    if (!settings.databaseIsEmbedded()) {
      return;
    }
    var starting =
        new FutureTask<>(() ->
            EmbeddedPostgres.start(
                settings.data().resolve("postgres"), EmbeddedPostgres.Options.standard()));
    Thread.ofPlatform().name("postgres-start").start(starting);
    context.registerBean(EmbeddedPostgres.class, () -> await(starting));
  }

  private static EmbeddedPostgres await(FutureTask<EmbeddedPostgres> starting) {
    try {
      return starting.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while PostgreSQL started", e);
    }
  }
}
