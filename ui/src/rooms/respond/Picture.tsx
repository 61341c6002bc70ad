import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { api, list } from '../../ground/api';
import { Chart, tip } from '../../ground/Chart';
import { tick } from '../../ground/chart';
import { TextLink } from '../../ground/Go';
import { Graph } from '../../ground/Graph';
import { Empty, Part, Waiting } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { formatTime, inWords, useNow, useZone } from '../../ground/time';
import type { Incident } from '../../ground/wire';
import { type CausalMapWire, causalGraph, type MapEntity } from './causal';
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
  const until = incident.resolved_at ? Date.parse(incident.resolved_at) : now;
  const heat = useMemo(() => {
    if (alerts.data === undefined) return null;
    return heatOf(
      alerts.data.map((alert) => ({
        alert,
        layer: layerOf(alert, null),
      })),
      until,
    );
  }, [alerts.data, until]);
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
        data: heat.starts.map((start) =>
          // Columns of seconds need them in their names.
          heat.step < 60_000 ? formatTime(start, zone, 'clock') : tick(start, zone),
        ),
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

function CausalMap({ incident }: { incident: Incident }) {
  const navigate = useNavigate();
  const analysis = useQuery(analysisQuery(incident.id));
  const alerts = useQuery(allAlertsQuery(incident.id));
  const first = analysis.data?.causes[0] ?? analysis.data?.onlyPlace ?? undefined;
  const service = useQuery({
    queryKey: ['entities', 'of-service', incident.service.id],
    queryFn: ({ signal }) =>
      list<MapEntity>('/entities', 'entities', { query: incident.service.summary ?? '', limit: 25 }, signal),
    enabled: analysis.isSuccess && first === undefined,
  });
  const centre =
    first?.id ??
    service.data?.items.find(({ muster_service }) => muster_service === incident.service.id)?.id ??
    null;
  const around = useQuery({
    queryKey: ['topology', 'around', centre, 3],
    queryFn: ({ signal }) => api.get<CausalMapWire>('/topology', { around: centre, hops: 3 }, signal),
    enabled: centre !== null,
  });
  const drawn = useMemo(() => {
    if (around.data === undefined || alerts.data === undefined) return null;
    return causalGraph(analysis.data?.causes ?? [], around.data, alerts.data);
  }, [analysis.data, around.data, alerts.data]);
  const open = useCallback(
    (id: string) => navigate({ to: '/topology/entity' as never, search: { id } as never }),
    [navigate],
  );
  const error = analysis.error ?? around.error ?? service.error;
  return (
    <Part
      title="Where it is in the topology"
      lead="Marked are what has alerts and what may have caused them; the strong line is the way from what was hit to the likeliest cause"
      flush={drawn !== null}
    >
      {(analysis.isPending || around.isLoading || service.isLoading) && <Waiting what="Drawing the map" />}
      <ErrorBox error={error} again={() => around.refetch()} />
      {analysis.isSuccess && !service.isLoading && centre === null && (
        <Empty title="No alert could be placed">
          The topology knows no host and no component that the alerts name.{' '}
          <TextLink to="/topology?tab=gaps">Its gaps</TextLink> name what it misses.
        </Empty>
      )}
      {drawn !== null && (
        <Graph label="Map of the incident" nodes={drawn.nodes} links={drawn.links} open={open} height={460} />
      )}
    </Part>
  );
}
