import { percent } from '../../ground/chart';
import type { GraphLink, GraphNode } from '../../ground/graph';
import type { Alert } from '../../ground/wire';
import { sourceOf } from './alert';
import type { Cause } from './insight';

export interface MapEntity {
  id: string;
  name: string;
  kind: string;
  muster_service: string | null;
  aliases: string[];
}

export interface CausalMapWire {
  entities: { distance: number; entity: MapEntity }[];
  dependencies: { from: string; to: string; learned: boolean; stale_since: string | null }[];
}

/** Boxes of one map; more can be drawn but not read beside an incident. */
const MOST_BOXES = 40;

/** How many alerts each entity has: by any name that an alert uses for its source, else by its service. */
export function alertsOf(alerts: readonly Alert[], entities: readonly MapEntity[]): Map<string, number> {
  const named = new Map<string, string>();
  const services = new Map<string, string>();
  for (const entity of entities) {
    for (const name of [entity.id, entity.name, ...entity.aliases]) named.set(name.toLowerCase(), entity.id);
    if (entity.kind === 'service' && entity.muster_service !== null)
      services.set(entity.muster_service, entity.id);
  }
  const counts = new Map<string, number>();
  for (const alert of alerts) {
    const cef = alert.body?.cef_details ?? {};
    const words = [cef.source_component, cef.source_origin, sourceOf(alert)].filter(
      (word): word is string => typeof word === 'string',
    );
    const found =
      words.map((word) => named.get(word.toLowerCase())).find((id) => id !== undefined) ??
      services.get(alert.service?.id ?? '');
    if (found !== undefined) counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  return counts;
}

/** The shortest ways from everything that was hit to the cause, along what uses what; both directions when need be. */
export function ways(
  cause: string,
  hit: ReadonlySet<string>,
  links: readonly { from: string; to: string }[],
): { entities: Set<string>; steps: Set<string> } {
  const dependants = new Map<string, string[]>();
  for (const { from, to } of links) dependants.set(to, [...(dependants.get(to) ?? []), from]);
  const before = new Map<string, string | null>([[cause, null]]);
  const open = [cause];
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    for (const next of dependants.get(at) ?? []) {
      if (before.has(next)) continue;
      before.set(next, at);
      open.push(next);
    }
  }
  const entities = new Set<string>();
  const steps = new Set<string>();
  for (const one of hit) {
    for (let at: string | null = one; at !== null; ) {
      const next: string | null | undefined = before.get(at);
      if (next === undefined) break;
      entities.add(at);
      if (next !== null) steps.add(`${at} ${next}`);
      at = next;
    }
  }
  return { entities, steps };
}

/** What the map of an incident shows: what was hit, the candidates, and what lies on the ways between them. */
export function causalGraph(
  causes: readonly Cause[],
  map: CausalMapWire,
  alerts: readonly Alert[],
): { nodes: GraphNode[]; links: GraphLink[] } {
  const counts = alertsOf(
    alerts,
    map.entities.map(({ entity }) => entity),
  );
  const candidates = new Map(causes.slice(0, 5).map((one) => [one.id, one]));
  const first = causes[0];
  const way =
    first === undefined
      ? { entities: new Set<string>(), steps: new Set<string>() }
      : ways(first.id, new Set(counts.keys()), map.dependencies);
  const wanted = new Set([...candidates.keys(), ...counts.keys(), ...way.entities]);
  const nodes = map.entities
    .filter(({ entity, distance }) => wanted.has(entity.id) || distance <= (wanted.size < 6 ? 1 : 0))
    .slice(0, MOST_BOXES)
    .map(({ entity }): GraphNode => {
      const cause = candidates.get(entity.id);
      const hit = counts.get(entity.id);
      const mark = [
        cause === undefined ? null : `cause ${percent(cause.probability)}`,
        hit === undefined ? null : `${hit} alert${hit === 1 ? '' : 's'}`,
      ].filter((one) => one !== null);
      return {
        id: entity.id,
        name: entity.name,
        kind: mark.length > 1 ? undefined : entity.kind.replaceAll('_', ' '),
        centre: entity.id === first?.id,
        tone:
          entity.id === first?.id
            ? 'red'
            : hit !== undefined
              ? 'orange'
              : cause !== undefined
                ? 'yellow'
                : undefined,
        mark: mark.length === 0 ? undefined : mark.join(', '),
      };
    });
  const shown = new Set(nodes.map(({ id }) => id));
  return {
    nodes,
    links: map.dependencies
      .filter(({ from, to }) => shown.has(from) && shown.has(to))
      .map((link) => ({
        from: link.from,
        to: link.to,
        dashed: link.learned || link.stale_since !== null,
        strong: way.steps.has(`${link.from} ${link.to}`),
      })),
  };
}
