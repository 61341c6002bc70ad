package dev.muster.alert;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// A data source that dies at its n-th durable point: every execution of a statement and every commit counts, and each may die
/// before it was done or after. Once dead it stays dead, as the process would.
final class FaultySource extends DelegatingDataSource {
  /// The power is off.
  static final class Dead extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final int deadly;
  private final boolean after;
  private final List<Integer> commits = new ArrayList<>();
  private int points;
  private boolean dead;
  private boolean committed;

  FaultySource(DataSource real, int deadly, boolean after) {
    super(real);
    this.deadly = deadly;
    this.after = after;
  }

  /// Which of the points were commits.
  List<Integer> commits() {
    return List.copyOf(commits);
  }

  int points() {
    return points;
  }

  /// True when it died at a commit that was done.
  boolean diedCommitted() {
    return dead && committed;
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (dead) {
      throw new Dead();
    }
    Connection real = super.getConnection();
    return proxy(
        Connection.class,
        (_, method, arguments) -> {
          if (method.getName().equals("close")) {
            real.close(); // the pool rolls back what was not committed
            return null;
          }
          if (method.getName().equals("commit")) {
            return point(true, real, method, arguments);
          }
          if (dead) {
            throw new SQLException("dead");
          }
          Object result = call(real, method, arguments);
          return result instanceof PreparedStatement statement ? watched(statement) : result;
        });
  }

  private PreparedStatement watched(PreparedStatement real) {
    return proxy(
        PreparedStatement.class,
        (_, method, arguments) ->
            method.getName().startsWith("execute")
                ? point(false, real, method, arguments)
                : call(real, method, arguments));
  }

  private @Nullable Object point(
      boolean commit, Object real, Method method, @Nullable Object[] arguments) throws Throwable {
    if (dead) {
      throw new Dead();
    }
    points++;
    if (commit) {
      commits.add(points);
    }
    if (points == deadly && !after) {
      dead = true;
      throw new Dead();
    }
    Object result = call(real, method, arguments);
    if (points == deadly) {
      dead = true;
      committed = commit;
      throw new Dead();
    }
    return result;
  }

  private static @Nullable Object call(Object real, Method method, @Nullable Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(FaultySource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
