import { Alert, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../ground/api';
import { short } from '../../ground/chart';
import { Waiting, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { SeriesChart } from '../../ground/SeriesChart';
import type { Anomaly, Points } from '../../ground/series';
import { inWords } from '../../ground/time';
import styles from './Detect.module.css';
import type { Preview } from './detectors';

/** What a rule would have said: how many alerts, of which series, and where in the worst of them. */
export function PreviewView({ preview, limit }: { preview: Preview; limit: number | null }) {
  const days = (Date.parse(preview.until) - Date.parse(preview.since)) / 86_400_000;
  const worst = [...preview.series].sort((a, b) => b.count - a.count);
  const first = worst[0];
  if (preview.matching_series === 0) {
    return (
      <Alert color="yellow" title="No series fits" role="status">
        Check the metric's name and the labels.
      </Alert>
    );
  }
  return (
    <div role="status">
      <Alert
        color={preview.alerts === 0 ? 'teal' : preview.alerts > 5 * days ? 'orange' : 'cyan'}
        title={`${preview.alerts} alert${preview.alerts === 1 ? '' : 's'} in ${inWords(days * 86_400, 1)}`}
      >
        <Text size="sm">
          {preview.matching_series.toLocaleString('en')} series
          {preview.matching_metrics > 1 && ` of ${preview.matching_metrics.toLocaleString('en')} metrics`} fit
          {preview.played_series < preview.matching_series &&
            `, of which ${preview.played_series} were played`}
          .{preview.played_because !== null && ` ${preview.played_because}`}
          {preview.alerts > 5 * days && ' That is many: try less sensitivity, or ask for more steps.'}
          {preview.alerts === 0 && ' It would have said nothing.'}
          {preview.learned != null && ` ${preview.learned}`}
        </Text>
        {preview.alerts > 0 && (
          <details className={styles.why}>
            <summary>Which</summary>
            <ul>
              {worst
                .filter(({ count }) => count > 0)
                .slice(0, 10)
                .map(({ series, count, alerts }) => (
                  <li key={series.id}>
                    {series.summary}: {count}
                    {alerts.slice(0, 3).map((one) => (
                      <span key={one.from}>
                        {' '}
                        · <When at={one.from} as="short" />
                        {one.value !== null && ` at ${short(one.value)}`}
                        {one.until !== null &&
                          ` for ${inWords((Date.parse(one.until) - Date.parse(one.from)) / 1_000, 1)}`}
                      </span>
                    ))}
                    <Text size="xs" c="dimmed">
                      {alerts[0]?.words}
                    </Text>
                  </li>
                ))}
            </ul>
          </details>
        )}
      </Alert>
      {first !== undefined && <Played preview={preview} id={first.series.id} limit={limit} />}
    </div>
  );
}

/** The series with most alerts, with the stretches that would have been alerts in place of its real anomalies. */
function Played({ preview, id, limit }: { preview: Preview; id: string; limit: number | null }) {
  const points = useQuery({
    queryKey: ['series', id, 'points', preview.since, preview.until],
    queryFn: ({ signal }) =>
      api.get<Points>(
        `/series/${id}/points`,
        { since: preview.since, until: preview.until, dots: 720 },
        signal,
      ),
  });
  const shown = useMemo((): Points | null => {
    if (points.data === undefined) return null;
    const would = preview.series.find(({ series }) => series.id === id)?.alerts ?? [];
    return {
      ...points.data,
      anomalies: would.map(
        (one) => ({ opened_at: one.from, closed_at: one.until, status: 'closed' }) as unknown as Anomaly,
      ),
    };
  }, [points.data, preview, id]);
  if (points.isPending) return <Waiting />;
  if (points.isError) return <ErrorBox error={points.error} again={() => points.refetch()} />;
  if (shown === null) return null;
  return (
    <div>
      <Text size="sm" mt="xs" className={styles.long}>
        {shown.series.summary}
      </Text>
      <SeriesChart data={shown} height={200} table={false} limit={limit} />
    </div>
  );
}
