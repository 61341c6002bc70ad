package dev.muster.platform.db;

import java.sql.SQLException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.UnexpectedRollbackException;

/// Tells a database that is away, busy or in a deadlock from work that is at fault itself.
public final class DatabaseFailures {
  private DatabaseFailures() {}

  /// True when the database itself has undone the transaction: it was the victim of a deadlock, met another one that changed the same
  /// (class 40 of PostgreSQL's error codes, without the one for an unknown end), or waited too long for a lock.
  public static boolean rolledBack(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException said && said.getSQLState() != null) {
        String state = said.getSQLState();
        return (state.startsWith("40") && !state.equals("40003")) || state.equals("55P03");
      }
    }
    return false;
  }

  /// True when the database refuses what was given to it: a value that its type does not hold, a rule of the table that it breaks, or a
  /// size beyond a limit (classes 22, 23 and 54 of PostgreSQL's error codes). The same will be refused again, and the rest of a batch
  /// need not wait for it.
  public static boolean ofContent(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException said && said.getSQLState() != null) {
        String state = said.getSQLState();
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
      }
    }
    return false;
  }

  /// True when the same work may well succeed later: nothing is wrong with it.
  public static boolean passing(RuntimeException failure) {
    return failure instanceof TransientDataAccessException
        || failure instanceof RecoverableDataAccessException
        || failure instanceof NonTransientDataAccessResourceException
        || (failure instanceof TransactionException
            // an inner part of the work failed and the outer part went on regardless: the work is
            // at fault
            && !(failure instanceof UnexpectedRollbackException));
  }
}
