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
import dev.muster.learn.LearnRoom;
import dev.muster.mobilize.MobilizeRoom;
import dev.muster.mobilize.cause.CauseRoom;
import dev.muster.mobilize.reach.ReachRoom;
import dev.muster.mobilize.schedule.ScheduleRoom;
import dev.muster.platform.PlatformRoom;
import dev.muster.platform.web.WebShell;
import dev.muster.practice.PracticeRoom;
import dev.muster.respond.RespondRoom;
import dev.muster.respond.live.LiveRoom;
import dev.muster.respond.webhook.WebhookRoom;
import dev.muster.signal.SignalRoom;
import dev.muster.signal.drop.DropRoom;
import dev.muster.signal.hook.HookRoom;
import dev.muster.signal.mail.MailRoom;
import dev.muster.signal.rules.RulesRoom;
import org.springdoc.core.configuration.SpringDocConfiguration;
import org.springdoc.core.configuration.SpringDocSecurityConfiguration;
import org.springdoc.core.configuration.SpringDocWebServerConfiguration;
import org.springdoc.core.properties.SpringDocConfigProperties;
import org.springdoc.webmvc.core.configuration.SpringDocWebMvcConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.metrics.DataSourcePoolMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.jvm.JvmMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.logging.logback.LogbackMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.startup.StartupTimeMetricsListenerAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.system.SystemMetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.MultipartAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Import;

/// The whole house, room by room from left to right. Nothing is found by scanning: what is not imported here does not exist. That
/// goes for the framework's own configurations too: looking through all that it has, and leaving most of it, took a fifth of the
/// start.
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({
  SpringDocConfiguration.class,
  SpringDocSecurityConfiguration.class,
  SpringDocWebServerConfiguration.class,
  SpringDocConfigProperties.class,
  SpringDocWebMvcConfiguration.class,
  ApplicationAvailabilityAutoConfiguration.class,
  ConfigurationPropertiesAutoConfiguration.class,
  LifecycleAutoConfiguration.class,
  PropertyPlaceholderAutoConfiguration.class,
  SslAutoConfiguration.class,
  TaskExecutionAutoConfiguration.class,
  HttpMessageConvertersAutoConfiguration.class,
  JacksonAutoConfiguration.class,
  DataSourcePoolMetricsAutoConfiguration.class,
  CompositeMeterRegistryAutoConfiguration.class,
  MetricsAutoConfiguration.class,
  PrometheusMetricsExportAutoConfiguration.class,
  JvmMetricsAutoConfiguration.class,
  LogbackMetricsAutoConfiguration.class,
  StartupTimeMetricsListenerAutoConfiguration.class,
  SystemMetricsAutoConfiguration.class,
  ObservationAutoConfiguration.class,
  SecurityAutoConfiguration.class,
  SecurityFilterAutoConfiguration.class,
  ServletWebSecurityAutoConfiguration.class,
  HttpEncodingAutoConfiguration.class,
  MultipartAutoConfiguration.class,
  TomcatServletWebServerAutoConfiguration.class,
  TransactionAutoConfiguration.class,
  DispatcherServletAutoConfiguration.class,
  WebMvcAutoConfiguration.class,
  WebMvcObservationAutoConfiguration.class,
  ErrorMvcAutoConfiguration.class,
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
  HookRoom.class,
  RulesRoom.class,
  SignalRoom.class,
  MailRoom.class,
  DropRoom.class,
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
  LearnRoom.class,
  ImproveRoom.class,
  PracticeRoom.class,
  RoofWiring.class,
})
class MusterApplication {}
