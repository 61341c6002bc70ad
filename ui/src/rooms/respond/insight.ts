import type { Iso } from '../../ground/wire';

/**
 * What Muster thinks of an incident. The readers take the wire with care: an insight that is missing or only partly there
 * must never take the incident's page down with it.
 */

type Wire = Record<string, unknown>;

function record(value: unknown): Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Wire) : {};
}

function items(...values: unknown[]): Wire[] {
  const found = values.find((value) => Array.isArray(value));
  return Array.isArray(found) ? found.map(record) : [];
}

function text(...values: unknown[]): string | null {
  for (const value of values) if (typeof value === 'string' && value !== '') return value;
  return null;
}

function number(...values: unknown[]): number | null {
  for (const value of values) if (typeof value === 'number' && Number.isFinite(value)) return value;
  return null;
}

/** Reasons come as one or several, each a text or `{rule, version, words}`. */
export function reasonsOf(...values: unknown[]): string[] {
  const value = values.find((one) => one !== undefined && one !== null);
  const list = Array.isArray(value) ? value : [value];
  return list
    .map((one) => (typeof one === 'string' ? one : text(record(one).words, record(one).summary)))
    .filter((one): one is string => one !== null && one !== '');
}

/** Something that may have caused it all. */
export interface Cause {
  id: string;
  name: string;
  kind: string | null;
  /** 0..1 */
  probability: number;
  reasons: string[];
  /** Entities from the cause to where it was felt. */
  path: string[];
}

export interface Analysis {
  at: Iso | null;
  /** What decided, with its version: for those who want to know which mind it was. */
  by: string | null;
  causes: Cause[];
  /** Why no cause is named, in words; null when one is. */
  undecided: string | null;
  /** The kind of the entity that each alert is about, and the entity, by alert id. */
  places: Map<string, { entity: string; kind: string | null }>;
  /** Why these alerts are one incident. */
  together: string[];
  /** How often the like happened before; null when that is not known. */
  knownBefore: string | null;
}

/** The cause needs this much to be named before the others; below it, Muster is not sure. */
export const SURE_FROM = 0.3;

export function readAnalysis(answer: unknown): Analysis {
  const outer = record(answer);
  const wire = 'analysis' in outer ? record(outer.analysis) : outer;
  const causes = items(wire.causes, wire.root_causes, wire.probable_causes).map((one): Cause => {
    const entity = record(one.entity);
    const id = text(entity.id, one.entity_id, one.entity, one.id) ?? '?';
    return {
      id,
      name: text(entity.name, entity.summary, one.name, one.summary) ?? id,
      kind: text(entity.kind, one.kind),
      probability: Math.min(1, Math.max(0, number(one.probability, one.share, one.score) ?? 0)),
      reasons: reasonsOf(one.reasons, one.why, one.reason, one.words),
      path: (Array.isArray(one.path) ? one.path : [])
        .map((step) => (typeof step === 'string' ? step : text(record(step).id)))
        .filter((step): step is string => step !== null),
    };
  });
  causes.sort((a, b) => b.probability - a.probability);
  const said = reasonsOf(wire.undecided, wire.not_sure, wire.not_sure_because, wire.unsure);
  const best = causes[0];
  const undecided =
    said.length > 0
      ? said.join(' ')
      : best === undefined
        ? 'None of the alerts could be placed in the topology, or too few have come yet.'
        : best.probability < SURE_FROM
          ? 'No candidate stands out from the others.'
          : null;
  const places = new Map<string, { entity: string; kind: string | null }>();
  for (const one of items(wire.alerts, wire.members)) {
    const alert = text(one.alert_id, record(one.alert).id, one.id);
    const entity = record(one.entity);
    const id = text(entity.id, one.entity_id, one.entity);
    if (alert !== null && id !== null)
      places.set(alert, { entity: id, kind: text(entity.kind, one.kind, one.layer) });
  }
  const by = text(wire.model, wire.model_version, wire.version, wire.rule);
  const version = number(wire.version, wire.model_version);
  return {
    at: text(wire.at, wire.made_at, wire.analysed_at, wire.updated_at),
    by: by ?? (version === null ? null : `version ${version}`),
    causes,
    undecided,
    places,
    together: reasonsOf(wire.together, wire.grouping, wire.reasons),
    knownBefore: text(wire.known_before, record(wire.known_before).words),
  };
}

export interface Suspect {
  id: string;
  summary: string;
  author: string | null;
  source: string | null;
  at: Iso | null;
  probability: number | null;
  reasons: string[];
}

const correlationWords: Record<string, string> = {
  most_recent: 'It is the latest change before the incident.',
  related_service: 'It changed a service that this one rests on.',
  intelligent: 'Changes like it came before incidents like this one.',
};

