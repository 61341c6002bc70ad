import { counted } from '../../ground/counted';
import type { Iso, Ref } from '../../ground/wire';

export interface FunnelRow {
  /** The source, service or rule, or null for what has none. */
  origin: Ref | null;
  events: Record<string, number>;
  alerts: Record<string, number>;
  incidents: { formed: number };
  /** Of these incidents: filed in a tracker, only in the list because they page nobody, and the rest. */
  tickets: { filed: number; to_do: number; without: number };
  pages: { sent: number; people: number };
  events_url: string;
}

export interface Funnel {
  since: Iso;
  until: Iso;
  group_by: 'source' | 'service' | 'rule';
  total: FunnelRow;
  groups: FunnelRow[];
  incidents_declared_by_people: number;
  alerts_not_heard_of_yet: number;
}

export interface Stage {
  name: string;
  count: number;
  words: string;
}

/** Alerts that were opened, as the list behind the count has them; what events opened may be a moment ahead of it. */
export function alertsOpened(row: FunnelRow): number {
  return row.alerts.opened ?? 0;
}

/** The funnel's steps from raw events to pages. */
export function stages(row: FunnelRow): Stage[] {
  const events = row.events.total ?? 0;
  const alerts = alertsOpened(row);
  const paging = (row.alerts.formed_incident ?? 0) + (row.alerts.joined_incident ?? 0);
  return [
    { name: 'Events', count: events, words: 'came in' },
    { name: 'Alerts', count: alerts, words: 'were opened by them' },
    { name: 'In incidents', count: paging, words: 'of these mattered' },
    { name: 'Incidents', count: row.incidents.formed, words: 'were formed of them' },
    {
      name: 'Tickets',
      count: row.tickets.filed + row.tickets.to_do,
      words: 'are there for them to be worked on',
    },
    { name: 'Pages', count: row.pages.sent, words: 'were sent to people' },
  ];
}

/** What keeps one step from being the next; each line adds up exactly. */
export function whereTheyWent(
  row: FunnelRow,
): { name: string; total: number; parts: [string, number, string][] }[] {
  const some = (from: Record<string, number>, names: Record<string, string>): [string, number, string][] =>
    Object.entries(names)
      .map(([field, word]): [string, number, string] => [word, from[field] ?? 0, field])
      .filter(([, count]) => count > 0);
  return [
    {
      name: 'Events',
      total: row.events.total ?? 0,
      parts: some(row.events, {
        opened: 'opened an alert',
        suppressed: 'opened a suppressed alert',
        held: 'opened an alert that waits',
        demoted: 'opened an alert taken for noise',
        deduplicated: 'counted on an open alert',
        changed: 'changed an alert',
        released: 'released an alert',
        acknowledged: 'acknowledged',
        resolved: 'resolved',
        nothing: 'had no effect',
        dropped: 'were dropped by rules',
        unrouted: 'were unrouted',
      }),
    },
    {
      name: 'Alerts',
      total: row.alerts.opened ?? 0,
      parts: some(row.alerts, {
        formed_incident: 'formed an incident',
        joined_incident: 'joined an incident',
        without_incident: 'stayed without one',
      }),
    },
    {
      name: 'Incidents',
      total: row.incidents.formed,
      parts: some(row.tickets, {
        filed: 'have a ticket in a tracker',
        to_do: 'are the ticket themselves and page nobody',
        without: 'have no ticket',
      }),
    },
  ];
}

/** Whether each line adds up to its total. */
export function reconciles(row: FunnelRow): boolean {
  return whereTheyWent(row).every(
    ({ total, parts }) => parts.reduce((sum, [, count]) => sum + count, 0) === total,
  );
}

export function nameOf(origin: FunnelRow['origin'], by: Funnel['group_by']): string {
  if (origin === null) return by === 'rule' ? 'No rule' : by === 'service' ? 'Without a service' : 'Unknown';
  return origin.summary ?? origin.id;
}

/** The page with the raw events behind a row. */
export function eventsPath(funnel: Funnel, row: FunnelRow | null, effect?: string): string {
  const query = new URLSearchParams({ since: funnel.since, until: funnel.until });
  if (row !== null) {
    query.set(funnel.group_by, row.origin?.id ?? 'none');
  }
  if (effect !== undefined) query.set('effects', effect);
  return `/events?${query}`;
}

/** The lists behind counts, beside raw events. */
export const BEHIND = ['alerts', 'incidents', 'pages'] as const;

/** What a count of the funnel counts. */
export type Behind =
  | { list: 'alerts'; of: string }
  | { list: 'incidents'; of: string }
  | { list: 'pages'; of?: undefined };

/** The page with the alerts, incidents or messages that a count counts; of all rows when none is given. */
export function behindPath(funnel: Funnel, row: FunnelRow | null, behind: Behind): string {
  const query = new URLSearchParams({
    tab: 'behind',
    list: behind.list,
    since: funnel.since,
    until: funnel.until,
  });
  if (behind.of !== undefined) query.set('of', behind.of);
  if (row !== null) {
    query.set('group_by', funnel.group_by);
    query.set('origin', row.origin?.id ?? 'none');
    query.set('named', nameOf(row.origin, funnel.group_by));
  }
  return `/noise?${query}`;
}

/** What a list behind a count holds, in words. */
export function behindWords(list: string, of: string | undefined): string {
  switch (`${list} ${of ?? ''}`.trim()) {
    case 'alerts kept_back':
      return 'Alerts that were kept back at first';
    case 'alerts released':
      return 'Alerts that were kept back and released later';
    case 'alerts formed_incident':
      return 'Alerts that formed an incident';
    case 'alerts joined_incident':
      return 'Alerts that joined an incident';
    case 'alerts without_incident':
      return 'Alerts that stayed without an incident';
    case 'incidents filed':
      return 'Incidents with a ticket in a tracker';
    case 'incidents to_do':
      return 'Incidents that are the ticket themselves and page nobody';
    case 'incidents without':
      return 'Incidents without a ticket';
    case 'incidents declared':
      return 'Incidents that people declared by hand';
    default:
      return list === 'incidents'
        ? 'Incidents that were formed'
        : list === 'pages'
          ? 'Messages that were sent'
          : 'Alerts that were opened';
  }
}

/** From events to pages in counts, as a percentage alone says nothing. */
export function reductionWords(row: FunnelRow): string {
  return [
    counted(row.events.total ?? 0, 'event'),
    counted(alertsOpened(row), 'alert'),
    counted(row.incidents.formed, 'incident'),
    counted(row.tickets.filed + row.tickets.to_do, 'ticket'),
    counted(row.pages.sent, 'page'),
  ].join(' → ');
}

/** Pages that nobody got because of what was put together or kept back, as a share of the events. */
export function reduction(row: FunnelRow): number | null {
  const events = row.events.total ?? 0;
  return events === 0 ? null : Math.max(0, 1 - row.incidents.formed / events);
}
