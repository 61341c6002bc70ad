import { items, number, record, text } from '../../ground/read';
import type { Iso, Ref } from '../../ground/wire';

/**
 * What Muster thinks of an incident. The readers take the wire with care: an insight that is missing or only partly there
 * must never take the incident's page down with it.
 */

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
  /** Id of the service that answers for it; null when none does. */
  serviceId: string | null;
  /** 0..1 */
  probability: number;
  reasons: string[];
}

/** The only place that may be behind it as far as is known: compared with nothing, so without a probability. */
export interface OnlyPlace {
  id: string;
  name: string;
  /** Id of the service that answers for it; null when none does. */
  serviceId: string | null;
  reasons: string[];
}

export interface Analysis {
  at: Iso | null;
  /** What decided, with its version: for those who want to know which mind it was. */
  by: string | null;
  causes: Cause[];
  /** Why no cause is named, in words; null when one is, or when there was only one place to look at. */
  undecided: string | null;
  /** Set instead of causes when nothing could be compared. */
  onlyPlace: OnlyPlace | null;
  /** The only service that all causes belong to; null when there are several. */
  onlyService: OnlyPlace | null;
  /** How likely it is that no change did it, 0..1; null when that was not asked. */
  noChange: number | null;
  /** Ids of the early warnings that came before it. */
  warnings: string[];
  /** For how long the problem has been known, in words; null when it has not. */
  knownBefore: string | null;
}

/** A cause must be at least this likely, and so many times likelier than the next, to be named without a doubt. */
const SURE_FROM = 0.4;
const SURE_TIMES = 1.5;

/** Why no cause is named as the one, in words; null when one is. */
function undecided(causes: readonly Cause[]): string | null {
  const [best, next] = causes;
  if (best === undefined) return 'It is not known what the alerts are about, or too few have come yet.';
  if (best.probability >= SURE_FROM && best.probability >= SURE_TIMES * (next?.probability ?? 0)) return null;
  const near = causes
    .filter(({ probability }) => SURE_TIMES * probability > best.probability)
    .map(({ name }) => name);
  return near.length > 1
    ? `${near.slice(0, -1).join(', ')} and ${near[near.length - 1]} are about equally likely.`
    : `The likeliest, ${best.name}, has no more than ${Math.round(best.probability * 100)} %.`;
}

function readPlace(value: unknown): OnlyPlace | null {
  if (value === null || value === undefined) return null;
  const wire = record(value);
  const id = text(wire.entity);
  if (id === null) return null;
  return {
    id,
    name: text(wire.name) ?? id,
    serviceId: text(wire.muster_service),
    reasons: reasonsOf(wire.reasons),
  };
}

export function readAnalysis(answer: unknown): Analysis | null {
  const outer = record(answer);
  // Not thought of yet.
  if (outer.analysis === null || outer.analysis === undefined) return null;
  const wire = record(outer.analysis);
  const causes = items(wire.causes).map((one): Cause => {
    const entity = record(one.entity);
    const id = text(entity.id, one.entity_id, one.entity, one.id) ?? '?';
    return {
      id,
      name: text(entity.name, entity.summary, one.name, one.summary) ?? id,
      kind: text(entity.kind, one.kind),
      serviceId: text(one.muster_service),
      probability: Math.min(1, Math.max(0, number(one.probability, one.share, one.score) ?? 0)),
      reasons: reasonsOf(one.reasons, one.why, one.reason, one.words),
    };
  });
  causes.sort((a, b) => b.probability - a.probability);
  const onlyPlace = readPlace(wire.only_place);
  const version = number(wire.version);
  const none = items(wire.changes).find((one) => one.change_id === null || one.change_id === undefined);
  return {
    at: text(wire.at),
    by: version === null ? null : `rules version ${version}`,
    causes,
    undecided: onlyPlace !== null && causes.length === 0 ? null : undecided(causes),
    onlyPlace: causes.length === 0 ? onlyPlace : null,
    onlyService: readPlace(wire.only_service),
    noChange: none === undefined ? null : number(none.probability),
    warnings: (Array.isArray(wire.warnings) ? wire.warnings : []).filter(
      (one): one is string => typeof one === 'string',
    ),
    knownBefore: text(wire.known_before),
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

/** Who made a change; null while that is asked still, or when asking failed. */
export function madeBy(
  one: Suspect,
  authors: readonly { change: { id: string }; author: string | null }[] | undefined,
): string | null {
  if (one.author !== null || authors === undefined) return one.author;
  return authors.find(({ change }) => change.id === one.id)?.author ?? 'unknown author';
}

/** How likely it is that no change did it; null where nothing was weighed, so that it is no finding, and where a person has the last word. */
export function noChangeDidIt(
  share: number | null,
  suspects: readonly Suspect[] | undefined,
  links: readonly CauseLink[] | undefined,
): number | null {
  const weighed = suspects?.some(({ probability }) => probability !== null) === true;
  const open = links?.every(({ state }) => state !== 'confirmed') === true;
  return share !== null && share >= 0.5 && weighed && open ? share : null;
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
    const why = record(one.correlation_reason);
    const known = text(why.reason);
    const reasons = reasonsOf(one.reasons, one.why, why.words, one.reason);
    return {
      id: text(change.id) ?? '?',
      summary: text(change.summary) ?? 'A change',
      author: text(one.author, change.author) ?? readAuthor({ change_event: change }),
      source: text(change.source),
      at: text(change.timestamp, change.created_at),
      probability: number(one.probability, one.score, why.probability),
      reasons: reasons.length > 0 ? reasons : known === null ? [] : [correlationWords[known] ?? known],
    };
  });
}

