package dev.muster.correlate.recipe;

import dev.muster.kernel.Ids;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Body;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The recipes of the running house, compiled, in memory, and loaded anew when their version in the database is another.
final class LiveRecipes implements Recipes {
  private record Picture(long version, List<Recipe> recipes, Cookbook book) {}

  private final PostgresRecipes store;
  private final Transactions transactions;
  private final Ids ids;
  private volatile @Nullable Picture picture;

  LiveRecipes(PostgresRecipes store, Transactions transactions, Ids ids) {
    this.store = store;
    this.transactions = transactions;
    this.ids = ids;
  }

  @Override
  public Cookbook book() {
    return picture().book();
  }

  private Picture picture() {
    return transactions.inTransaction(() -> {
      // the version first: what is loaded may be newer than it says, never older
      long version = store.version();
      Picture known = picture;
      if (known != null && known.version() == version) {
        return known;
      }
      List<Recipe> recipes = store.all().stream().map(PostgresRecipes.Stored::recipe).toList();
      var fresh = new Picture(version, recipes, Cookbook.of(recipes));
      picture = fresh;
      return fresh;
    });
  }

  @Override
  public Optional<String> name(String id) {
    return picture().recipes().stream()
        .filter(recipe -> recipe.id().equals(id))
        .map(Recipe::name)
        .findFirst();
  }

  @Override
  public Cookbook with(Body given) {
    var recipes = new ArrayList<>(picture().recipes());
    String id = given.text("id");
    int place = -1;
    for (int i = 0; i < recipes.size(); i++) {
      place = recipes.get(i).id().equals(id) ? i : place;
    }
    if (id != null && place < 0) {
      given.fault("id", "names no recipe");
      return Cookbook.EMPTY;
    }
    if (given.flag("delete", false)) {
      if (place < 0) {
        given.fault("id", "is missing");
      } else {
        recipes.remove(place);
      }
      return Cookbook.of(recipes);
    }
    Recipe before = place < 0 ? null : recipes.get(place);
    int noted = given.faults();
    Recipe changed =
        RecipeForm.read(
            given,
            before == null ? ids.next('P') : before.id(),
            before == null ? 1 : before.version() + 1,
            before);
    if (given.faults() > noted) {
      return Cookbook.EMPTY;
    }
    if (place < 0) {
      recipes.add(changed);
    } else {
      recipes.set(place, changed);
    }
    return Cookbook.of(recipes);
  }

  @Override
  public Map<Cookbook.Place, List<Group>> groups(Collection<Cookbook.Place> places, Instant now) {
    return store.groups(places, now);
  }

  @Override
  public void save(Collection<Group> groups) {
    store.saveGroups(groups);
  }
}
