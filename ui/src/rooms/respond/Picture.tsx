import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { api } from '../../ground/api';
import { Chart, tip } from '../../ground/Chart';
import { percent, tick } from '../../ground/chart';
import { Graph } from '../../ground/Graph';
import type { GraphLink, GraphNode } from '../../ground/graph';
import { Empty, Part, Waiting } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { formatTime, inWords, useNow, useZone } from '../../ground/time';
import type { Incident } from '../../ground/wire';
import { allAlertsQuery, MOST_DRAWN } from './incidents';
import { analysisQuery } from './insights';
import { type Heat, heatOf, layerNames, layerOf } from './layers';

/** The incident as pictures: how it spread through the layers, and the way that the cause took through what we run. */
export function Picture({ incident }: { incident: Incident }) {
  return (
    <>
      <HeatMap incident={incident} />
      <CausalMap incident={incident} />
    </>
  );
}

function HeatMap({ incident }: { incident: Incident }) {
  const zone = useZone();
  const now = useNow(30_000);
  const alerts = useQuery(allAlertsQuery(incident.id));
  const analysis = useQuery(analysisQuery(incident.id));
  const until = incident.resolved_at ? Date.parse(incident.resolved_at) : now;
  const heat = useMemo(() => {
    if (alerts.data === undefined) return null;
    return heatOf(
      alerts.data.map((alert) => ({
        alert,
        layer: layerOf(alert, analysis.data?.places.get(alert.id)?.kind ?? null),
      })),
      until,
    );
  }, [alerts.data, analysis.data, until]);
  return (
    <Part
      title="How it spread"
      lead="Open alerts over time, by layer: from what users feel down to the network"
    >
      {alerts.isPending && <Waiting what="Loading alerts" />}
      <ErrorBox error={alerts.error} again={() => alerts.refetch()} />
      {alerts.data?.length === 0 && <Empty title="No alerts, so nothing to draw" />}
      {alerts.data !== undefined && alerts.data.length >= MOST_DRAWN && (
        <Text size="sm" c="dimmed">
          Drawn are the first {MOST_DRAWN} alerts.
        </Text>
      )}
      {heat !== null && <HeatChart heat={heat} zone={zone} />}
    </Part>
  );
}

function HeatChart({ heat, zone }: { heat: Heat; zone: string }) {
  const draw = useCallback(
    (colours: import('../../ground/chart').Inks) => ({
      grid: { left: 8, right: 12, top: 8, bottom: 8, containLabel: true },
      tooltip: tip(
        colours,
        (params) => {
          const at = (params as { dataIndex: number }).dataIndex;
          const cell = heat.cells[at];
          if (cell === undefined) return '';
          const start = heat.starts[cell.column] ?? 0;
          const row = heat.rows[cell.row];
          const more = cell.open - cell.names.length;
          return [
            `${row === undefined ? '' : layerNames[row]}, ${formatTime(start, zone, 'short')}`,
            `${cell.open} open`,
            ...cell.names.map((name) => (name.length > 70 ? `${name.slice(0, 70)}…` : name)),
            ...(more > 0 ? [`and ${more} more`] : []),
          ].join('\n');
        },
        'item',
      ),
      xAxis: {
        type: 'category',
        data: heat.starts.map((start) => tick(start, zone)),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: colours.grid } },
        axisLabel: { color: colours.faint, hideOverlap: true },
        splitLine: { show: false },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: heat.rows.map((row) => layerNames[row]),
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: { color: colours.text },
      },
      series: [
        {
          type: 'heatmap',
          data: heat.cells.map((cell) => ({
            value: [cell.column, cell.row, cell.open],
            itemStyle: {
              color: colours.severities[cell.worst] ?? colours.severities[0],
              opacity: 0.35 + (0.65 * cell.open) / Math.max(1, heat.most),
              borderColor: colours.sheet,
              borderWidth: 1,
            },
          })),
        },
      ],
      visualMap: { show: false, min: 0, max: Math.max(1, heat.most), inRange: { opacity: [1, 1] } },
    }),
    [heat, zone],
  );
  return (
    <Chart
      label={`Heat map of open alerts: ${heat.rows.map((row) => layerNames[row]).join(', ')}, in steps of ${inWords(heat.step / 1_000)}; at most ${heat.most} at a time.`}
      draw={draw}
      height={52 + 34 * heat.rows.length}
      table={
        <Rows
          label="Open alerts by layer"
          rows={heat.starts.map((start, column) => ({ start, column }))}
          keyOf={({ column }) => String(column)}
          columns={[
            { name: 'From', cell: ({ start }) => formatTime(start, zone, 'short') },
            ...heat.rows.map((row, at) => ({
              name: layerNames[row],
              right: true,
              cell: ({ column }: { column: number }) =>
                heat.cells.find((cell) => cell.column === column && cell.row === at)?.open ?? 0,
            })),
          ]}
        />
      }
    />
  );
}

