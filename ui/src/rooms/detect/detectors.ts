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
  /** Its detector has yet to learn what is kept of it. */
  learning?: boolean;
}

export interface Matcher {
  label: string;
  op: string;
  value: string;
}

export interface DetectorRule extends Ref {
  name: string;
  enabled: boolean;
  kind: 'dynamic' | 'threshold' | 'absence' | 'rate_of_change' | 'forecast' | 'outlier' | 'new_value';
  matchers: Matcher[];
  sensitivity: 'low' | 'medium' | 'high' | null;
  direction: 'up' | 'down' | 'both';
  persistence: { points: number; of: number; recovery: number };
  /** The bound of a threshold or a forecast, the change of a rate of change. */
  limit: number | null;
  silence_seconds: number | null;
  window_seconds: number | null;
  within_days: number | null;
  deviations: number | null;
  least_difference: number | null;
  group_by: string[] | null;
  /** Which of the series count errors. */
  errors: Matcher[] | null;
  /** Whose values are looked at; none for all. */
  labels: string[] | null;
  new_for_hours: number | null;
  times: number | null;
  severity: Severity;
  service: Ref | null;
  updated_at: Iso;
}

export interface Would {
  from: Iso;
  until: Iso | null;
  value: number | null;
  words: string;
}

export interface Preview {
  since: Iso;
  until: Iso;
  matching_series: number;
  /** Of how many metrics those are. */
  matching_metrics: number;
  played_series: number;
  /** Why not all were played; null when all were. */
  played_because: string | null;
  alerts: number;
  /** What it could not know; null when it knew all that the detector would. */
  learned: string | null;
  series: { series: Ref; count: number; alerts: Would[] }[];
}

export interface Suggestion {
  signal: string;
  why: string;
  series: number;
  /** Whether the metric has more series than were looked at, so that the number is about right. */
  estimated: boolean;
  detector_rule: Pick<DetectorRule, 'name' | 'kind' | 'direction' | 'matchers'> &
    Partial<Pick<DetectorRule, 'errors' | 'labels'>>;
}

/** A rule as its form holds it. */
export interface RuleDraft {
  name: string;
  enabled: boolean;
  kind: DetectorRule['kind'];
  matchers: Matcher[];
  sensitivity: NonNullable<DetectorRule['sensitivity']>;
  direction: DetectorRule['direction'];
  points: number | null;
  of: number | null;
  recovery: number | null;
  limit: number | null;
  silence: number | null;
  window: number | null;
  within: number | null;
  deviations: number | null;
  least: number | null;
  groupBy: string[];
  errors: Matcher[];
  labels: string[];
  newFor: number | null;
  times: number | null;
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
  window: 600,
  within: 7,
  deviations: 5,
  least: 0,
  groupBy: [],
  errors: [{ label: 'code', op: '=~', value: '5..' }],
  labels: [],
  newFor: 24,
  times: 2,
  severity: 'warning',
  service: null,
};

/** A rule to start from as it was suggested. */
export function draftOfSuggestion({ detector_rule: rule }: Suggestion): RuleDraft {
  return {
    ...newRule,
    name: rule.name,
    kind: rule.kind,
    direction: rule.direction,
    matchers: rule.matchers,
    errors: rule.errors ?? newRule.errors,
    labels: rule.labels ?? newRule.labels,
  };
}

export function draftOfRule(rule: DetectorRule): RuleDraft {
  return {
    name: rule.name,
    enabled: rule.enabled,
    kind: rule.kind,
    matchers: rule.matchers,
    sensitivity: rule.sensitivity ?? 'medium',
    direction: rule.direction === 'both' && !hasBothSides(rule.kind) ? 'up' : rule.direction,
    points: rule.persistence.points,
    of: rule.persistence.of,
    recovery: rule.persistence.recovery,
    limit: rule.limit,
    silence: rule.silence_seconds ?? newRule.silence,
    window: rule.window_seconds ?? newRule.window,
    within: rule.within_days ?? newRule.within,
    deviations: rule.deviations ?? newRule.deviations,
    least: rule.least_difference ?? newRule.least,
    groupBy: rule.group_by ?? [],
    errors: rule.errors ?? newRule.errors,
    labels: rule.labels ?? [],
    newFor: rule.new_for_hours ?? newRule.newFor,
    times: rule.times ?? newRule.times,
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
    matchers: named(draft.matchers),
    direction: draft.direction,
    persistence: { points: draft.points, of: draft.of, recovery: draft.recovery },
    ...ofKind(draft),
    severity: draft.severity,
    service: draft.service === null ? null : { id: draft.service.id, type: 'service_reference' },
  };
}

/** What of a draft decides which alerts it would have told: the same words are the same alerts. */
export function askedOf(draft: RuleDraft): string {
  return JSON.stringify({ ...wireOfRule(draft), name: '', enabled: true, severity: '', service: null });
}

/** Those that are filled in at all; what is missing of one is for the server to name. */
function named(matchers: readonly Matcher[]): Matcher[] {
  return matchers.filter(isFilled);
}

function isFilled({ label, value }: Matcher): boolean {
  return label.trim() !== '' || value !== '';
}

/** How the wire names a part of a matcher; undefined of one that is not sent. */
export function matcherField(
  field: string,
  matchers: readonly Matcher[],
  at: number,
  part: keyof Matcher,
): string | undefined {
  const one = matchers[at];
  return one !== undefined && isFilled(one)
    ? `${field}[${named(matchers.slice(0, at)).length}].${part}`
    : undefined;
}

