package dev.muster.app;

import dev.muster.access.AccessRoom;
import dev.muster.alert.AlertRoom;
import dev.muster.alert.noise.NoiseRoom;
import dev.muster.catalog.CatalogRoom;
import dev.muster.catalog.topology.TopologyRoom;
import dev.muster.correlate.CorrelateRoom;
import dev.muster.correlate.analysis.AnalysisRoom;
import dev.muster.correlate.ledger.LedgerRoom;
import dev.muster.correlate.past.PastRoom;
import dev.muster.correlate.recipe.RecipeRoom;
import dev.muster.correlate.together.TogetherRoom;
import dev.muster.detect.DetectRoom;
import dev.muster.detect.anomaly.AnomalyRoom;
import dev.muster.detect.check.CheckRoom;
import dev.muster.detect.rule.RuleRoom;
import dev.muster.detect.slo.SloRoom;
import dev.muster.detect.watch.WatchRoom;
import dev.muster.improve.ImproveRoom;
import dev.muster.mobilize.MobilizeRoom;
import dev.muster.mobilize.cause.CauseRoom;
import dev.muster.mobilize.reach.ReachRoom;
import dev.muster.mobilize.schedule.ScheduleRoom;
import dev.muster.platform.PlatformRoom;
import dev.muster.platform.web.WebShell;
import dev.muster.respond.RespondRoom;
import dev.muster.respond.live.LiveRoom;
import dev.muster.respond.webhook.WebhookRoom;
import dev.muster.signal.SignalRoom;
import dev.muster.signal.rules.RulesRoom;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.mail.autoconfigure.MailSenderAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Import;

/// The whole house, room by room from left to right. Nothing is found by scanning: what is not
/// imported here does not exist. What the framework would configure by itself and we do ourselves is
/// named below.
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    exclude = {
      DataSourceAutoConfiguration.class,
      DataSourceTransactionManagerAutoConfiguration.class,
      JdbcTemplateAutoConfiguration.class,
      JdbcClientAutoConfiguration.class,
      FlywayAutoConfiguration.class,
      MailSenderAutoConfiguration.class,
      UserDetailsServiceAutoConfiguration.class,
    })
@EnableConfigurationProperties(MusterSettings.class)
@Import({
  GroundWiring.class,
  PlatformRoom.class,
  WebShell.class,
  AccessRoom.class,
  CatalogRoom.class,
  TopologyRoom.class,
  RoomSettings.class,
  RulesRoom.class,
  SignalRoom.class,
  AnomalyRoom.class,
  RuleRoom.class,
  WatchRoom.class,
  DetectRoom.class,
  CheckRoom.class,
  NoiseRoom.class,
  SloRoom.class,
  AlertRoom.class,
  LedgerRoom.class,
  PastRoom.class,
  RecipeRoom.class,
  CorrelateRoom.class,
  TogetherRoom.class,
  AnalysisRoom.class,
  ScheduleRoom.class,
  MobilizeRoom.class,
  CauseRoom.class,
  ReachRoom.class,
  RespondRoom.class,
  WebhookRoom.class,
  LiveRoom.class,
  ImproveRoom.class,
  RoofWiring.class,
})
class MusterApplication {}
