import { describe, expect, it } from 'vitest';
import {
  alertsOpened,
  eventsPath,
  type Funnel,
  type FunnelRow,
  nameOf,
  reconciles,
  reduction,
  reductionWords,
  stages,
} from './funnel';

const row: FunnelRow = {
  origin: { id: 'P1', type: 'service_integration_reference', summary: 'Prometheus' },
  events: { total: 100, opened: 10, suppressed: 2, held: 3, deduplicated: 70, resolved: 15 },
  alerts: {
    opened: 15,
    kept_back: 5,
    released: 0,
    formed_incident: 4,
    joined_incident: 6,
    without_incident: 5,
  },
  incidents: { formed: 4 },
  tickets: { filed: 2, to_do: 1, without: 1 },
  pages: { sent: 7, people: 2 },
  events_url: '',
};
const funnel: Funnel = {
  since: '2026-11-21T00:00:00Z',
  until: '2026-11-21T01:00:00Z',
  group_by: 'source',
  total: row,
  groups: [row],
  incidents_declared_by_people: 0,
  alerts_not_heard_of_yet: 0,
};

describe('the funnel', () => {
  it('goes from events to pages', () => {
    expect(stages(row).map(({ count }) => count)).toEqual([100, 15, 10, 4, 3, 7]);
    expect(alertsOpened(row)).toBe(15);
    const storm = { ...row, events: { ...row.events, total: 105, opened: 15 } };
    expect(alertsOpened(storm), 'as many as the list behind it has').toBe(15);
    expect(reduction(row)).toBe(0.96);
    expect(reductionWords(row)).toBe('100 events → 15 alerts → 4 incidents → 3 tickets → 7 pages');
    expect(reductionWords({ ...row, incidents: { formed: 1 } })).toContain('→ 1 incident →');
    expect(reduction({ ...row, events: { total: 0 } })).toBeNull();
  });
  it('notices when its lines do not add up', () => {
    expect(reconciles(row)).toBe(true);
    expect(reconciles({ ...row, events: { ...row.events, total: 101 } })).toBe(false);
    expect(reconciles({ ...row, tickets: { ...row.tickets, filed: 3 } })).toBe(false);
  });
  it('leads to the raw events behind a number', () => {
    expect(eventsPath(funnel, row, 'held')).toBe(
      '/events?since=2026-11-21T00%3A00%3A00Z&until=2026-11-21T01%3A00%3A00Z&source=P1&effects=held',
    );
    expect(eventsPath({ ...funnel, group_by: 'rule' }, { ...row, origin: null })).toContain('rule=none');
    expect(eventsPath(funnel, null)).not.toContain('source');
    expect(nameOf(null, 'service')).toBe('Without a service');
  });
});