interface MapWire {
  entities: { distance: number; entity: { id: string; name: string; kind: string } }[];
  dependencies: { from: string; to: string; learned: boolean; stale_since: string | null }[];
}

function CausalMap({ incident }: { incident: Incident }) {
  const navigate = useNavigate();
  const analysis = useQuery(analysisQuery(incident.id));
  const alerts = useQuery(allAlertsQuery(incident.id));
  const data = analysis.data;
  const hit = useMemo(() => new Set([...(data?.places.values() ?? [])].map(({ entity }) => entity)), [data]);
  const centre = data?.causes[0]?.id ?? [...hit][0] ?? null;
  const around = useQuery({
    queryKey: ['topology', 'around', centre, 3],
    queryFn: ({ signal }) => api.get<MapWire>('/topology', { around: centre, hops: 3 }, signal),
    enabled: centre !== null,
  });
  const drawn = useMemo(() => {
    if (data === undefined || data === null || around.data === undefined) return null;
    return causalGraph(data, around.data, hit);
  }, [data, around.data, hit]);
  const open = useCallback(
    (id: string) => navigate({ to: '/topology/entity' as never, search: { id } as never }),
    [navigate],
  );
  return (
    <Part
      title="Where it is in the topology"
      lead="Marked are what has alerts and what may have caused them; the strong line is the way from the cause to where it was felt"
      flush={drawn !== null}
    >
      {(analysis.isPending || around.isLoading) && <Waiting what="Drawing the map" />}
      <ErrorBox error={analysis.error ?? around.error} again={() => around.refetch()} />
      {!analysis.isPending && centre === null && (
        <Empty title="No alert could be placed">
          The topology knows none of the {alerts.data?.length ?? ''} alerts' hosts or components. Its page
          lists the names that it misses.
        </Empty>
      )}
      {drawn !== null && (
        <Graph label="Map of the incident" nodes={drawn.nodes} links={drawn.links} open={open} height={460} />
      )}
    </Part>
  );
}

/** What the map of an incident shows: what was hit, the candidates, and whatever lies on the ways between them. */
export function causalGraph(
  analysis: {
    causes: { id: string; name: string; kind: string | null; probability: number; path: string[] }[];
  },
  map: MapWire,
  hit: ReadonlySet<string>,
): { nodes: GraphNode[]; links: GraphLink[] } {
  const causes = new Map(analysis.causes.slice(0, 5).map((one) => [one.id, one]));
  const first = analysis.causes[0];
  const path = first?.path ?? [];
  const wanted = new Set<string>([...causes.keys(), ...hit, ...path]);
  // Direct neighbours of what is wanted keep the picture whole when it would fall apart otherwise.
  for (const { from, to } of map.dependencies) {
    if (
      hit.size > 1 &&
      wanted.has(from) &&
      !wanted.has(to) &&
      map.dependencies.some((l) => l.from !== from && l.to === to && hit.has(l.from))
    )
      wanted.add(to);
  }
  const steps = new Set<string>();
  for (let at = 1; at < path.length; at++) steps.add(`${path[at - 1]} ${path[at]}`);
  const nodes = map.entities
    .filter(({ entity, distance }) => wanted.has(entity.id) || (wanted.size < 4 && distance <= 1))
    .map(({ entity }): GraphNode => {
      const cause = causes.get(entity.id);
      return {
        id: entity.id,
        name: entity.name,
        kind: entity.kind.replaceAll('_', ' '),
        centre: entity.id === first?.id,
        tone: entity.id === first?.id ? 'red' : hit.has(entity.id) ? 'orange' : cause ? 'yellow' : undefined,
        mark:
          cause !== undefined
            ? `cause ${percent(cause.probability)}`
            : hit.has(entity.id)
              ? 'alerts'
              : undefined,
      };
    });
  const shown = new Set(nodes.map(({ id }) => id));
  const links = map.dependencies
    .filter(({ from, to }) => shown.has(from) && shown.has(to))
    .map((link) => ({
      from: link.from,
      to: link.to,
      dashed: link.learned || link.stale_since !== null,
      strong: steps.has(`${link.from} ${link.to}`) || steps.has(`${link.to} ${link.from}`),
    }));
  return { nodes, links };
}
