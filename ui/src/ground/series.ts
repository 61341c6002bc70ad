import type { Inks } from './chart';
import { short, tick } from './chart';
import { formatTime } from './time';
import type { Iso, Ref, Severity } from './wire';

/** One dot of a graph: the mean of its step, and what was expected of it where a detector watched. */
export interface Point {
  at: Iso;
  value: number | null;
  least: number | null;
  greatest: number | null;
  expected: number | null;
  lower: number | null;
  upper: number | null;
}

export interface Anomaly extends Ref {
  status: 'open' | 'closed';
  severity: Severity;
  direction: 'up' | 'down';
  opened_at: Iso;
  closed_at: Iso | null;
  closed_because: string | null;
  value: number | null;
  expected: number | null;
  lower: number | null;
  upper: number | null;
  season: string | null;
  confidence: number | null;
  reasons: string[];
  alert_key: string;
  series: Ref;
  detector_rule: Ref;
  service: Ref;
}

export interface Points {
  series: Ref;
  since: Iso;
  until: Iso;
  step_seconds: number;
  points: Point[];
  anomalies: Anomaly[];
}

/** The series that an anomaly's alert is about: its key is `detect/<rule>/<series>`; null for other alerts. */
export function seriesOfKey(key: string | null): string | null {
  const found = /^detect\/[^/]+\/(.+)$/.exec(key ?? '');
  return found?.[1] ?? null;
}

/** How far apart values usually are, in milliseconds; many come more seldom than a step. */
function usualSpacing(points: readonly Point[]): number {
  const spacings: number[] = [];
  points.forEach((point, index) => {
    const before = points[index - 1];
    if (before !== undefined) spacings.push(Date.parse(point.at) - Date.parse(before.at));
  });
  spacings.sort((a, b) => a - b);
  return spacings[Math.floor((spacings.length - 1) / 2)] ?? 0;
}

/** The dots in rows for a chart; where values are missing stands a gap, for no value is not the last value. */
export function withGaps(points: readonly Point[], stepSeconds: number): (Point | null)[] {
  const rows: (Point | null)[] = [];
  const longest = 2.5 * Math.max(stepSeconds * 1_000, usualSpacing(points));
  let before: number | null = null;
  for (const point of points) {
    const at = Date.parse(point.at);
    if (before !== null && at - before > longest) rows.push(null);
    rows.push(point);
    before = at;
  }
  return rows;
}

/** A moment that a chart shows by a line from top to bottom. */
export interface Moment {
  at: Iso;
  name: string;
}

