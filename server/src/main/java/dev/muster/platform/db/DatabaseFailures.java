package dev.muster.platform.db;

import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.UnexpectedRollbackException;

/// Tells a database that is away, busy or in a deadlock from work that is at fault itself.
public final class DatabaseFailures {
  private DatabaseFailures() {}

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
