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

/// The pair of keys that names this house to push services: made once, the same on every node and for ever, for browsers subscribe
/// with the public one. The private one is sealed.
final class PostgresVapidKey {
  private static final String PURPOSE = "mobilize.vapid_key";

  private PostgresVapidKey() {}

  private record Kept(String publicKey, String privateKey) {}

  static KeyPair load(Database database, Seal seal) {
    return database.inTransaction(() -> {
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
      Kept kept =
          database
              .sql()
              .sql("select public_key, private_key from mobilize.vapid_key for update")
              .query(
                  (row, _) -> new Kept(row.getString("public_key"), row.getString("private_key")))
              .single();
      String plain = seal.open(PURPOSE, kept.privateKey());
      if (!seal.isCurrent(kept.privateKey())) {
        database
            .sql()
            .sql("update mobilize.vapid_key set private_key = ?")
            .param(seal.seal(PURPOSE, plain))
            .update();
      }
      return pair(kept.publicKey(), plain);
    });
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
