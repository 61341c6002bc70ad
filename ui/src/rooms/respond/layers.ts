import type { Alert } from '../../ground/wire';
import { sourceOf } from './alert';

/** The floors of what we run, from what people feel down to the wires. */
export const layers = ['user', 'service', 'database', 'platform', 'host', 'network'] as const;
export type Layer = (typeof layers)[number];

export const layerNames: Record<Layer, string> = {
  user: 'User',
  service: 'Service',
  database: 'Database',
  platform: 'Platform',
  host: 'Host',
  network: 'Network',
};

/** What a kind of entity belongs to. */
const kinds: [RegExp, Layer][] = [
  [
    /database|^db$|postgres|mysql|oracle|mongo|redis|cache|queue|topic|broker|storage|bucket|volume|index/,
    'database',
  ],
  [/network|switch|router|firewall|link|gateway_device|load_?balancer|dns|vpn|port$/, 'network'],
  [/host|server|^node|^vm|machine|hypervisor|rack|disk/, 'host'],
  [/pod|container|cluster|namespace|workload|deployment|platform|runtime|kubernetes|region|zone/, 'platform'],
  [/journey|check|page|browser|mobile|business|user|customer/, 'user'],
  [/service|component|api|job|function|application|app$/, 'service'],
];

/** The floor of an entity's kind; null when the kind says nothing. */
export function layerOfKind(kind: string | null | undefined): Layer | null {
  if (kind === null || kind === undefined || kind === '') return null;
  const word = kind.toLowerCase().replaceAll('-', '_');
  for (const [pattern, layer] of kinds) if (pattern.test(word)) return layer;
  return null;
}

const words: [RegExp, Layer][] = [
  [/\b(checkout journey|page load|apdex|real user|synthetic|browser|customers?)\b/i, 'user'],
  [/\b(ping|packet loss|interface|bgp|ospf|switch|router|firewall|latency to|link down|dns)\b/i, 'network'],
  [
    /\b(deadlocks?|replication|connections? exhausted|slow quer(?:y|ies)|database|postgres|mysql|redis|queue|tablespace)\b/i,
    'database',
  ],
  [
    /\b(pods?|containers?|kubernetes|crashloop\w*|oom ?killed|deployment|evicted|node not ready)\b/i,
    'platform',
  ],
  [/\b(disk|cpu|memory|load average|swap|raid|fan|temperature|filesystem|host)\b/i, 'host'],
];

/**
 * The floor of an alert: by the kind of the entity that it is about where the topology knows it, else by what its sender
 * says of it, else it is about its service.
 */
export function layerOf(alert: Alert, entityKind: string | null): Layer {
  const known = layerOfKind(entityKind);
  if (known !== null) return known;
  const cef = alert.body?.cef_details;
  for (const name of ['event_class', 'source_component', 'service_group']) {
    const value = cef?.[name];
    const layer = typeof value === 'string' ? layerOfKind(value) : null;
    if (layer !== null) return layer;
  }
  const said = `${alert.summary ?? ''} ${sourceOf(alert) ?? ''}`;
  for (const [pattern, layer] of words) if (pattern.test(said)) return layer;
  return 'service';
}

export interface Heat {
  /** Starts of the columns, in milliseconds; all are equally long. */
  starts: number[];
  step: number;
  rows: Layer[];
  cells: { column: number; row: number; open: number; worst: number; names: string[] }[];
  most: number;
}

const severityRank: Record<string, number> = { info: 0, warning: 1, error: 2, critical: 3 };

const niceSteps = [
  10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000,
  21_600_000, 43_200_000, 86_400_000,
];

/**
 * How many alerts were open on each floor in each stretch of time. At most some 60 columns, of a round length.
 *
 * @param until the end of the picture: now for an open incident, else its end
 */
export function heatOf(
  alerts: readonly { alert: Alert; layer: Layer }[],
  until: number,
  columns = 60,
): Heat | null {
  const spans = alerts
    .map(({ alert, layer }) => {
      const from = Date.parse(alert.first_seen_at ?? alert.created_at);
      const to = alert.resolved_at ? Date.parse(alert.resolved_at) : until;
      return { alert, layer, from, to: Math.max(from, to) };
    })
    .filter(({ from }) => !Number.isNaN(from));
  if (spans.length === 0) return null;
  const first = Math.min(...spans.map(({ from }) => from));
  const last = Math.max(first + 1, Math.min(until, Math.max(...spans.map(({ to }) => to))));
  const step =
    niceSteps.find((one) => (last - first) / one <= columns - 1) ?? Math.ceil((last - first) / columns);
  const begin = Math.floor(first / step) * step;
  const count = Math.max(1, Math.floor((last - begin) / step) + 1);
  const starts = Array.from({ length: count }, (_, at) => begin + at * step);
  const rows = layers.filter((layer) => spans.some((span) => span.layer === layer));
  const cells = new Map<string, Heat['cells'][number]>();
  let most = 0;
  for (const span of spans) {
    const row = rows.indexOf(span.layer);
    const from = Math.max(0, Math.floor((span.from - begin) / step));
    const to = Math.min(count - 1, Math.floor((span.to - begin) / step));
    for (let column = from; column <= to; column++) {
      const key = `${column} ${row}`;
      let cell = cells.get(key);
      if (cell === undefined) {
        cell = { column, row, open: 0, worst: 0, names: [] };
        cells.set(key, cell);
      }
      cell.open++;
      cell.worst = Math.max(cell.worst, severityRank[span.alert.severity ?? 'info'] ?? 0);
      if (cell.names.length < 5) cell.names.push(span.alert.summary ?? span.alert.id);
      most = Math.max(most, cell.open);
    }
  }
  return { starts, step, rows, cells: [...cells.values()], most };
}
