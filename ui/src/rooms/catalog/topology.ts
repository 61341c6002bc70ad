import { percent } from '../../ground/chart';
import type { GraphLink, GraphNode } from '../../ground/graph';
import { fromNow } from '../../ground/time';
import type { Iso, Ref } from '../../ground/wire';

/** Something that runs, or that others rest on. */
export interface Entity extends Ref {
  name: string;
  kind: string;
  /** Id of the entity that is its service; a service names itself. */
  service: string | null;
  /** Id of the service here whose people answer for it. */
  muster_service: string | null;
  region: string | null;
  stage: string | null;
  aliases: string[];
  attributes: Record<string, string>;
  source: string;
  created_at: Iso | null;
  last_seen_at: Iso | null;
  stale_since: Iso | null;
  /** Id of the entity under which it counts, because both are the same thing. */
  same_as?: string | null;
}

/** Two entities of different sources that are the same thing, or may be. */
export interface SameThing {
  entity: Side;
  other: Side;
  state: 'applied' | 'proposed' | 'accepted' | 'refused';
  certain: boolean;
  reason: string;
  found_at: Iso;
  by: string | null;
  said_at: Iso | null;
  counted_as: string | null;
}

interface Side {
  id: string;
  name: string;
  kind: string;
  source: string;
}

/** What became of a pair, in words. */
export function sameWords(pair: SameThing): string {
  switch (pair.state) {
    case 'applied':
      return pair.counted_as === null
        ? 'Certain, but counts as two: one of them counts as another thing of the same source, or somebody said that they are two'
        : 'Counts as one, because it is certain';
    case 'proposed':
      return 'Likely: counts as two until somebody says so';
    case 'accepted':
      return pair.counted_as === null
        ? 'Counts as two still: somebody said that they are one, but also that one of them is not what the other counts as'
        : 'Counts as one, by the word of a person';
    case 'refused':
      return 'Counts as two, by the word of a person';
  }
}

export interface Dependency {
  from: string;
  to: string;
  kind: string;
  confidence: number;
  learned: boolean;
  confirmed_by: string | null;
  source: string;
  last_seen_at: Iso | null;
  stale_since: Iso | null;
  /** What a learned one rests on, in words. */
  evidence?: string | null;
}

export interface TopologyMap {
  entities: {
    distance: number;
    entity: Entity;
    /** What other sources tell of it under ids of their own. */
    also?: Entity[];
  }[];
  dependencies: Dependency[];
  more: boolean;
}

export interface Gap {
  identifier: string;
  alerts: number;
  integration_id: string | null;
  example_alert_id: string;
  words: string;
  first_at: Iso;
  last_at: Iso;
}

export interface ImportReport {
  entities_added: number;
  entities_changed: number;
  entities_unchanged: number;
  dependencies_added: number;
  dependencies_changed: number;
  dependencies_unchanged: number;
  kept: number;
  stale: number;
  dangling: number;
  gaps_closed: number;
  skipped: number;
  unknown_owners: number;
  same_applied: number;
  same_proposed: number;
  mentioned: number;
  skipped_items: { place: string; id: string | null; why: string }[];
}

export interface TopologyImport {
  id: string;
  source: string;
  format: string;
  by: string;
  at: Iso;
  report: Partial<ImportReport>;
}

/** Where a page about an entity is. Ids may hold slashes, so they stand in the query. */
export function entityPath(id: string): string {
  return `/topology/entity?id=${encodeURIComponent(id)}`;
}

/** Where the API has an entity. Slashes of its id stay as they are, since servers refuse encoded ones. */
export function entityAddress(id: string): string {
  return `/entities/${id.split('/').map(encodeURIComponent).join('/')}`;
}

/** How a dependency is known, in words. */
export function knownWords(link: Dependency, now: number): string {
  if (link.stale_since !== null) return `Stale: not named since ${fromNow(link.stale_since, now)}`;
  if (link.learned && link.confirmed_by === null)
    return `Learned, ${percent(link.confidence)} sure${link.evidence ? `. ${link.evidence}` : ''}`;
  if (link.learned) return 'Learned, and confirmed by a person';
  return link.confidence < 1
    ? `Declared by ${link.source}, ${percent(link.confidence)} sure`
    : `Declared by ${link.source}`;
}