/** Changes that may have done it, in the order of the wire: it is ranked there. */
export function readSuspects(answer: unknown): Suspect[] {
  return items(record(answer).change_events, record(answer).related_change_events).map((one) => {
    const change = 'change_event' in one ? record(one.change_event) : one;
    const details = record(change.custom_details);
    const why = record(one.correlation_reason);
    const known = text(why.reason);
    const reasons = reasonsOf(one.reasons, one.why, why.words, one.reason);
    return {
      id: text(change.id) ?? '?',
      summary: text(change.summary) ?? 'A change',
      author: text(one.author, change.author, details.author, details.user, details.committer, details.by),
      source: text(change.source),
      at: text(change.timestamp, change.created_at),
      probability: number(one.probability, one.score, why.probability),
      reasons: reasons.length > 0 ? reasons : known === null ? [] : [correlationWords[known] ?? known],
    };
  });
}

export interface PastIncident {
  id: string;
  title: string;
  at: Iso | null;
  /** 0..1 */
  likeness: number | null;
  fixedBy: string | null;
  reasons: string[];
}

export function readPast(answer: unknown): PastIncident[] {
  return items(record(answer).past_incidents).map((one) => {
    const incident = 'incident' in one ? record(one.incident) : one;
    const score = number(one.probability, one.score);
    return {
      id: text(incident.id) ?? '?',
      title: text(incident.title, incident.summary) ?? 'Incident',
      at: text(incident.created_at),
      // The vendor's scores go to 1,000.
      likeness: score === null ? null : score > 1 ? Math.min(1, score / 1_000) : Math.max(0, score),
      fixedBy: text(one.fixed_by, record(one.fix).words, one.resolution, incident.fixed_by),
      reasons: reasonsOf(one.reasons, one.why, one.reason),
    };
  });
}

export interface Occurrence {
  category: 'anomaly' | 'rare' | 'frequent' | 'novel' | string;
  words: string;
}

/** How usual an incident like this one is. */
export function readOccurrence(answer: unknown): Occurrence | null {
  const outlier = record(record(answer).outlier_incident);
  const incident = 'incident' in outlier ? record(outlier.incident) : outlier;
  const occurrence = record(incident.occurrence ?? outlier.occurrence);
  const category = text(occurrence.category);
  if (category === null) return null;
  const count = number(occurrence.count);
  const said = text(occurrence.words, ...reasonsOf(occurrence.reason));
  return {
    category: category.toLowerCase(),
    words:
      said ??
      (count === null
        ? ''
        : count === 0
          ? 'Nothing like it happened before.'
          : `The like happened ${count === 1 ? 'once' : `${count} times`} before.`),
  };
}

export interface Decided {
  at: Iso | null;
  kind: string;
  words: string;
  by: string;
}

/** One entry of the ledger of decisions about an alert. */
export function readDecision(value: unknown): Decided {
  const wire = record(value);
  const why = record(wire.why ?? wire.reason);
  const rule = text(why.rule, wire.rule);
  const version = number(why.version, wire.version);
  return {
    at: text(wire.at, wire.created_at, wire.decided_at),
    kind: text(wire.decision, wire.kind, wire.action, wire.type) ?? 'decided',
    words: text(why.words, wire.words, wire.reason, wire.why) ?? '',
    by: [rule, version === null ? null : `version ${version}`].filter((one) => one !== null).join(', '),
  };
}

export interface Warning {
  id: string;
  title: string;
  at: Iso | null;
  /** What it warns of, in words. */
  words: string;
  incidentId: string | null;
  /** 0..1 */
  probability: number | null;
  /** Seconds from a warning like this to the failure, as a rule. */
  leadSeconds: number | null;
  earlier: { id: string; title: string }[];
  outcome: 'pending' | 'hit' | 'miss' | string;
}

export function readWarning(value: unknown): Warning {
  const wire = record(value);
  const of = record(wire.incident);
  return {
    id: text(wire.id) ?? '?',
    title: text(wire.title, wire.summary) ?? 'Early warning',
    at: text(wire.at, wire.created_at, wire.raised_at),
    words: reasonsOf(wire.reasons, wire.why, wire.words, wire.reason).join(' '),
    incidentId: text(wire.incident_id, of.id),
    probability: number(wire.probability, wire.score, wire.confidence),
    leadSeconds: number(wire.median_lead_seconds, wire.lead_seconds, wire.lead_time_seconds),
    earlier: items(wire.earlier_incidents, wire.past_incidents, wire.incidents).map((one) => {
      const incident = 'incident' in one ? record(one.incident) : one;
      const id = text(incident.id) ?? '?';
      return { id, title: text(incident.title, incident.summary) ?? id };
    }),
    outcome: (text(wire.outcome, wire.status, wire.state) ?? 'pending').toLowerCase(),
  };
}
