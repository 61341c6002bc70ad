import { useComputedColorScheme } from '@mantine/core';
import { BarChart, FunnelChart, HeatmapChart, LineChart } from 'echarts/charts';
import {
  DataZoomComponent,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './Chart.module.css';
import { type Inks, inks } from './chart';

// Only what the screens draw: the whole library would be three times as long to load.
use([
  BarChart,
  FunnelChart,
  HeatmapChart,
  LineChart,
  DataZoomComponent,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
]);

/**
 * A chart. `label` says in one sentence what it shows, for those who cannot see it; `table` holds the same numbers as text.
 * `draw` is called again whenever the colours change, so it should take all of them from the inks.
 */
export function Chart(props: {
  label: string;
  draw: (inks: Inks) => EChartsCoreOption;
  height?: number;
  table?: ReactNode;
  onPick?: (picked: { data: unknown; name: string; dataIndex: number }) => void;
}) {
  const scheme = useComputedColorScheme('light');
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const pick = useRef(props.onPick);
  useEffect(() => {
    pick.current = props.onPick;
  });
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const made = init(element, undefined, { renderer: 'canvas' });
    chart.current = made;
    made.on('click', (event) =>
      pick.current?.({ data: event.data, name: event.name, dataIndex: event.dataIndex ?? 0 }),
    );
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  const { draw } = props;
  useEffect(() => {
    const colours = inks(scheme);
    chart.current?.setOption(
      {
        animation: false,
        textStyle: { color: colours.text, fontFamily: getComputedStyle(document.body).fontFamily },
        ...draw(colours),
      },
      { notMerge: true },
    );
  }, [draw, scheme]);
  return (
    <div>
      <div
        ref={place}
        role="img"
        aria-label={props.label}
        className={styles.chart}
        style={{ height: props.height ?? 240 }}
      />
      {props.table !== undefined && (
        <details className={styles.table}>
          <summary>The same as a table</summary>
          <div className={styles.scroll}>{props.table}</div>
        </details>
      )}
    </div>
  );
}

/** The tooltip of every chart: written by the canvas and not as markup, so that no name from outside can become markup. */
export function tip(colours: Inks, formatter: (params: unknown) => string, trigger: 'axis' | 'item') {
  return {
    trigger,
    renderMode: 'richText' as const,
    confine: true,
    backgroundColor: colours.sheet,
    borderColor: colours.grid,
    textStyle: { color: colours.text, fontSize: 13 },
    formatter,
  };
}
