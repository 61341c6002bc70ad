import { percent, short } from '../../ground/chart';
import { inWords } from '../../ground/time';
import type { Iso, Ref, Severity } from '../../ground/wire';

export interface Series extends Ref {
  metric: string;
  labels: Record<string, string>;
  /** `value` or `rate`: how it is drawn and judged. */
  shown: string;
  unit: string | null;
  source: Ref;
  first_seen_at: Iso;
  last_seen_at: Iso;
  detector_rules?: Ref[];
}

export interface Matcher {
  label: string;
  op: string;
  value: string;
}

export interface DetectorRule extends Ref {
  name: string;
  enabled: boolean;
  kind: 'dynamic' | 'threshold' | 'absence';
  matchers: Matcher[];
  sensitivity: 'low' | 'medium' | 'high';
  direction: 'up' | 'down' | 'both';
  persistence: { points: number; of: number; recovery: number };
  limit: number | null;
  silence_seconds: number | null;
  severity: Severity;
  service: Ref | null;
  updated_at: Iso;
}

export interface Would {
  from: Iso;
  until: Iso | null;
  value: number | null;
}

export interface Preview {
  since: Iso;
  until: Iso;
  matching_series: number;
  played_series: number;
  alerts: number;
  series: { series: Ref; count: number; alerts: Would[] }[];
}

export interface Suggestion {
  signal: string;
  why: string;
  series: number;
  detector_rule: { name: string; kind: 'dynamic'; direction: DetectorRule['direction']; matchers: Matcher[] };
}

/** A rule as its form holds it. */
export interface RuleDraft {
  name: string;
  enabled: boolean;
  kind: DetectorRule['kind'];
  matchers: Matcher[];
  sensitivity: DetectorRule['sensitivity'];
  direction: DetectorRule['direction'];
  points: number;
  of: number;
  recovery: number;
  limit: number | null;
  silence: number | null;
  severity: Severity;
  service: Ref | null;
}

export const newRule: RuleDraft = {
  name: '',
  enabled: true,
  kind: 'dynamic',
  matchers: [{ label: '__name__', op: '=', value: '' }],
  sensitivity: 'medium',
  direction: 'both',
  points: 3,
  of: 5,
  recovery: 5,
  limit: null,
  silence: 600,
  severity: 'warning',
  service: null,
};

export function draftOfRule(rule: DetectorRule): RuleDraft {
  return {
    name: rule.name,
    enabled: rule.enabled,
    kind: rule.kind,
    matchers: rule.matchers,
    sensitivity: rule.sensitivity,
    direction: rule.direction,
    points: rule.persistence.points,
    of: rule.persistence.of,
    recovery: rule.persistence.recovery,
    limit: rule.limit,
    silence: rule.silence_seconds ?? 600,
    severity: rule.severity,
    service: rule.service,
  };
}

/** What goes to the server: only the fields that the kind has. */
export function wireOfRule(draft: RuleDraft) {
  return {
    name: draft.name.trim(),
    enabled: draft.enabled,
    kind: draft.kind,
    matchers: draft.matchers.filter(({ label }) => label.trim() !== ''),
    sensitivity: draft.sensitivity,
    direction: draft.direction,
    persistence: { points: draft.points, of: Math.max(draft.of, draft.points), recovery: draft.recovery },
    ...(draft.kind === 'threshold' ? { limit: draft.limit } : {}),
    ...(draft.kind === 'absence' ? { silence_seconds: draft.silence } : {}),
    severity: draft.severity,
    service: draft.service === null ? null : { id: draft.service.id, type: 'service_reference' },
  };
}

/** Why a draft cannot be tried or saved yet; null when it can. */
export function faultOf(draft: RuleDraft): string | null {
  const used = draft.matchers.filter(({ label, value }) => label.trim() !== '' && value !== '');
  if (used.length === 0) return 'Name a metric, or a label of the series.';
  if (draft.kind === 'threshold' && draft.limit === null) return 'Enter the limit.';
  if (draft.kind === 'absence' && (draft.silence === null || draft.silence < 60))
    return 'Enter after how long without a value, one minute at least.';
  return null;
}

const directions = { up: 'above', down: 'below', both: 'above or below' } as const;

/** A rule in one sentence. */
export function ruleWords(
  rule: Pick<RuleDraft, 'kind' | 'sensitivity' | 'direction' | 'points' | 'of' | 'limit' | 'silence'>,
) {
  const steps =
    rule.points >= rule.of
      ? rule.points === 1
        ? 'at once'
        : `for ${rule.points} steps in a row`
      : `for ${rule.points} of ${rule.of} steps`;
  switch (rule.kind) {
    case 'dynamic':
      return `${directions[rule.direction]} what is usual at that time, ${steps}, ${rule.sensitivity} sensitivity`;
    case 'threshold':
      return `${rule.direction === 'down' ? 'below' : 'above'} ${short(rule.limit)}, ${steps}`;
    case 'absence':
      return `no value for ${inWords(rule.silence ?? 0)}`;
  }
}

export function matcherWords(matchers: readonly Matcher[]): string {
  return matchers
    .map(({ label, op, value }) => `${label === '__name__' ? 'metric' : label} ${op} ${value}`)
    .join(', ');
}

/** Labels as people read them beside the metric's name. */
export function labelWords(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

export function seasonWords(season: string | null): string {
  switch (season) {
    case 'week':
      return 'from this hour of the week';
    case 'day':
      return 'from this time of day';
    default:
      return 'from the latest values';
  }
}

export function sureWords(confidence: number | null): string {
  return confidence === null ? '–' : `${percent(confidence)} learned`;
}

/** The spans that the explorer offers. */
export const spans = [
  { value: '1', label: '1 h' },
  { value: '6', label: '6 h' },
  { value: '24', label: '1 d' },
  { value: '168', label: '1 w' },
  { value: '672', label: '4 w' },
];
