import type { Query } from '../../ground/api';
import { dayStart, fromInput, toWire } from '../../ground/time';

/** What the list shows, as it stands in the address, so that a view can be shared and found again. */
export interface Filters {
  status: 'open' | 'triggered' | 'acknowledged' | 'resolved' | 'all';
  urgency: '' | 'high' | 'low';
  /** `id~name` pairs, so that a shared address shows names before anything is loaded. */
  service: string;
  team: string;
  mine: boolean;
  /** What pages people, what is only to do, or both. */
  work: '' | 'pages' | 'to_do';
  since: string;
  until: string;
  search: string;
  sort: 'newest' | 'oldest' | 'urgency';
  offset: number;
}

export const PAGE = 25;

const statuses = ['open', 'triggered', 'acknowledged', 'resolved', 'all'] as const;
const sorts = {
  newest: 'created_at:desc',
  oldest: 'created_at:asc',
  urgency: 'urgency:desc,created_at:desc',
};

function oneOf<T extends string>(value: string | undefined, known: readonly T[], otherwise: T): T {
  return known.find((one) => one === value) ?? otherwise;
}

export function readFilters(search: Record<string, string | undefined>): Filters {
  const offset = Number(search.offset ?? 0);
  return {
    status: oneOf(search.status, statuses, 'open'),
    urgency: oneOf(search.urgency, ['high', 'low', ''], ''),
    service: search.service ?? '',
    team: search.team ?? '',
    mine: search.mine === '1',
    work: oneOf(search.work, ['pages', 'to_do', ''], ''),
    since: search.since ?? '',
    until: search.until ?? '',
    search: search.q ?? '',
    sort: oneOf(search.sort, ['newest', 'oldest', 'urgency'], 'newest'),
    offset: Number.isInteger(offset) && offset > 0 ? offset : 0,
  };
}

/** The other way; what is at its default is left out of the address. */
export function writeFilters(filters: Filters): Record<string, string | undefined> {
  const shown = (value: string, normal: string) => (value === normal ? undefined : value);
  return {
    status: shown(filters.status, 'open'),
    urgency: shown(filters.urgency, ''),
    service: shown(filters.service, ''),
    team: shown(filters.team, ''),
    mine: filters.mine ? '1' : undefined,
    work: shown(filters.work, ''),
    since: shown(filters.since, ''),
    until: shown(filters.until, ''),
    q: shown(filters.search, ''),
    sort: shown(filters.sort, 'newest'),
    offset: filters.offset > 0 ? String(filters.offset) : undefined,
  };
}

export interface Chosen {
  id: string;
  summary: string;
}

/** Takes `id~name,id~name` apart. */
export function readChosen(text: string): Chosen[] {
  return text
    .split(',')
    .filter((one) => one !== '')
    .map((one) => {
      const [id = '', ...name] = one.split('~');
      return { id, summary: name.join('~') || id };
    });
}

export function writeChosen(chosen: readonly { id: string; summary: string | null }[]): string {
  return chosen.map(({ id, summary }) => `${id}~${(summary ?? id).replaceAll(',', ' ')}`).join(',');
}

/**
 * The question to the server. Open incidents are asked for without a time window: an incident that has been open for
 * two months must not drop out of sight because lists normally reach back one.
 */
export function askFor(filters: Filters, me: string | undefined, zone: string): Query {
  const open =
    filters.status === 'open' || filters.status === 'triggered' || filters.status === 'acknowledged';
  const since = filters.since === '' ? null : fromInput(filters.since, zone);
  // The last day counts whole.
  const lastDay = filters.until === '' ? null : fromInput(filters.until, zone);
  const until = lastDay === null ? null : dayStart(lastDay, zone, 1);
  const windowed = since !== null || until !== null;
  return {
    statuses:
      filters.status === 'all'
        ? ['triggered', 'acknowledged', 'resolved']
        : filters.status === 'open'
          ? ['triggered', 'acknowledged']
          : [filters.status],
    urgencies: filters.urgency === '' ? [] : [filters.urgency],
    service_ids: readChosen(filters.service).map(({ id }) => id),
    team_ids: readChosen(filters.team).map(({ id }) => id),
    user_ids: filters.mine && me !== undefined ? [me] : [],
    to_do: filters.work === '' ? undefined : filters.work === 'to_do',
    since: since === null ? undefined : toWire(since),
    until: until === null ? undefined : toWire(until),
    date_range: open && !windowed ? 'all' : undefined,
    query: filters.search.trim(),
    sort_by: sorts[filters.sort],
    limit: PAGE,
    offset: filters.offset,
    total: true,
  };
}

/** Nothing narrowed; the status and the order stay. */
export const wide: Partial<Filters> = {
  urgency: '',
  service: '',
  team: '',
  mine: false,
  work: '',
  since: '',
  until: '',
  search: '',
};

export function isNarrowed(filters: Filters): boolean {
  return (
    filters.urgency !== '' ||
    filters.service !== '' ||
    filters.team !== '' ||
    filters.mine ||
    filters.work !== '' ||
    filters.since !== '' ||
    filters.until !== '' ||
    filters.search !== ''
  );
}
