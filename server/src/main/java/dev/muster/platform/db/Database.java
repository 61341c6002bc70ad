package dev.muster.platform.db;

import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The one PostgreSQL database. Transactions are bound to the calling thread: every statement that a thread issues inside
/// {@link #inTransaction} through {@link #sql} or {@link #jdbc} belongs to the same transaction.
public final class Database implements Transactions {
  /// The state in which PostgreSQL ends a statement that was cancelled or took too long.
  private static final String CANCELLED = "57014";

  private final DataSource source;
  private final JdbcClient client;
  private final JdbcTemplate template;
  private final TransactionTemplate transactions;
  private final TransactionTemplate questions;
  private final Patience patience;

  /// With the usual patience.
  public Database(DataSource source) {
    this(source, Patience.USUAL);
  }

  public Database(DataSource source, Patience patience) {
    this.source = source;
    this.patience = patience;
    this.template = new PatientTemplate(source, patience);
    this.client = JdbcClient.create(template);
    var manager = new JdbcTransactionManager(source);
    this.transactions = new TransactionTemplate(manager);
    this.questions = new TransactionTemplate(manager);
    // In whole seconds, rounded up: what is less is left to the database, statement by statement.
    questions.setTimeout(Math.toIntExact(patience.forLists().plusNanos(999_999_999).toSeconds()));
  }

  /// The fluent client, for nearly everything.
  public JdbcClient sql() {
    return client;
  }

  /// The template, for arrays, COPY and batches on hot paths.
  public JdbcTemplate jdbc() {
    return template;
  }

  public DataSource source() {
    return source;
  }

  @Override
  @SuppressWarnings("NullAway") // the template answers null only when the work does
  public <T extends @Nullable Object> T inTransaction(Supplier<T> work) {
    return transactions.execute(_ -> work.get());
  }

  /// Asks for a list that somebody waits for; inside of a transaction it is that transaction's own matter how long it takes. All
  /// statements of the question together have the time, each what the ones before left of it.
  ///
  /// @throws QuestionTooLong when it takes longer than the {@link Patience} for lists
  @SuppressWarnings("NullAway") // the template answers null only when the question does
  public <T> T list(Supplier<T> question) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      return question.get();
    }
    try {
      return questions.execute(_ -> {
        template.execute("set local statement_timeout = " + patience.forLists().toMillis());
        return question.get();
      });
    } catch (TransactionTimedOutException failure) {
      throw new QuestionTooLong(patience.forLists(), failure);
    } catch (DataAccessException failure) {
      for (Throwable at = failure; at != null; at = at.getCause()) {
        if (at instanceof SQLException sql && CANCELLED.equals(sql.getSQLState())) {
          throw new QuestionTooLong(patience.forLists(), failure);
        }
      }
      throw failure;
    }
  }

  /// Gives each statement what is left of the {@link ListTime} where one runs.
  private static final class PatientTemplate extends JdbcTemplate {
    private final Patience patience;

    PatientTemplate(DataSource source, Patience patience) {
      super(source);
      this.patience = patience;
    }

    @Override
    public int getQueryTimeout() {
      return ListTime.secondsLeft(patience.forLists());
    }

    @Override
    protected DataAccessException translateException(
        String task, @Nullable String sql, SQLException failure) {
      if (ListTime.runs() && CANCELLED.equals(failure.getSQLState())) {
        throw new QuestionTooLong(patience.forLists(), failure);
      }
      return super.translateException(task, sql, failure);
    }
  }

  @Override
  public void relax() {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      template.execute("set local synchronous_commit = off");
    }
  }

  @Override
  public void afterCommit(Runnable task) {
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void afterCommit() {
              task.run();
            }
          });
    } else {
      task.run();
    }
  }
}
