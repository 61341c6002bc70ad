package dev.muster.mobilize.schedule;

import dev.muster.platform.web.Directory;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What other rooms may learn of schedules by their ids alone.
final class ScheduleEntry implements Directory.Entry {
  private final ScheduleDesk desk;
  private final ScheduleResource resource;
  private final InstantSource clock;

  ScheduleEntry(ScheduleDesk desk, ScheduleResource resource, InstantSource clock) {
    this.desk = desk;
    this.resource = resource;
    this.clock = clock;
  }

  @Override
  public String type() {
    return "schedule";
  }

  @Override
  public String collection() {
    return "schedules";
  }

  @Override
  public Map<String, String> summaries(Collection<String> ids) {
    return desk.names(ids);
  }

  @Override
  public Map<String, Object> full(Collection<String> ids) {
    var full = new HashMap<String, Object>();
    for (Map<String, Object> view :
        resource.views(desk.existing(ids).values(), false, null, null)) {
      full.put(String.valueOf(view.get("id")), view);
    }
    return full;
  }

  @Override
  public Collection<String> owners(String id) {
    Schedule schedule = desk.existing(List.of(id)).get(id);
    return schedule == null ? List.of() : schedule.teamIds();
  }

  @Override
  public List<String> blockers(String type, String id) {
    return type.equals("user") ? desk.blockersOfUser(id, clock.instant()) : List.of();
  }

  @Override
  public void deleted(String type, String id) {
    if (type.equals("team")) {
      desk.forgetTeam(id);
    }
  }
}
