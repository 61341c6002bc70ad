package dev.muster.catalog;

import dev.muster.access.Accounts;
import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.secret.Seal;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires the room. {@link ServiceLoad} and {@link TeamPolicies} may be offered by rooms on the right; without them services have no
/// incidents and policies no teams.
@Configuration(proxyBeanMethods = false)
public class CatalogRoom {
  @Bean
  PostgresPeople postgresPeople(Database database) {
    return new PostgresPeople(database);
  }

  @Bean
  PostgresServices postgresServices(Database database) {
    return new PostgresServices(database);
  }

  @Bean
  LiveCatalog catalog(
      PostgresServices services, PostgresPeople people, Database database, InstantSource clock) {
    return new LiveCatalog(services, people, database, clock);
  }

  @Bean
  TeamVisibility teamVisibility(LiveCatalog catalog, Directory directory) {
    return new TeamVisibility(catalog, directory);
  }

  @Bean
  References references(Directory directory) {
    return new References(directory);
  }

  @Bean
  UserViews userViews(PostgresPeople people, Links links, InstantSource clock) {
    return new UserViews(people, links, clock);
  }

  @Bean
  PostgresContacts contacts(Database database, Seal seal) {
    return new PostgresContacts(database, seal);
  }

  @Bean
  HandoffRuleResource handoffRuleResource(
      PostgresPeople people,
      PostgresContacts contacts,
      UserViews views,
      AuditTrail audit,
      Database database,
      Ids ids,
      InstantSource clock) {
    return new HandoffRuleResource(people, contacts, views, audit, database, ids, clock);
  }

  @Bean
  ServiceViews serviceViews(
      LiveCatalog catalog,
      References references,
      ObjectProvider<ServiceLoad> loads,
      ObjectProvider<MailAddresses> mailAddresses,
      ObjectProvider<DropFolders> dropFolders,
      Links links,
      InstantSource clock) {
    return new ServiceViews(catalog, references, loads, mailAddresses, dropFolders, links, clock);
  }

  @Bean
  CatalogEntries catalogEntries(
      PostgresPeople people,
      PostgresServices store,
      LiveCatalog catalog,
      UserViews userViews,
      ServiceViews serviceViews,
      References references,
      Directory directory) {
    var entries =
        new CatalogEntries(
            people, store, catalog, userViews, serviceViews, references, directory.links());
    entries.register(directory);
    return entries;
  }

  @Bean
  Users users(
      PostgresPeople people,
      Accounts accounts,
      AuditTrail audit,
      Directory directory,
      Database database,
      Ids ids,
      InstantSource clock) {
    return new Users(people, accounts, audit, directory, database, ids, clock);
  }

  @Bean
  UserResource userResource(
      PostgresPeople people,
      PostgresContacts contacts,
      Users users,
      UserViews views,
      AuditTrail audit,
      Database database,
      Ids ids,
      InstantSource clock) {
    return new UserResource(people, contacts, users, views, audit, database, ids, clock);
  }

  @Bean
  TeamResource teamResource(
      PostgresPeople people,
      UserViews views,
      LiveCatalog catalog,
      ObjectProvider<TeamPolicies> policies,
      AuditTrail audit,
      Directory directory,
      Database database,
      Ids ids,
      InstantSource clock) {
    return new TeamResource(
        people, views, catalog, policies, audit, directory, database, ids, clock);
  }

  @Bean
  ServiceResource serviceResource(
      PostgresServices store,
      PostgresGroupingSettings settings,
      LiveCatalog catalog,
      ServiceViews views,
      References references,
      AuditTrail audit,
      Directory directory,
      Database database,
      Ids ids,
      InstantSource clock,
      ObjectProvider<ServiceWatcher> serviceWatchers) {
    return new ServiceResource(
        store,
        settings,
        catalog,
        views,
        references,
        audit,
        directory,
        database,
        ids,
        clock,
        serviceWatchers);
  }

  @Bean
  PostgresGroupingSettings groupingSettings(Database database) {
    return new PostgresGroupingSettings(database);
  }

  @Bean
  GroupingSettingResource groupingSettingResource(
      PostgresGroupingSettings settings,
      PostgresServices store,
      LiveCatalog catalog,
      ServiceViews views,
      AuditTrail audit,
      Database database,
      Ids ids,
      InstantSource clock,
      ObjectProvider<ServiceWatcher> serviceWatchers) {
    return new GroupingSettingResource(
        settings, store, catalog, views, audit, database, ids, clock, serviceWatchers);
  }

  @Bean
  IntegrationResource integrationResource(
      PostgresServices store,
      LiveCatalog catalog,
      ServiceViews views,
      AuditTrail audit,
      Directory directory,
      Database database,
      Ids ids,
      RandomGenerator random,
      InstantSource clock) {
    return new IntegrationResource(
        store, catalog, views, audit, directory, database, ids, random, clock);
  }

  @Bean
  MaintenanceResource maintenanceResource(
      PostgresServices store,
      LiveCatalog catalog,
      References references,
      AuditTrail audit,
      Database database,
      Links links,
      Ids ids,
      InstantSource clock) {
    return new MaintenanceResource(store, catalog, references, audit, database, links, ids, clock);
  }

  @Bean
  BusinessServiceResource businessServiceResource(
      PostgresServices store,
      LiveCatalog catalog,
      ObjectProvider<LearnedDependencies> learned,
      References references,
      AuditTrail audit,
      Directory directory,
      Database database,
      Ids ids,
      InstantSource clock) {
    return new BusinessServiceResource(
        store, catalog, learned, references, audit, directory, database, ids, clock);
  }

  @Bean
  TagResource tagResource(
      PostgresServices store,
      References references,
      AuditTrail audit,
      Directory directory,
      Database database,
      Ids ids,
      InstantSource clock) {
    return new TagResource(store, references, audit, directory, database, ids, clock);
  }

  @Bean
  SmallListsResource smallListsResource(
      PostgresServices store, AuditTrail audit, Database database, Links links) {
    return new SmallListsResource(store, audit, database, links);
  }

  @Bean
  AbsentKindsResource absentKindsResource() {
    return new AbsentKindsResource();
  }

  @Bean
  OwnershipResource ownershipResource(
      LiveCatalog catalog,
      PostgresPeople people,
      ServiceViews views,
      References references,
      ObjectProvider<TeamPolicies> policies) {
    return new OwnershipResource(catalog, people, views, references, policies);
  }
}
