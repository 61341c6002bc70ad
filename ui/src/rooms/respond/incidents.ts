import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, list, listAll, type Query } from '../../ground/api';
import type { Alert, Incident, IncidentStatus, LogEntry, Note, Notification, Ref } from '../../ground/wire';

export interface IncidentChange {
  status?: IncidentStatus;
  /** What was done about it, or why it is resolved without proof. */
  resolution?: string;
  /** Resolves it also when the service is not seen to have recovered. */
  force?: boolean;
  title?: string;
  urgency?: string;
  priority?: { id: string; type: 'priority_reference' } | null;
  escalation_level?: number;
  escalation_policy?: { id: string; type: 'escalation_policy_reference' };
  assignments?: { assignee: { id: string; type: 'user_reference' } }[];
  /** The service that it is moved to. */
  service?: { id: string; type: 'service_reference' };
  /** Why it is handed on; it stands in the timeline and in what people are told. */
  reason?: string;
}

export async function changeIncident(id: string, change: IncidentChange): Promise<Incident> {
  const answer = await api.put<{ incident: Incident }>(`/incidents/${id}`, {
    incident: { type: 'incident_reference', ...change },
  });
  return answer.incident;
}

/** One call for many; the server does all or nothing. */
export async function changeMany(ids: readonly string[], change: IncidentChange): Promise<Incident[]> {
  const answer = await api.put<{ incidents: Incident[] }>('/incidents', {
    incidents: ids.map((id) => ({ id, type: 'incident_reference', ...change })),
  });
  return answer.incidents;
}

/** Moves alerts of one incident into another, all or none. */
export async function moveAlerts(from: string, ids: readonly string[], to: string): Promise<void> {
  await api.put(`/incidents/${from}/alerts`, {
    alerts: ids.map((id) => ({
      id,
      type: 'alert_reference',
      incident: { id: to, type: 'incident_reference' },
    })),
  });
}

/** What the server says of a split. */
export interface Parting {
  paged: { user: Ref; reason: string }[];
  not_paged: { user: Ref; reason: string }[];
  reason: string;
  undo: string;
}

/** Who is paged for an incident that was split off, in words. */
export function partingWords(parting: Parting): string {
  const paged = parting.paged.map(({ user }) => user.summary ?? user.id);
  return paged.length === 0
    ? `Nobody is paged: ${parting.reason}`
    : `${paged.join(', ')} ${paged.length === 1 ? 'is' : 'are'} paged: ${parting.reason}`;
}

/** Alerts that the server splits off at a time. */
const MOST_SPLIT = 250;

/** An incident before it was merged into another. */
export interface Part {
  incident: Incident;
  /** Its alerts; null when there are none or more than can be split off again at once. */
  alerts: string[] | null;
}

/** What an incident that was merged is now. */
export interface Apart {
  before: number;
  now: Incident;
  parting: Parting;
}

/** What was taken apart, and who hears of it, in words. */
export function apartWords(made: readonly Apart[]): string {
  const numbers = made.map(({ before, now }) => `#${before} is #${now.incident_number} now.`);
  const paged = new Set(
    made.flatMap(({ parting }) => parting.paged.map(({ user }) => user.summary ?? user.id)),
  );
  const whom = [...paged].join(', ');
  return `${numbers.join(' ')} ${
    whom === '' ? 'Nobody is paged anew.' : `${whom} ${paged.size === 1 ? 'is' : 'are'} paged.`
  }`;
}

/** Merges others into an incident; what they were like is what {@link takeApart} asks for. */
export async function merge(into: string, others: readonly Incident[]): Promise<Part[]> {
  const parts = await Promise.all(
    others.map(async (incident): Promise<Part> => {
      const alerts = await listAll<Alert>(`/incidents/${incident.id}/alerts`, 'alerts', {}, MOST_SPLIT + 1);
      const few = alerts.length > 0 && alerts.length <= MOST_SPLIT;
      return { incident, alerts: few ? alerts.map(({ id }) => id) : null };
    }),
  );
  await api.put(`/incidents/${into}/merge`, {
    source_incidents: others.map(({ id }) => ({ id, type: 'incident_reference' })),
  });
  return parts;
}

