package dev.muster.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Changes in a list.
public final class ListOfChanges implements Changes {
  final List<Change> all = new ArrayList<>();

  @Override
  public synchronized void record(Change change) {
    all.add(change);
  }

  @Override
  public Optional<Change> change(String id) {
    return all.stream().filter(change -> change.id().equals(id)).findFirst();
  }

  @Override
  public List<Change> search(Filter filter, int offset, int limit) {
    return all.stream().skip(offset).limit(limit).toList();
  }

  @Override
  public long count(Filter filter) {
    return all.size();
  }
}
