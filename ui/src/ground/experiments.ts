import { items, number, record, text } from './read';
import type { Ref } from './wire';

export type ExperimentStatus = 'planned' | 'running' | 'settling' | 'ended' | 'withdrawn';

export interface ExpectedEffect {
  summaryContains: string | null;
  alertClass: string | null;
  severityAtMost: string | null;
  words: string;
}

export interface Experiment {
  id: string;
  name: string;
  hypothesis: string;
  status: ExperimentStatus;
  team: Ref;
  policy: Ref;
  targets: Ref[];
  effects: ExpectedEffect[];
  startAt: string | null;
  durationSeconds: number;
  settleSeconds: number;
  startedAt: string | null;
  endsAt: string | null;
  stoppedAt: string | null;
  aborted: boolean;
  settlesAt: string | null;
  verdict: string | null;
  finding: string;
  endReason: string | null;
  expected: number;
  unexpected: number;
  by: Ref | null;
  createdAt: string | null;
}

function ref(value: unknown): Ref {
  const one = record(value);
  return { id: text(one.id) ?? '', type: text(one.type) ?? '', summary: text(one.summary) };
}

const STATUSES: readonly string[] = ['planned', 'running', 'settling', 'ended', 'withdrawn'];

export function readExperiment(value: unknown): Experiment {
  const one = record(value);
  const status = text(one.status) ?? '';
  return {
    id: text(one.id) ?? '',
    name: text(one.name, one.summary) ?? '',
    hypothesis: text(one.hypothesis) ?? '',
    status: STATUSES.includes(status) ? (status as ExperimentStatus) : 'planned',
    team: ref(one.team),
    policy: ref(one.escalation_policy),
    targets: items(one.targets).map(ref),
    effects: items(one.expected_effects).map((effect) => ({
      summaryContains: text(effect.summary_contains),
      alertClass: text(effect.alert_class),
      severityAtMost: text(effect.severity_at_most),
      words: text(effect.words) ?? '',
    })),
    startAt: text(one.start_at),
    durationSeconds: number(one.duration_seconds) ?? 3_600,
    settleSeconds: number(one.settle_seconds) ?? 300,
    startedAt: text(one.started_at),
    endsAt: text(one.ends_at),
    stoppedAt: text(one.stopped_at),
    aborted: one.aborted === true,
    settlesAt: text(one.settles_at),
    verdict: text(one.verdict),
    finding: text(one.finding) ?? '',
    endReason: text(one.end_reason),
    expected: number(one.expected_alerts) ?? 0,
    unexpected: number(one.unexpected_alerts) ?? 0,
    by: one.created_by === null || one.created_by === undefined ? null : ref(one.created_by),
    createdAt: text(one.created_at),
  };
}

/** An alert on a target of an experiment. */
export interface Tagged {
  alertId: string;
  summary: string | null;
  severity: string | null;
  status: string | null;
  incident: Ref | null;
  experiment: Ref;
  expected: boolean;
  reason: string;
  at: string | null;
}

export function readTagged(value: unknown): Tagged {
  const one = record(value);
  return {
    alertId: text(one.alert_id) ?? '',
    summary: text(one.summary),
    severity: text(one.severity),
    status: text(one.alert_status),
    incident: one.incident === null || one.incident === undefined ? null : ref(one.incident),
    experiment: ref(one.experiment),
    expected: one.expected === true,
    reason: text(one.reason) ?? '',
    at: text(one.at),
  };
}

/**
 * Who was told of an incident with alerts on an experiment's targets. That all of them were expected does not say so: the
 * experiment may be over, or the incident may have been handed over for another reason.
 */
export function toldWords(
  experiment: Pick<Experiment, 'status'>,
  expected: readonly boolean[],
  kept: boolean,
): string {
  const all = expected.length;
  const unexpected = expected.filter((one) => !one).length;
  if (unexpected > 0) {
    return `${unexpected} of ${all} ${all === 1 ? 'alert' : 'alerts'} ${unexpected === 1 ? 'was' : 'were'} not expected; the timeline says who was told.`;
  }
  const what = all === 1 ? 'this alert' : `all ${all} alerts`;
  if (kept && experiment.status === 'ended')
    return `It expected ${what}. They had cleared before it was over, so only its team was told.`;
  if (kept) return `It expects ${what}, so only its team is told while it lasts.`;
  return experiment.status === 'running' || experiment.status === 'settling'
    ? `It expects ${what}, but the incident is not kept to its team; the timeline says who was told.`
    : `It expected ${what}. It is over, and the incident is not kept to its team any more.`;
}