/** Splits what was merged off again, as the incidents that it was; they have other numbers then. */
export async function takeApart(from: string, parts: readonly Part[]): Promise<Apart[]> {
  const made: Apart[] = [];
  for (const { incident, alerts } of parts) {
    const { priority } = incident;
    const answer = await api.post<{ incident: Incident; split: Parting }>(`/incidents/${from}/split`, {
      split: {
        alerts: (alerts ?? []).map((id) => ({ id, type: 'alert_reference' })),
        title: incident.title,
        service: { id: incident.service.id, type: 'service_reference' },
        ...(priority ? { priority: { id: priority.id, type: 'priority_reference' } } : {}),
      },
    });
    made.push({ before: incident.incident_number, now: answer.incident, parting: answer.split });
  }
  return made;
}

export const incidentsQuery = (query: Query) =>
  queryOptions({
    queryKey: ['incidents', 'list', query],
    queryFn: ({ signal }) => list<Incident>('/incidents', 'incidents', query, signal),
    placeholderData: keepPreviousData,
  });

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ incident: Incident }>(`/incidents/${id}`, undefined, signal)).incident,
  });

export const alertsQuery = (id: string, offset: number) =>
  queryOptions({
    queryKey: ['incident', id, 'alerts', offset],
    queryFn: ({ signal }) =>
      list<Alert>(`/incidents/${id}/alerts`, 'alerts', { limit: 25, offset, total: true }, signal),
    placeholderData: keepPreviousData,
  });

/** Alerts that pictures show; more would only be a blur. */
export const MOST_DRAWN = 500;

export const allAlertsQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id, 'alerts', 'all'],
    queryFn: ({ signal }) => listAll<Alert>(`/incidents/${id}/alerts`, 'alerts', {}, MOST_DRAWN, signal),
  });

export const logQuery = (id: string, overview: boolean, offset: number) =>
  queryOptions({
    queryKey: ['incident', id, 'log', overview, offset],
    queryFn: ({ signal }) =>
      list<LogEntry>(
        `/incidents/${id}/log_entries`,
        'log_entries',
        { is_overview: overview, limit: 50, offset, total: true },
        signal,
      ),
    placeholderData: keepPreviousData,
  });

/** A moment of an incident and the entry that it comes from. */
export interface Moment {
  at: string;
  words: string;
  actor: string;
  source: string;
  late: boolean;
}

/** What happened, with who did it unless the words say so themselves. */
export function withActor({ words, actor, late }: Moment): string {
  const more = [words.includes(actor) ? '' : actor, late ? 'written down later' : ''].filter(Boolean);
  return more.length === 0 ? words : `${words} (${more.join(', ')})`;
}

export interface Clocks {
  flagged: Moment | null;
  first_response: Moment | null;
  restored: Moment | null;
  seconds_to_first_response: number | null;
  seconds_to_restore: number | null;
}

export const clocksQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id, 'clocks'],
    queryFn: async ({ signal }) =>
      (await api.get<{ clocks: Clocks }>(`/incidents/${id}/clocks`, undefined, signal)).clocks,
  });

export const notesQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id, 'notes'],
    queryFn: ({ signal }) => list<Note>(`/incidents/${id}/notes`, 'notes', undefined, signal),
  });

export const toldQuery = (id: string, offset: number) =>
  queryOptions({
    queryKey: ['incident', id, 'told', offset],
    queryFn: ({ signal }) =>
      list<Notification>(
        `/incidents/${id}/notifications`,
        'notifications',
        { limit: 50, offset, total: true },
        signal,
      ),
    placeholderData: keepPreviousData,
  });

export function names(refs: readonly (Ref | null | undefined)[]): string {
  return refs.map((ref) => ref?.summary ?? ref?.id ?? '?').join(', ');
}
