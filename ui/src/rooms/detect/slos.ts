import { short } from '../../ground/chart';
import type { Iso, Ref } from '../../ground/wire';
import { type Matcher, matcherWords } from './detectors';

export type Indicator =
  | { kind: 'ratio'; good?: Matcher[]; bad?: Matcher[]; total: Matcher[] }
  | { kind: 'slices'; series: Matcher[]; op: 'lte' | 'gte'; limit: number };

export interface Slo extends Ref {
  name: string;
  service: Ref;
  enabled: boolean;
  target_percent: number;
  window_days: number;
  least_bad_events: number;
  indicator: Indicator;
  status: 'ok' | 'burning' | 'exhausted' | 'unknown' | 'disabled' | string;
  status_words: string;
  /** Whether what was kept from before it was made counts: `none`, `counting`, `counted`, `too_many`. */
  past: 'none' | 'counting' | 'counted' | 'too_many' | string;
  past_words: string | null;
  /** How far it is counted; null when it is not its turn. */
  past_percent: number | null;
  good_percent: number | null;
  budget_left_percent: number;
  /** By the length of the look back: `5m`, `1h`, `6h`, `3d`. 1 spends the budget exactly over its window. */
  burn_rates: Record<string, number>;
  bad_events: number;
  total_events: number;
  alerting: { kind: 'page' | 'ticket' | string; reason: string }[];
  updated_at: Iso;
}

/** Whether anything was counted that could burn: what is off or was never heard of burns nothing, which is no good news either. */
export function counts(slo: Pick<Slo, 'enabled' | 'total_events'>): boolean {
  return slo.enabled && slo.total_events > 0;
}

/** What counts as good, in one line. */
export function indicatorWords(indicator: Indicator): string {
  if (indicator.kind === 'slices')
    return `minutes in which ${matcherWords(indicator.series)} is ${indicator.op === 'lte' ? 'at most' : 'at least'} ${short(indicator.limit)}`;
  return indicator.good !== undefined
    ? `${matcherWords(indicator.good)} of ${matcherWords(indicator.total)}`
    : `all of ${matcherWords(indicator.total)} but ${matcherWords(indicator.bad ?? [])}`;
}

/** Matchers as PromQL writes a selector, which the API takes as well. */
export function selectorOf(matchers: readonly Matcher[]): string {
  const name = matchers.find(({ label, op }) => label === '__name__' && op === '=');
  const rest = matchers
    .filter((one) => one !== name)
    .map(({ label, op, value }) => `${label}${op}"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
  const inner = rest.length === 0 ? '' : `{${rest.join(',')}}`;
  return `${name?.value ?? ''}${inner}`;
}

export interface SloDraft {
  name: string;
  service: Ref | null;
  target: number | string;
  days: number | string;
  kind: 'good' | 'bad' | 'slices';
  part: string;
  total: string;
  op: 'lte' | 'gte';
  limit: number | string;
  enabled: boolean;
}

export const newSlo: SloDraft = {
  name: '',
  service: null,
  target: 99.9,
  days: 30,
  kind: 'bad',
  part: '',
  total: '',
  op: 'lte',
  limit: '',
  enabled: true,
};

export function draftOfSlo(slo: Slo): SloDraft {
  const base = {
    ...newSlo,
    name: slo.name,
    service: slo.service,
    target: slo.target_percent,
    days: slo.window_days,
    enabled: slo.enabled,
  };
  const { indicator } = slo;
  if (indicator.kind === 'slices')
    return {
      ...base,
      kind: 'slices',
      part: selectorOf(indicator.series),
      op: indicator.op,
      limit: indicator.limit,
    };
  return {
    ...base,
    kind: indicator.good === undefined ? 'bad' : 'good',
    part: selectorOf(indicator.good ?? indicator.bad ?? []),
    total: selectorOf(indicator.total),
  };
}

export function wireOfSlo(draft: SloDraft) {
  return {
    name: draft.name.trim(),
    service: { id: draft.service?.id, type: 'service_reference' },
    target_percent: draft.target,
    window_days: draft.days,
    indicator:
      draft.kind === 'slices'
        ? { kind: 'slices', series: draft.part.trim(), op: draft.op, limit: Number(draft.limit) }
        : { kind: 'ratio', [draft.kind]: draft.part.trim(), total: draft.total.trim() },
    enabled: draft.enabled,
  };
}

export function sloReady(draft: SloDraft): boolean {
  return (
    draft.name.trim() !== '' &&
    draft.service !== null &&
    draft.part.trim() !== '' &&
    Number(draft.target) > 0 &&
    (draft.kind === 'slices' ? draft.limit !== '' : draft.total.trim() !== '')
  );
}

/** How much downtime the budget allows in its window, in seconds. */
export function allowedSeconds(target: number, days: number): number {
  return Math.max(0, Math.round((1 - target / 100) * days * 86_400));
}
