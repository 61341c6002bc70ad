package dev.muster.platform.db;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgStatement;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.SqlProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
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

  /// With the usual patience.
  public Database(DataSource source) {
    this(source, Patience.USUAL);
  }

  public Database(DataSource source, Patience patience) {
    this.source = source;
    this.template = new PatientTemplate(source, patience);
    this.client = JdbcClient.create(template);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(source));
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
    boolean outermost = !inside();
    T answer = transactions.execute(_ -> work.get());
    if (outermost) {
      Dealings.change();
    }
    return answer;
  }

  @Override
  public boolean inside() {
    return TransactionSynchronizationManager.isActualTransactionActive();
  }

  /// Asks for a list that somebody waits for; inside of a transaction it is that transaction's own matter how long it takes. All
  /// statements of the question together have the time, each what the ones before left of it, and where the time of a request for a list
  /// runs already, the question belongs to that.
  ///
  /// @throws QuestionTooLong when it takes longer than the {@link Patience} for lists
  public <T> T list(Supplier<T> question) {
    if (ListTime.runs() || inside()) {
      return question.get();
    }
    ListTime.begin();
    try {
      return question.get();
    } finally {
      ListTime.end();
    }
  }

  /// Gives each statement what is left of the {@link ListTime} where one runs, and notes the {@link Dealings} of a request.
  private static final class PatientTemplate extends JdbcTemplate {
    private final Patience patience;

    PatientTemplate(DataSource source, Patience patience) {
      super(source);
      this.patience = patience;
    }

    @Override
    protected void applyStatementSettings(Statement statement) throws SQLException {
      super.applyStatementSettings(statement);
      if (ListTime.runs()) {
        long left = ListTime.millisLeft(patience.forLists());
        if (left <= 0) {
          throw new SQLException("nothing is left of the time for lists", CANCELLED);
        }
        statement.unwrap(PgStatement.class).setQueryTimeoutMs(left);
      }
    }

    @Override
    protected DataAccessException translateException(
        String task, @Nullable String sql, SQLException failure) {
      if (ListTime.runs() && CANCELLED.equals(failure.getSQLState())) {
        throw new QuestionTooLong(patience.forLists(), failure);
      }
      return super.translateException(task, sql, failure);
    }

    /// After a failure the other one would be called as well, and count what failed as an answer.
    @Override
    protected void handleWarnings(Statement statement, SQLException failure) {}

    /// Called after each statement that went well.
    @Override
    protected void handleWarnings(Statement statement) throws SQLException {
      super.handleWarnings(statement);
      if (statement.getUpdateCount() >= 0) {
        written();
      } else {
        Dealings.answer();
      }
    }

    @Override
    @SuppressWarnings("NullAway") // as the method that it overrides
    public <T extends @Nullable Object> T query(
        PreparedStatementCreator creator,
        @Nullable PreparedStatementSetter setter,
        ResultSetExtractor<T> extractor) {
      T answer = super.query(creator, setter, extractor);
      String sql = creator instanceof SqlProvider known ? known.getSql() : null;
      if (sql == null || !sql.stripLeading().regionMatches(true, 0, "select", 0, 6)) {
        written(); // such as an insert that returns what it inserted
      }
      return answer;
    }

    /// What is written in a transaction counts once that is committed.
    private static void written() {
      if (!TransactionSynchronizationManager.isActualTransactionActive()) {
        Dealings.change();
      }
    }
  }

  @Override
  public void relax() {
    if (inside()) {
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
