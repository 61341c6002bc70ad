package dev.muster.app;

import java.io.Serial;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;

/// The database server was started anew, so what this application remembers may be ahead of what the database kept.
final class DatabaseChanged extends ApplicationContextEvent {
  @Serial private static final long serialVersionUID = 1L;

  DatabaseChanged(ConfigurableApplicationContext house) {
    super(house);
  }
}
