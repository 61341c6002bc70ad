package dev.muster.platform.db;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// A database that can be lost at a chosen moment, as if the process had been killed there: before a statement, before a commit,
/// or right after a commit took effect but before anybody heard of it. From then on every call fails until {@link #revive}, and
/// what was not committed is gone.
public final class FaultyDataSource extends DelegatingDataSource {
  private long moments;
  private long killAt = Long.MAX_VALUE;
  private boolean dead;
  private @Nullable String where;

  public FaultyDataSource(DataSource real) {
    super(real);
  }

  /// How many moments have passed at which it could have been lost, since the last {@link #revive}.
  public synchronized long moments() {
    return moments;
  }

  public synchronized boolean dead() {
    return dead;
  }

  /// Where it was lost, for messages.
  public synchronized @Nullable String where() {
    return where;
  }

  /// Makes the database available again and counts moments from 1.
  ///
  /// @param nextKillAt number of the moment at which to lose it; 0 for never
  public synchronized void revive(long nextKillAt) {
    dead = false;
    moments = 0;
    killAt = nextKillAt == 0 ? Long.MAX_VALUE : nextKillAt;
  }

  private synchronized void moment(String what) throws SQLException {
    alive();
    moments++;
    if (moments == killAt) {
      dead = true;
      where = what;
      alive();
    }
  }

  private synchronized void alive() throws SQLException {
    if (dead) {
      throw new SQLException("the database was lost " + where, "08006");
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    alive();
    Connection real = super.getConnection();
    return proxy(Connection.class, (_, method, args) -> connection(real, method, args));
  }

  private @Nullable Object connection(
      Connection real, Method method, @Nullable Object @Nullable [] args) throws Throwable {
    String name = method.getName();
    if (name.equals("close") && dead() && !real.getAutoCommit()) {
      real.rollback();
      real.setAutoCommit(true);
    }
    if (Set.of("close", "isClosed", "unwrap", "isWrapperFor", "toString", "hashCode")
        .contains(name)) {
      return call(real, method, args);
    }
    if (name.equals("commit")) {
      moment("before a commit");
      Object nothing = call(real, method, args);
      moment("after a commit");
      return nothing;
    }
    alive();
    Object answer = call(real, method, args);
    return switch (answer) {
      case PreparedStatement statement ->
          proxy(
              PreparedStatement.class, (_, inner, with) -> statement(real, statement, inner, with));
      case Statement statement ->
          proxy(Statement.class, (_, inner, with) -> statement(real, statement, inner, with));
      case null, default -> answer;
    };
  }

  private @Nullable Object statement(
      Connection connection, Statement real, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    if (!method.getName().startsWith("execute")) {
      return call(real, method, args);
    }
    String text = real.toString().strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    text = text.substring(text.indexOf("wrapping ") < 0 ? 0 : text.indexOf("wrapping ") + 9);
    String start = text.substring(0, Math.min(60, text.length()));
    boolean alone = connection.getAutoCommit();
    if (alone && text.startsWith("select")) {
      synchronized (this) {
        alive(); // nothing durable changes hands here
      }
      return call(real, method, args);
    }
    moment("before " + start);
    Object answer = call(real, method, args);
    if (alone) {
      moment("after " + start);
    }
    return answer;
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(
      Object target, Method method, @Nullable Object @Nullable [] args) throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException wrapped) {
      throw wrapped.getCause() == null ? wrapped : wrapped.getCause();
    }
  }
}
