package dev.muster.correlate.recipe;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.Directory;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the recipes together.
@Configuration(proxyBeanMethods = false)
public class RecipeRoom {
  @Bean
  PostgresRecipes postgresRecipes(Database database) {
    return new PostgresRecipes(database);
  }

  @Bean
  Recipes recipes(PostgresRecipes store, Database database, Ids ids) {
    return new LiveRecipes(store, database, ids);
  }

  @Bean
  RecipeResource recipeResource(
      PostgresRecipes store,
      Catalog catalog,
      AuditTrail audit,
      Directory directory,
      Database database,
      Ids ids,
      InstantSource clock) {
    return new RecipeResource(store, catalog, audit, directory, database, ids, clock);
  }
}