/** The chart of a series: its value, the band of what was expected, and the stretches that were unusual. */
export function seriesOption(
  data: Points,
  colours: Inks,
  zone: string,
  tooltip: object,
  more: { zoom?: boolean; limit?: number | null; moments?: readonly Moment[] } = {},
) {
  const rows = withGaps(data.points, data.step_seconds);
  const at = (row: Point | null, index: number) =>
    row === null
      ? Date.parse(rows[index - 1]?.at ?? data.since) + data.step_seconds * 1_000
      : Date.parse(row.at);
  const until = Date.parse(data.until);
  return {
    // the names of moments stand above
    grid: {
      left: 8,
      right: 16,
      top: more.moments?.length ? 28 : 12,
      bottom: more.zoom ? 44 : 8,
      containLabel: true,
    },
    tooltip: { ...tooltip, axisPointer: { type: 'line', lineStyle: { color: colours.faint } } },
    xAxis: {
      type: 'time',
      min: Date.parse(data.since),
      max: until,
      axisLabel: { color: colours.faint, hideOverlap: true, formatter: (value: number) => tick(value, zone) },
      axisLine: { lineStyle: { color: colours.grid } },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      scale: true,
      axisLabel: { color: colours.faint, formatter: (value: number) => short(value) },
      splitLine: { lineStyle: { color: colours.grid } },
    },
    dataZoom: more.zoom
      ? [
          { type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false },
          {
            type: 'slider',
            filterMode: 'none',
            height: 20,
            bottom: 8,
            labelFormatter: () => '',
            ...slider(colours),
          },
        ]
      : undefined,
    series: [
      {
        name: 'lower',
        type: 'line',
        stack: 'band',
        stackStrategy: 'all',
        symbol: 'none',
        silent: true,
        lineStyle: { opacity: 0 },
        data: rows.map((row, index) => [at(row, index), row?.lower ?? null]),
      },
      {
        name: 'band',
        type: 'line',
        stack: 'band',
        stackStrategy: 'all',
        symbol: 'none',
        silent: true,
        lineStyle: { opacity: 0 },
        areaStyle: { color: colours.band, opacity: 0.75 },
        data: rows.map((row, index) => [
          at(row, index),
          row === null || row.upper === null || row.lower === null ? null : row.upper - row.lower,
        ]),
      },
      {
        name: 'expected',
        type: 'line',
        symbol: 'none',
        silent: true,
        lineStyle: { color: colours.faint, width: 1, type: 'dashed' },
        data: rows.map((row, index) => [at(row, index), row?.expected ?? null]),
        markLine: more.moments?.length
          ? {
              silent: true,
              symbol: 'none',
              lineStyle: { color: colours.text, type: 'solid', width: 1 },
              label: { color: colours.text, formatter: (one: { name: string }) => one.name },
              data: more.moments.map((one) => ({ name: one.name, xAxis: Date.parse(one.at) })),
            }
          : undefined,
      },
      {
        name: 'value',
        type: 'line',
        // one value alone makes no line
        symbol: data.points.length === 1 ? 'circle' : 'none',
        lineStyle: { color: colours.line, width: 1.6 },
        itemStyle: { color: colours.line },
        data: rows.map((row, index) => [at(row, index), row?.value ?? null]),
        markArea: {
          silent: true,
          itemStyle: { color: colours.alarm, opacity: 0.16 },
          data: data.anomalies.map((one) => [
            { xAxis: Math.max(Date.parse(one.opened_at), Date.parse(data.since)) },
            { xAxis: one.closed_at === null ? until : Math.min(Date.parse(one.closed_at), until) },
          ]),
        },
        markLine:
          more.limit === null || more.limit === undefined
            ? undefined
            : {
                silent: true,
                symbol: 'none',
                lineStyle: { color: colours.alarm, type: 'dashed' },
                label: { color: colours.alarm, formatter: 'limit' },
                data: [{ yAxis: more.limit }],
              },
      },
    ],
  };
}

function slider(colours: Inks) {
  return {
    borderColor: colours.grid,
    backgroundColor: 'transparent',
    fillerColor: `${colours.line}22`,
    handleStyle: { color: colours.sheet, borderColor: colours.faint },
    moveHandleStyle: { color: colours.grid },
    dataBackground: {
      lineStyle: { color: colours.faint, opacity: 0.5 },
      areaStyle: { color: colours.band, opacity: 0.4 },
    },
    selectedDataBackground: {
      lineStyle: { color: colours.line },
      areaStyle: { color: colours.band, opacity: 0.6 },
    },
  };
}

/** What the tooltip says of a dot. */
export function pointWords(point: Point, zone: string, unit: string | null): string {
  const of = unit === null ? '' : ` ${unit}`;
  const lines = [formatTime(point.at, zone, 'short'), `${short(point.value)}${of}`];
  if (point.expected !== null) {
    lines.push(`expected ${short(point.expected)}, ${short(point.lower)} to ${short(point.upper)}`);
  }
  if (point.least !== null && point.greatest !== null && point.least !== point.greatest) {
    lines.push(`least ${short(point.least)}, greatest ${short(point.greatest)}`);
  }
  return lines.join('\n');
}

export function seriesLabel(data: Points): string {
  const values = data.points.map(({ value }) => value).filter((value): value is number => value !== null);
  const span =
    values.length === 0
      ? 'no values'
      : `between ${short(Math.min(...values))} and ${short(Math.max(...values))}`;
  const open = data.anomalies.filter(({ status }) => status === 'open').length;
  return `${data.series.summary ?? data.series.id}: ${span}, ${data.anomalies.length} anomalies${open > 0 ? `, ${open} open` : ''}.`;
}
