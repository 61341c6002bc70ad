import { Graph as Layout, layout } from '@dagrejs/dagre';

export interface GraphNode {
  id: string;
  name: string;
  /** What it is, under the name. */
  kind?: string;
  tone?: 'red' | 'orange' | 'yellow' | 'blue' | 'grey' | 'green';
  /** A few words beside the kind, such as `cause 72 %`. */
  mark?: string;
  /** Stands out: what the map is about. */
  centre?: boolean;
}

export interface GraphLink {
  from: string;
  to: string;
  name?: string;
  /** Not certain: learned, or long not seen. */
  dashed?: boolean;
  /** On the way that matters. */
  strong?: boolean;
}

export const NODE_WIDTH = 190;
export const NODE_HEIGHT = 58;

/** Where each node stands, its upper left corner; what uses stands before what is used. */
export function placed(
  nodes: readonly GraphNode[],
  links: readonly GraphLink[],
  direction: 'LR' | 'TB',
): Map<string, { x: number; y: number }> {
  const graph = new Layout({ multigraph: true });
  graph.setGraph({
    rankdir: direction,
    nodesep: 22,
    ranksep: direction === 'LR' ? 70 : 46,
    marginx: 8,
    marginy: 8,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const known = new Set<string>();
  for (const node of nodes) {
    known.add(node.id);
    graph.setNode(node.id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  }
  links.forEach((link, at) => {
    if (known.has(link.from) && known.has(link.to)) graph.setEdge(link.from, link.to, {}, String(at));
  });
  layout(graph);
  const places = new Map<string, { x: number; y: number }>();
  for (const node of nodes) {
    const at = graph.node(node.id) as { x: number; y: number };
    places.set(node.id, { x: at.x - NODE_WIDTH / 2, y: at.y - NODE_HEIGHT / 2 });
  }
  return places;
}

/** Links between the same two, in the same direction, as one: maps get several for one pair. */
export function joined(links: readonly GraphLink[]): GraphLink[] {
  const found = new Map<string, GraphLink>();
  for (const link of links) {
    const key = `${link.from} ${link.to}`;
    const before = found.get(key);
    if (before === undefined) {
      found.set(key, { ...link });
      continue;
    }
    if (
      link.name !== undefined &&
      before.name !== undefined &&
      !before.name.split(', ').includes(link.name)
    ) {
      before.name = `${before.name}, ${link.name}`;
    }
    before.dashed = before.dashed && link.dashed;
    before.strong = before.strong || link.strong;
  }
  return [...found.values()];
}
