import { items, number, record, text } from '../../ground/read';
import type { Ref } from '../../ground/wire';

export type ImpactState = 'none' | 'partial' | 'full';

export interface Impact {
  state: ImpactState;
  /** 0 to 1. */
  share: number;
  source: 'person' | 'measured' | 'nothing';
  words: string;
  by: Ref | null;
  since: string | null;
  full: number;
  partial: number;
  weighted: number;
  /** Whether somebody has said anything of it that counted at any time. */
  spoken: boolean;
}

export function readImpact(body: unknown): Impact {
  const impact = record(record(body).impact);
  const minutes = record(impact.minutes);
  const state = text(impact.state);
  const source = text(impact.source);
  return {
    state: state === 'partial' || state === 'full' ? state : 'none',
    share: number(impact.affected_share) ?? 0,
    source: source === 'person' || source === 'measured' ? source : 'nothing',
    words: text(impact.words) ?? '',
    by: impact.by === null || impact.by === undefined ? null : (impact.by as Ref),
    since: text(impact.since),
    full: number(minutes.full) ?? 0,
    partial: number(minutes.partial) ?? 0,
    weighted: number(minutes.weighted) ?? 0,
    spoken: items(impact.spans).some((span) => span.source === 'person'),
  };
}

/** A share as people say it; what is there is never shown as nothing, and less than all never as all. */
export function percent(share: number): string {
  if (share <= 0) return '0 %';
  if (share >= 1) return '100 %';
  return `${Math.min(99, Math.max(1, Math.round(100 * share)))} %`;
}

/** From when on a new word is meant, unless one chooses: a word about the whole time would undo what was said before of parts of it. */
export function sinceUnlessChosen(impact: Impact): 'now' | 'start' {
  return impact.spoken ? 'now' : 'start';
}

/** The minutes that customers were affected, full and partial ones apart. */
export function minutesWords({ full, partial, weighted }: Impact): string | null {
  if (full === 0 && partial === 0) return null;
  const said = (minutes: number) => `${Number.isInteger(minutes) ? minutes : minutes.toFixed(1)} min`;
  if (partial === 0) return `${said(full)} of full outage.`;
  return `${said(full)} of full outage and ${said(partial)} of partial impact, together as bad as ${said(weighted)} of full outage.`;
}

export interface Phase {
  number: number;
  began: string;
  ended: string | null;
  alerts: number;
  afterSeconds: number | null;
  reason: string;
}

export function readPhases(body: unknown): Phase[] {
  return items(record(body).phases).map((phase) => ({
    number: number(phase.number) ?? 1,
    began: text(phase.began_at) ?? '',
    ended: text(phase.ended_at),
    alerts: number(phase.alerts) ?? 0,
    afterSeconds: number(phase.seconds_after_recovery),
    reason: text(phase.reason) ?? '',
  }));
}
