package dev.muster.mobilize.reach;

import dev.muster.kernel.Permission;
import dev.muster.mobilize.channel.Vapid;
import dev.muster.platform.web.Actor;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// What a browser needs to subscribe to messages that reach it with no page open.
@RestController
@Tag(name = "Users")
final class PushKeyResource {
  private final Vapid vapid;

  PushKeyResource(Vapid vapid) {
    this.vapid = vapid;
  }

  /// The key on the wire.
  ///
  /// @param publicKey the application server's key as browsers take it, an uncompressed point on P-256 in base64url
  record PushKeyView(String type, String publicKey) {}

  @GetMapping("/push_key")
  Map<String, PushKeyView> getPushKey() {
    Actor.current().require(Permission.READ);
    return Map.of("push_key", new PushKeyView("push_key", vapid.publicKey()));
  }
}
