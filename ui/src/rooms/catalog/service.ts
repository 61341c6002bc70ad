import type { AlertGrouping, Ref, Service, SupportHours, UrgencyRule } from '../../ground/wire';

export type Urgency = 'high' | 'low' | 'severity_based';

/** A service as its form holds it: every field is there, so that switching back and forth loses nothing. */
export interface ServiceDraft {
  name: string;
  description: string;
  policy: Ref | null;
  /** The one team that owns it. */
  team: Ref | null;
  contact: string;
  runbook: string;
  /** Minutes; null is off. */
  acknowledgeAfter: number | null;
  resolveAfter: number | null;
  rule: Urgency | 'use_support_hours';
  during: Urgency;
  outside: Urgency;
  zone: string;
  start: string;
  end: string;
  days: number[];
  raiseAtStart: boolean;
  grouping: 'none' | 'time' | 'content_based' | 'intelligent';
  /** Minutes; null lets the group grow for as long as the incident is open. */
  groupMinutes: number | null;
  groupFields: string[];
  groupBy: 'all' | 'any';
  recovery: 'resolve' | 'watch' | 'verify';
}

export const newService: ServiceDraft = {
  name: '',
  description: '',
  policy: null,
  team: null,
  contact: '',
  runbook: '',
  acknowledgeAfter: 30,
  resolveAfter: 240,
  rule: 'severity_based',
  during: 'high',
  outside: 'low',
  zone: 'UTC',
  start: '09:00',
  end: '17:00',
  days: [1, 2, 3, 4, 5],
  raiseAtStart: true,
  grouping: 'none',
  groupMinutes: 5,
  groupFields: ['source'],
  groupBy: 'all',
  recovery: 'resolve',
};

const minutes = (seconds: number | null | undefined) =>
  seconds === null || seconds === undefined || seconds === 0 ? null : Math.round(seconds / 60);

export function draftOf(service: Service, zone: string): ServiceDraft {
  const rule = service.incident_urgency_rule;
  const hours = service.support_hours;
  const grouping = service.alert_grouping_parameters;
  const window = grouping?.config?.timeout ?? grouping?.config?.time_window;
  return {
    name: service.name,
    description: service.description ?? '',
    policy: service.escalation_policy,
    team: service.teams?.[0] ?? null,
    contact: service.contact ?? '',
    runbook: service.runbook ?? '',
    acknowledgeAfter: minutes(service.acknowledgement_timeout),
    resolveAfter: minutes(service.auto_resolve_timeout),
    rule: rule?.type === 'use_support_hours' ? 'use_support_hours' : (rule?.urgency ?? 'high'),
    during: rule?.during_support_hours?.urgency ?? 'high',
    outside: rule?.outside_support_hours?.urgency ?? 'low',
    zone: hours?.time_zone ?? zone,
    start: (hours?.start_time ?? newService.start).slice(0, 5),
    end: (hours?.end_time ?? newService.end).slice(0, 5),
    days: hours?.days_of_week ?? newService.days,
    raiseAtStart: hours === null ? true : (service.scheduled_actions ?? []).length > 0,
    grouping: grouping?.type ?? 'none',
    groupMinutes: grouping === null || grouping === undefined ? newService.groupMinutes : minutes(window),
    groupFields: grouping?.config?.fields ?? newService.groupFields,
    groupBy: grouping?.config?.aggregate ?? 'all',
    recovery: service.recovery_mode ?? 'resolve',
  };
}

function urgencyRule(draft: ServiceDraft): UrgencyRule {
  if (draft.rule !== 'use_support_hours') return { type: 'constant', urgency: draft.rule };
  return {
    type: 'use_support_hours',
    during_support_hours: { type: 'constant', urgency: draft.during },
    outside_support_hours: { type: 'constant', urgency: draft.outside },
  };
}