function ofKind(draft: RuleDraft) {
  switch (draft.kind) {
    case 'dynamic':
      return { sensitivity: draft.sensitivity };
    case 'threshold':
      return { limit: draft.limit };
    case 'absence':
      return { silence_seconds: draft.silence };
    case 'rate_of_change':
      return { limit: draft.limit, window_seconds: draft.window };
    case 'forecast':
      return { limit: draft.limit, within_days: draft.within };
    case 'outlier':
      return { deviations: draft.deviations, least_difference: draft.least ?? 0, group_by: draft.groupBy };
    case 'new_value':
      return {
        errors: named(draft.errors),
        labels: draft.labels,
        new_for_hours: draft.newFor,
        times: draft.times,
      };
  }
}

/** Why a draft cannot be tried or saved yet; null when it can. */
export function faultOf(draft: RuleDraft): string | null {
  const used = draft.matchers.filter(({ label, value }) => label.trim() !== '' && value !== '');
  if (used.length === 0) return 'Name a metric, or a label of the series.';
  if ((draft.kind === 'threshold' || draft.kind === 'forecast') && draft.limit === null)
    return 'Enter the limit.';
  if (draft.kind === 'rate_of_change' && (draft.limit === null || draft.limit <= 0))
    return 'Enter how much it may move, more than 0.';
  if (
    draft.kind === 'rate_of_change' &&
    (draft.window === null || draft.window < 120 || draft.window > 21_600)
  )
    return 'Enter within which time, from two minutes to six hours.';
  if (draft.kind === 'forecast' && (draft.within === null || draft.within <= 0))
    return 'Enter how many days ahead you want to know.';
  if (draft.kind === 'outlier' && (draft.deviations === null || draft.deviations < 2))
    return 'Enter how far from its peers, 2 at least.';
  if (draft.kind === 'new_value' && named(draft.errors).length === 0)
    return 'Say by a label which of the series count errors.';
  if (draft.kind === 'new_value' && (draft.newFor === null || draft.newFor < 1))
    return 'Enter for how long a value is new, one hour at least.';
  if (draft.kind === 'new_value' && (draft.times === null || draft.times < 1))
    return "Enter how many times the others' share of errors it takes, 1 at least.";
  if (hasSteps(draft.kind) && (draft.points === null || draft.of === null || draft.recovery === null))
    return 'Enter how many steps.';
  if (draft.kind === 'absence' && (draft.silence === null || draft.silence < 60))
    return 'Enter after how long without a value, one minute at least.';
  return null;
}

const directions = { up: 'above', down: 'below', both: 'above or below' } as const;

const moves = { up: 'rises', down: 'falls', both: 'rises or falls' } as const;

/** The kinds, as an ending of "Alert when a series". */
export const kinds: { value: DetectorRule['kind']; label: string; what: string }[] = [
  {
    value: 'dynamic',
    label: 'leaves its usual way',
    what: 'The detector learns what is usual for each series, by the time of day and of the week.',
  },
  { value: 'threshold', label: 'passes a limit', what: 'A fixed bound, the same at every time.' },
  { value: 'absence', label: 'falls silent', what: 'No value comes any more.' },
  {
    value: 'rate_of_change',
    label: 'moves too fast',
    what: 'The line through its last values rises or falls by more than you allow.',
  },
  {
    value: 'forecast',
    label: 'will reach a limit',
    what: 'Days until a limit, if it goes on as on the days before; five days must be known. Looked at every hour.',
  },
  {
    value: 'outlier',
    label: 'is not like its peers',
    what: 'Compares at each step all series of the same metric; four peers must be there at least.',
  },
  {
    value: 'new_value',
    label: 'has a new value that fails',
    what: 'A value of a label that was never seen before, such as a new browser, whose events fail more often than those of all others.',
  },
];

/** Whether a kind counts steps before it opens. */
export function hasSteps(kind: DetectorRule['kind']): boolean {
  return kind !== 'absence' && kind !== 'forecast';
}

/** Whether both sides may count. */
export function hasBothSides(kind: DetectorRule['kind']): boolean {
  return kind === 'dynamic' || kind === 'rate_of_change' || kind === 'outlier';
}

/** A rule in one sentence. */
export function ruleWords(
  rule: Omit<RuleDraft, 'name' | 'enabled' | 'matchers' | 'recovery' | 'severity' | 'service'>,
) {
  const points = rule.points ?? 1;
  const steps =
    points >= (rule.of ?? 1)
      ? points === 1
        ? 'at once'
        : `for ${points} steps in a row`
      : `for ${points} of ${rule.of} steps`;
  switch (rule.kind) {
    case 'dynamic':
      return `${directions[rule.direction]} what is usual at that time, ${steps}, ${rule.sensitivity} sensitivity`;
    case 'threshold':
      return `${rule.direction === 'down' ? 'below' : 'above'} ${short(rule.limit)}, ${steps}`;
    case 'absence':
      return `no value for ${inWords(rule.silence ?? 0)}`;
    case 'rate_of_change':
      return `${moves[rule.direction]} by more than ${short(rule.limit)} within ${inWords(rule.window ?? 0)}, ${steps}`;
    case 'forecast':
      return `it will ${rule.direction === 'down' ? 'fall' : 'rise'} to ${short(rule.limit)} within ${short(rule.within)} days`;
    case 'new_value':
      return `a new value of ${rule.labels.length === 0 ? 'any label' : rule.labels.join(' or ')} fails ${short(rule.times)} times as often as the others, within ${short(rule.newFor)} hours of being first seen, ${steps}`;
    case 'outlier': {
      const same = rule.groupBy.length === 0 ? '' : ` with the same ${rule.groupBy.join(', ')}`;
      return `${directions[rule.direction]} its peers${same} by ${short(rule.deviations)} usual distances, ${steps}`;
    }
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
