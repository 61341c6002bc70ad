package dev.muster.mobilize;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds pages by what is kept of notices.
final class SentPages implements Pages {
  private final NoticeRepository notices;
  private final ResponseRepository responses;

  SentPages(NoticeRepository notices, ResponseRepository responses) {
    this.notices = notices;
    this.responses = responses;
  }

  @Override
  public List<Page> of(String parcelId) {
    return pages(notices.ofParcel(parcelId));
  }

  @Override
  public List<Page> toNumber(String number, Instant since) {
    return pages(notices.toNumber(number, since));
  }

  /// @param sent the newest first
  private List<Page> pages(List<Notice> sent) {
    Map<String, ResponseState> states =
        responses.states(sent.stream().map(Notice::incidentId).distinct().toList());
    var pages = new LinkedHashMap<String, Page>();
    for (Notice notice : sent) {
      String userId = notice.userId();
      ResponseState state = states.get(notice.incidentId());
      if (userId != null && state != null) {
        String request = notice.request();
        pages.putIfAbsent(
            String.join("|", notice.incidentId(), userId, request == null ? "" : request),
            new Page(
                notice.incidentId(),
                userId,
                request,
                request != null
                    || (state.step() == notice.step() && state.response().assignedTo(userId))));
      }
    }
    return List.copyOf(pages.values());
  }
}
