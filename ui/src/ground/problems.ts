import { items, number, record, text } from './read';
import { fromInput, toInput } from './time';
import type { Ref } from './wire';

export interface Problem {
  id: string;
  title: string;
  kind: string;
  open: boolean;
  url: string | null;
  source: string | null;
  externalId: string | null;
  service: Ref | null;
  /** Who own the service. */
  teams: Ref[];
  entity: string | null;
  component: string | null;
  openedAt: string | null;
  closedAt: string | null;
}

export function readProblem(value: unknown): Problem {
  const one = record(value);
  const url = text(one.url);
  return {
    id: text(one.id) ?? '',
    title: text(one.title, one.summary) ?? '',
    kind: text(one.kind) ?? 'bug',
    open: one.status !== 'closed',
    // What a tool handed in is never followed unless it leads to the web.
    url: url !== null && /^https?:\/\//i.test(url) ? url : null,
    source: text(one.source),
    externalId: text(one.external_id),
    service: one.service === null || one.service === undefined ? null : (one.service as Ref),
    teams: items(one.teams).map((team) => team as unknown as Ref),
    entity: text(one.entity),
    component: text(one.component),
    openedAt: text(one.opened_at),
    closedAt: text(one.closed_at),
  };
}

/** The day since when it is known, for `<input type="date">` and in the zone that the screens show. */
export function dayOf(at: string | number, zone: string): string {
  return toInput(typeof at === 'number' ? at : Date.parse(at), zone).slice(0, 10);
}

/** The beginning of such a day in that zone; null while it is incomplete. */
export function sinceDay(day: string, zone: string): string | null {
  const start = fromInput(day, zone);
  return start === null ? null : new Date(start).toISOString();
}

export interface Known {
  exact: boolean;
  ageSeconds: number;
  words: string;
  problem: Problem | null;
  incident: Ref | null;
}

export function readKnown(value: unknown): Known {
  const one = record(value);
  return {
    exact: one.match === 'component',
    ageSeconds: number(one.age_seconds) ?? 0,
    words: text(one.words) ?? '',
    problem:
      one.known_problem === null || one.known_problem === undefined ? null : readProblem(one.known_problem),
    incident: one.incident === null || one.incident === undefined ? null : (one.incident as Ref),
  };
}