export function certain(link: Dependency): boolean {
  return (
    link.stale_since === null && (!link.learned || link.confirmed_by !== null) && link.confidence >= 0.75
  );
}

/** The map as boxes and arrows. */
export function graphOf(map: TopologyMap, centre: string | null): { nodes: GraphNode[]; links: GraphLink[] } {
  return {
    nodes: map.entities.map(({ entity }) => ({
      id: entity.id,
      name: entity.name,
      kind: entity.kind.replaceAll('_', ' '),
      centre: entity.id === centre,
      tone: entity.stale_since !== null ? 'grey' : entity.kind === 'service' ? 'blue' : undefined,
      mark: entity.stale_since !== null ? 'stale' : undefined,
    })),
    links: map.dependencies.map((link) => ({
      from: link.from,
      to: link.to,
      dashed: !certain(link),
    })),
  };
}

/** What an import did, as lines to read; nothing that is zero. */
export function reportLines(report: Partial<ImportReport>): string[] {
  const lines: string[] = [];
  const say = (count: number | undefined, words: (n: number) => string) => {
    if (count !== undefined && count > 0) lines.push(words(count));
  };
  const things = (n: number) => `${n} ${n === 1 ? 'entity' : 'entities'}`;
  const links = (n: number) => `${n} ${n === 1 ? 'dependency' : 'dependencies'}`;
  say(report.entities_added, (n) => `${things(n)} added`);
  say(report.entities_changed, (n) => `${things(n)} changed`);
  say(report.entities_unchanged, (n) => `${things(n)} as before`);
  say(report.dependencies_added, (n) => `${links(n)} added`);
  say(report.dependencies_changed, (n) => `${links(n)} changed`);
  say(report.dependencies_unchanged, (n) => `${links(n)} as before`);
  say(report.kept, (n) => `${n} left as a person had entered them`);
  say(report.stale, (n) => `${n} stale now, because the source names them no longer`);
  say(report.dangling, (n) => `${links(n)} with an end that is not known yet`);
  say(report.mentioned, (n) => `${links(n)} more, because an environment names a host of another source`);
  say(
    report.same_applied,
    (n) => `${n} ${n === 1 ? 'entity counts' : 'entities count'} as one with another source's from now on`,
  );
  say(
    report.same_proposed,
    (n) =>
      `${n} ${n === 1 ? 'entity is' : 'entities are'} likely the same as another source's: look under “Same things”`,
  );
  say(report.gaps_closed, (n) => `${n} unresolved ${n === 1 ? 'name' : 'names'} of alerts known from now on`);
  say(report.skipped, (n) => `${n} could not be taken`);
  say(report.unknown_owners, (n) => `${things(n)} ${n === 1 ? 'names' : 'name'} a service that is not known`);
  return lines.length === 0 ? ['Nothing was in it'] : lines;
}

export const importFormats = [
  { value: 'native', label: 'Muster JSON', hint: '{"entities": […], "dependencies": […]}' },
  {
    value: 'csv',
    label: 'CSV',
    hint: 'First line: id,name,kind,service,… for entities, or from,to,kind for dependencies',
  },
  { value: 'backstage', label: 'Backstage catalog', hint: 'catalog-info.yaml, one or several documents' },
  { value: 'kubernetes', label: 'Kubernetes', hint: 'Manifests, or what kubectl get … -o yaml writes' },
  {
    value: 'service_graph',
    label: 'Service graph',
    hint: 'Calls between services, as tracing tools export them',
  },
];

/** The format that a file most likely has, by its name and first letters; null when neither says. */
export function guessFormat(name: string, text: string): string | null {
  const start = text.trimStart().slice(0, 4_000);
  if (/\.csv$/i.test(name)) return 'csv';
  if (/apiVersion:\s*backstage\.io/.test(start)) return 'backstage';
  if (/^apiVersion:/m.test(start)) return 'kubernetes';
  if (start.startsWith('{') && /"entities"|"dependencies"/.test(start)) return 'native';
  return null;
}
