package dev.muster.platform.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Classic paging of a list.
///
/// @param limit 1..100, 25 when not asked
/// @param offset from 0
/// @param wantsTotal whether the client asked for the total
public record Paging(int limit, int offset, boolean wantsTotal) {
  /// Beyond this a client is asked to narrow its filters: deep offsets cost the database the whole way.
  public static final int DEEPEST = 10_000;

  /// Reads `limit`, `offset` and `total`.
  ///
  /// @throws ApiException 400 when they are out of bounds
  public static Paging of(Query query) {
    int limit = (int) query.number("limit", 25, 1, Integer.MAX_VALUE);
    int offset = (int) query.number("offset", 0, 0, Integer.MAX_VALUE);
    limit = Math.min(limit, 100);
    if ((long) offset + limit > DEEPEST) {
      throw ApiException.invalid("offset + limit must not be more than " + DEEPEST + ".");
    }
    return new Paging(limit, offset, query.flag("total", false));
  }

  /// The envelope of a list: the items under their plural, then limit, offset, more and total.
  ///
  /// @param items at most {@link #limit} and one more, whose presence says that there are more
  /// @param total all there are; asked for only when {@link #wantsTotal}
  public Map<String, @Nullable Object> page(
      String plural, List<?> items, java.util.function.LongSupplier total) {
    return pageOfSome(plural, items, () -> OptionalLong.of(total.getAsLong()));
  }

  /// The same for a list of which not all may be known.
  ///
  /// @param total all there are; empty when that is not known, and is then answered as null
  public Map<String, @Nullable Object> pageOfSome(
      String plural, List<?> items, Supplier<OptionalLong> total) {
    var page = new LinkedHashMap<String, @Nullable Object>();
    boolean more = items.size() > limit;
    page.put(plural, more ? items.subList(0, limit) : items);
    page.put("limit", limit);
    page.put("offset", offset);
    page.put("more", more);
    OptionalLong all = wantsTotal ? total.get() : OptionalLong.empty();
    page.put("total", all.isPresent() ? (Object) all.getAsLong() : null);
    return page;
  }

  /// The envelope of a list that is whole in memory.
  public Map<String, @Nullable Object> slice(String plural, List<?> all) {
    int from = Math.min(offset, all.size());
    int until = Math.min(all.size(), from + limit + 1);
    return page(plural, all.subList(from, until), all::size);
  }
}
