import { useCallback } from 'react';
import { Chart, tip } from './Chart';
import { type Inks, short } from './chart';
import { Rows } from './Rows';
import { type Moment, type Points, pointWords, seriesLabel, seriesOption } from './series';
import { formatTime, useZone } from './time';

/** Lines of the table under a chart; more are in the API. */
const MOST_LINES = 200;

/** A series over time with its band and its anomalies. */
export function SeriesChart(props: {
  data: Points;
  unit?: string | null;
  height?: number;
  zoom?: boolean;
  limit?: number | null;
  /** Should stay the same object while it says the same. */
  moments?: readonly Moment[];
  table?: boolean;
}) {
  const zone = useZone();
  const { data, unit = null, zoom = false, limit = null, moments } = props;
  const draw = useCallback(
    (colours: Inks) => {
      const byTime = new Map(data.points.map((point) => [Date.parse(point.at), point]));
      const tooltip = tip(
        colours,
        (params) => {
          const first = (params as { value: [number, number | null] }[])[0];
          const point = first === undefined ? undefined : byTime.get(first.value[0]);
          return point === undefined ? 'no value' : pointWords(point, zone, unit);
        },
        'axis',
      );
      return seriesOption(data, colours, zone, tooltip, { zoom, limit, moments });
    },
    [data, zone, unit, zoom, limit, moments],
  );
  return (
    <Chart
      label={seriesLabel(data)}
      draw={draw}
      height={props.height ?? 300}
      table={
        props.table === false ? undefined : (
          <Rows
            label="Values"
            rows={data.points.slice(-MOST_LINES)}
            keyOf={(point) => point.at}
            columns={[
              { name: 'At', cell: (point) => formatTime(point.at, zone, 'short') },
              { name: 'Value', right: true, cell: (point) => short(point.value) },
              { name: 'Expected', right: true, cell: (point) => short(point.expected) },
              { name: 'From', right: true, cell: (point) => short(point.lower) },
              { name: 'To', right: true, cell: (point) => short(point.upper) },
            ]}
          />
        )
      }
    />
  );
}