function supportHours(draft: ServiceDraft): SupportHours | null {
  if (draft.rule !== 'use_support_hours') return null;
  return {
    type: 'fixed_time_per_day',
    time_zone: draft.zone,
    start_time: `${draft.start}:00`,
    end_time: `${draft.end}:00`,
    days_of_week: [...draft.days].sort((a, b) => a - b),
  };
}

function grouping(draft: ServiceDraft): AlertGrouping {
  const seconds = draft.groupMinutes === null ? 0 : draft.groupMinutes * 60;
  switch (draft.grouping) {
    case 'none':
      return { type: null, config: null };
    case 'time':
      return { type: 'time', config: { timeout: seconds } };
    case 'intelligent':
      return { type: 'intelligent', config: { time_window: seconds } };
    case 'content_based':
      return {
        type: 'content_based',
        config: { aggregate: draft.groupBy, fields: draft.groupFields, time_window: seconds },
      };
  }
}

/** What goes to the server. */
export function wireOf(draft: ServiceDraft) {
  return {
    type: 'service',
    name: draft.name.trim(),
    description: draft.description.trim() === '' ? null : draft.description.trim(),
    escalation_policy:
      draft.policy === null ? null : { id: draft.policy.id, type: 'escalation_policy_reference' },
    teams: draft.team === null ? [] : [{ id: draft.team.id, type: 'team_reference' }],
    contact: draft.contact.trim() === '' ? null : draft.contact.trim(),
    runbook: draft.runbook.trim() === '' ? null : draft.runbook.trim(),
    acknowledgement_timeout: draft.acknowledgeAfter === null ? null : draft.acknowledgeAfter * 60,
    auto_resolve_timeout: draft.resolveAfter === null ? null : draft.resolveAfter * 60,
    incident_urgency_rule: urgencyRule(draft),
    support_hours: supportHours(draft),
    scheduled_actions:
      draft.rule === 'use_support_hours' && draft.raiseAtStart
        ? [
            {
              type: 'urgency_change',
              at: { type: 'named_time', name: 'support_hours_start' },
              to_urgency: 'high',
            },
          ]
        : [],
    alert_creation: 'create_alerts_and_incidents',
    alert_grouping_parameters: grouping(draft),
    recovery_mode: draft.recovery,
  };
}

const urgencyWords: Record<Urgency, string> = {
  high: 'high urgency',
  low: 'low urgency',
  severity_based: 'urgency by severity',
};

/** The urgency rule in one line. */
export function urgencyInWords(service: Service): string {
  const draft = draftOf(service, 'UTC');
  if (draft.rule !== 'use_support_hours') {
    return draft.rule === 'severity_based'
      ? 'By severity: critical and error are high, warning and info are low'
      : `Always ${urgencyWords[draft.rule]}`;
  }
  return (
    `In support hours (${daysInWords(draft.days)} ${draft.start}–${draft.end} ${draft.zone}) ` +
    `${urgencyWords[draft.during]}, otherwise ${urgencyWords[draft.outside]}`
  );
}

/** The grouping rule in one line. */
export function groupingInWords(service: Service): string {
  const draft = draftOf(service, 'UTC');
  const within =
    draft.groupMinutes === null ? 'while the incident is open' : `within ${draft.groupMinutes} min`;
  switch (draft.grouping) {
    case 'none':
      return 'Each alert becomes an incident of its own';
    case 'time':
      return `All alerts ${within} become one incident`;
    case 'intelligent':
      return `Similar alerts ${within} become one incident`;
    case 'content_based':
      return `Alerts equal in ${draft.groupBy} of ${draft.groupFields.join(', ')} ${within} become one incident`;
  }
}

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export function daysInWords(days: readonly number[]): string {
  const sorted = [...days].sort((a, b) => a - b);
  const inRow = sorted.length > 2 && sorted.every((day, at) => at === 0 || day === (sorted[at - 1] ?? 0) + 1);
  const name = (day: number | undefined) => dayNames[(day ?? 1) - 1] ?? '?';
  return inRow ? `${name(sorted[0])}–${name(sorted[sorted.length - 1])}` : sorted.map(name).join(', ');
}