/** Who made a change, as its sender named them: tools have different words for it. */
export function readAuthor(answer: unknown): string | null {
  const details = record(record(record(answer).change_event).custom_details);
  return text(
    details.author,
    details.user,
    details.committer,
    details.deployed_by,
    details.by,
    record(details.author).name,
    record(details.user).name,
  );
}

/** Which change caused it: as Muster infers, or as a person says. */
export interface CauseLink {
  changeId: string;
  state: 'confirmed' | 'rejected' | 'inferred';
  /** Who said so; null when Muster did. */
  by: string | null;
  at: Iso | null;
}

export function readCauseLinks(answer: unknown): CauseLink[] {
  return items(record(answer).caused_by).flatMap((one) => {
    const changeId = text(record(one.change).id);
    const state = text(one.state);
    if (changeId === null || (state !== 'confirmed' && state !== 'rejected' && state !== 'inferred'))
      return [];
    const by = record(one.by);
    return [{ changeId, state, by: text(by.summary, by.id), at: text(one.at) }];
  });
}

/** What is different about the failing ones. */
export interface Difference {
  verdict: 'found' | 'nothing' | 'not_enough_data' | string;
  words: string;
  /** Each in words, and between which factors the truth lies. */
  segments: { words: string; interval: string }[];
  firstSeen: string[];
}

export function readDifferences(answer: unknown): Difference | null {
  const wire = record(record(answer).differences);
  const verdict = text(wire.verdict);
  if (verdict === null) return null;
  return {
    verdict,
    words: text(wire.words) ?? '',
    segments: items(wire.segments).map((one) => {
      const least = number(one.at_least);
      const most = number(one.at_most);
      return {
        words: text(one.words) ?? '',
        interval:
          least === null || most === null
            ? ''
            : `With 95 % certainty ${least.toFixed(1)} to ${most > 999 ? 'far more than 999' : most.toFixed(1)} times.`,
      };
    }),
    firstSeen: items(wire.first_seen).flatMap((one) => text(one.words) ?? []),
  };
}

export interface PastIncident {
  id: string;
  title: string;
  at: Iso | null;
  /** How probable it is that it was the same trouble, 0..1. */
  same: number | null;
  fixedBy: string | null;
  reasons: string[];
  /** Whether it happened in the tool that it was imported from; then its page is among the past ones. */
  imported: boolean;
  /** Whether it was the same trouble, as a person said; null when nobody did. */
  verdict: 'right' | 'wrong' | null;
  by: Ref | null;
}

export function readPast(answer: unknown): PastIncident[] {
  return items(record(answer).past_incidents).map((one) => {
    const incident = 'incident' in one ? record(one.incident) : one;
    return {
      id: text(incident.id) ?? '?',
      title: text(incident.title, incident.summary) ?? 'Incident',
      at: text(incident.created_at),
      same: number(one.same),
      fixedBy: text(one.fixed_by, record(one.fix).words, one.resolution, incident.fixed_by),
      reasons: reasonsOf(one.reasons, one.why, one.reason),
      imported: text(incident.external_id) !== null,
      verdict: one.verdict === 'right' || one.verdict === 'wrong' ? one.verdict : null,
      by: one.by === null || one.by === undefined ? null : (one.by as Ref),
    };
  });
}

export interface Nearby {
  id: string;
  name: string;
  at: Iso | null;
}

export function readNearby(answer: unknown): Nearby[] {
  return items(record(answer).related_incidents).map((one) => {
    const incident = record(one.incident);
    const id = text(incident.id) ?? '?';
    return { id, name: text(incident.summary, incident.title) ?? id, at: text(incident.created_at) };
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

/** What may be named: entities, and the services that none of these stands for. */
export function candidates(entities: readonly unknown[], services: readonly unknown[]) {
  const shown = entities.map((value) => {
    const one = record(value);
    return {
      value: text(one.id) ?? '',
      label: `${text(one.name, one.id) ?? ''} (${text(one.kind) ?? 'entity'})`,
    };
  });
  const taken = new Set(shown.flatMap(({ value, label }) => [value, label.toLowerCase()]));
  const others = services
    .map((value) => {
      const one = record(value);
      return { value: text(one.id) ?? '', label: `${text(one.name, one.id) ?? ''} (service)` };
    })
    .filter(({ value, label }) => !taken.has(value) && !taken.has(label.toLowerCase()));
  return [...shown, ...others];
}
