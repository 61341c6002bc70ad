package dev.muster.mobilize;

import dev.muster.platform.db.Database;
import dev.muster.platform.secret.Seal;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The pair of keys that names this house to push services: made once, the same on every node and for ever, for browsers subscribe
/// with the public one. The private one is sealed.
///
/// A start only looks whether a kept key can be opened, and seals it anew when the key of the house has changed. To make a pair and to
/// compute with it costs a cold start a fifth of a second, so that waits for the first browser.
final class PostgresVapidKey implements Supplier<KeyPair> {
  private static final String PURPOSE = "mobilize.vapid_key";

  private final Database database;
  private final Seal seal;
  private volatile @Nullable KeyPair known;

  private PostgresVapidKey(Database database, Seal seal) {
    this.database = database;
    this.seal = seal;
  }

  /// @param privateKey sealed
  private record Kept(String publicKey, String privateKey) {}

  static PostgresVapidKey open(Database database, Seal seal) {
    var key = new PostgresVapidKey(database, seal);
    database.run(() -> key.kept().ifPresent(key::resealed));
    return key;
  }

  @Override
  public KeyPair get() {
    KeyPair pair = known;
    if (pair != null) {
      return pair;
    }
    KeyPair stored = database.inTransaction(this::keptOrMade);
    database.afterCommit(() -> known = stored); // a pair whose transaction fails never was
    return stored;
  }

  private KeyPair keptOrMade() {
    Kept kept = kept().orElseGet(this::made);
    return pair(kept.publicKey(), resealed(kept));
  }

  private Optional<Kept> kept() {
    return database
        .sql()
        .sql("select public_key, private_key from mobilize.vapid_key for update")
        .query((row, _) -> new Kept(row.getString("public_key"), row.getString("private_key")))
        .optional();
  }

  /// Another node may have been quicker; then its pair is the one.
  private Kept made() {
    KeyPair fresh = fresh();
    database
        .sql()
        .sql(
            """
            insert into mobilize.vapid_key (one, public_key, private_key) values (true, ?, ?)
            on conflict do nothing
            """)
        .params(
            encoded(fresh.getPublic().getEncoded()),
            seal.seal(PURPOSE, encoded(fresh.getPrivate().getEncoded())))
        .update();
    return kept().orElseThrow();
  }

  /// @return the private key in plain text
  private String resealed(Kept kept) {
    String plain = seal.open(PURPOSE, kept.privateKey());
    if (!seal.isCurrent(kept.privateKey())) {
      database
          .sql()
          .sql("update mobilize.vapid_key set private_key = ?")
          .param(seal.seal(PURPOSE, plain))
          .update();
    }
    return plain;
  }

  private static KeyPair fresh() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException never) {
      throw new IllegalStateException("every Java has P-256", never);
    }
  }

  private static KeyPair pair(String publicKey, String privateKey) {
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      return new KeyPair(
          factory.generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))),
          factory.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(privateKey))));
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("the keys for push services are broken", broken);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
