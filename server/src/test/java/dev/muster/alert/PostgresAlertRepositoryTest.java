package dev.muster.alert;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.fact.PostgresFactLog;
import dev.muster.signal.SignalRoom;

class PostgresAlertRepositoryTest extends AlertRepositoryContract {
  @Override
  AlertRepository open() {
    Database database = TestDatabase.with("signal", "alert");
    return new PostgresAlertRepository(
        database, SignalRoom.tape(database), new PostgresFactLog(database, _ -> {}));
  }
}
