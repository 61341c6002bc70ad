import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, list } from '../../ground/api';
import { TextLink } from '../../ground/Go';
import { SeverityMark } from '../../ground/Marks';
import { Empty, Part, Waiting, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { SeriesChart } from '../../ground/SeriesChart';
import { type Anomaly, type Points, seriesOfKey } from '../../ground/series';
import { useZone, withTimes } from '../../ground/time';
import type { Incident } from '../../ground/wire';
import { Beside } from './Beside';
import { allAlertsQuery } from './incidents';
import { chartSpan } from './metrics';
import { Objectives, TouchedJourneys } from './Objectives';

/** Charts of one incident; each is a question to the server. */
const MOST_CHARTS = 6;

/** What the measurements did around the incident: its own anomalies first, then those of its service. */
export function Metrics({ incident }: { incident: Incident }) {
  const alerts = useQuery(allAlertsQuery(incident.id));
  const span = chartSpan(incident, Date.now());
  const anomalies = useQuery({
    queryKey: ['incident', incident.id, 'anomalies'],
    queryFn: ({ signal }) =>
      list<Anomaly>(
        '/anomalies',
        'anomalies',
        { service_ids: [incident.service.id], since: span.since, until: span.until, limit: 25 },
        signal,
      ),
  });
  const own = new Set(
    (alerts.data ?? [])
      .map((alert) => seriesOfKey(alert.alert_key))
      .filter((id): id is string => id !== null),
  );
  const shown = new Map<string, Anomaly | null>();
  for (const id of own) shown.set(id, null);
  for (const one of anomalies.data?.items ?? []) if (!shown.get(one.series.id)) shown.set(one.series.id, one);
  const ids = [...shown.keys()].slice(0, MOST_CHARTS);
  return (
    <>
      <Objectives incident={incident} />
      <TouchedJourneys incident={incident} />
      <Beside incident={incident} span={span} />
      {(alerts.isPending || anomalies.isPending) && <Waiting what="Looking for anomalies" />}
      <ErrorBox error={alerts.error ?? anomalies.error} again={() => anomalies.refetch()} />
      {alerts.data !== undefined && anomalies.data !== undefined && ids.length === 0 && (
        <Part title="Measurements">
          <Empty title="No measurement was unusual">
            Around this incident no series of its service left its usual way, or none is watched. Detectors
            are made under <TextLink to="/detectors">Detectors</TextLink>.
          </Empty>
        </Part>
      )}
      {ids.map((id) => (
        <One key={id} id={id} span={span} anomaly={shown.get(id) ?? null} own={own.has(id)} />
      ))}
      {shown.size > ids.length && (
        <Text size="sm" c="dimmed">
          {shown.size - ids.length} more series had anomalies.{' '}
          <TextLink
            to={`/anomalies?service=${encodeURIComponent(`${incident.service.id}~${incident.service.summary ?? ''}`)}`}
          >
            See them all
          </TextLink>
        </Text>
      )}
    </>
  );
}

function One(props: {
  id: string;
  span: { since: string; until: string };
  anomaly: Anomaly | null;
  own: boolean;
}) {
  const zone = useZone();
  const { id, span } = props;
  const points = useQuery({
    queryKey: ['series', id, 'points', span.since, span.until],
    queryFn: ({ signal }) => api.get<Points>(`/series/${id}/points`, { ...span, dots: 360 }, signal),
  });
  const anomaly = props.anomaly ?? points.data?.anomalies[0] ?? null;
  return (
    <Part
      title={points.data?.series.summary ?? anomaly?.series.summary ?? 'Series'}
      lead={props.own ? 'One of the alerts of this incident' : 'Of the same service, at the same time'}
      actions={<TextLink to={`/series/${id}`}>Explore</TextLink>}
    >
      {points.isPending && <Waiting what="Loading the values" />}
      <ErrorBox error={points.error} again={() => points.refetch()} />
      {points.data !== undefined && <SeriesChart data={points.data} height={200} />}
      {anomaly !== null && (
        <Text size="sm" component="div" mt="xs">
          <SeverityMark severity={anomaly.severity} /> {withTimes(anomaly.summary ?? '', zone)}, since{' '}
          <When at={anomaly.opened_at} as="short" />
          <ul>
            {anomaly.reasons.map((words) => (
              <li key={words}>{withTimes(words, zone)}</li>
            ))}
          </ul>
        </Text>
      )}
    </Part>
  );
}
