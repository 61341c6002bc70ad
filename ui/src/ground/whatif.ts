import type { Iso, Ref, Severity } from './wire';

export interface Counts {
  events: number;
  dropped: number;
  unrouted: number;
  alerts: number;
  alerts_kept_back: number;
  incidents: number;
  /** Incidents with an alert of high urgency. */
  pages: number;
  /** Incidents that page nobody. */
  to_do: number;
}

export interface Formed {
  title: string;
  service: Ref;
  severity: Severity;
  urgency: string;
  alert_key: string;
  at: Iso;
}

/** An incident that the change would make, with the reasons of some of its alerts. */
export interface Gathered {
  title: string;
  service: Ref;
  at: Iso;
  alerts: number;
  examples: { summary: string; alert_key: string; at: Iso; reason: string }[];
}

export interface Missed {
  id: string;
  number: number;
  title: string;
  created_at: Iso;
  pages: number;
}

/** A change tried on the tape of raw events. */
export interface WhatIf {
  id: string;
  summary: string;
  since: Iso;
  until: Iso;
  created_at: Iso;
  status: string;
  /** 0..1 */
  progress: number;
  failure: string | null;
  as_it_is?: Counts;
  as_it_would_be?: Counts;
  incidents_lost?: { total: number; examples: Formed[] };
  incidents_gained?: { total: number; examples: Formed[] };
  pages_lost?: { total: number; examples: Formed[] };
  pages_gained?: { total: number; examples: Formed[] };
  real_incidents_missed?: { total: number; examples: Missed[] };
  largest_incidents?: Gathered[];
}

export function isOver(trial: Pick<WhatIf, 'status'>): boolean {
  return !['waiting', 'queued', 'running'].includes(trial.status);
}

const names: [keyof Counts, string][] = [
  ['events', 'Events'],
  ['dropped', 'Dropped by rules'],
  ['unrouted', 'Unrouted'],
  ['alerts', 'Alerts'],
  ['alerts_kept_back', 'Alerts kept back'],
  ['incidents', 'Incidents'],
  ['to_do', 'Only to do'],
  ['pages', 'Pages (incidents of high urgency)'],
];

export interface Compared {
  name: string;
  now: number;
  would: number;
  difference: string;
}

/** Both ways side by side. */
export function compared(now: Counts, then: Counts): Compared[] {
  return names.map(([field, name]) => {
    const by = then[field] - now[field];
    return {
      name,
      now: now[field],
      would: then[field],
      difference: by === 0 ? 'as before' : `${by > 0 ? '+' : '−'}${Math.abs(by).toLocaleString('en-GB')}`,
    };
  });
}

/** The result in one sentence: what it saves, and what it costs. */
export function verdictOf(trial: WhatIf): { words: string; tone: 'teal' | 'yellow' | 'red' } {
  const pages = (trial.as_it_would_be?.pages ?? 0) - (trial.as_it_is?.pages ?? 0);
  const missed = trial.real_incidents_missed?.total ?? 0;
  const said =
    pages === 0 ? 'As many pages as before' : `${Math.abs(pages)} ${pages < 0 ? 'fewer' : 'more'} pages`;
  if (missed > 0)
    return {
      words: `${said}, but ${missed} real incident${missed === 1 ? '' : 's'} would have been missed.`,
      tone: 'red',
    };
  return { words: `${said}, and no real incident missed.`, tone: pages > 0 ? 'yellow' : 'teal' };
}
