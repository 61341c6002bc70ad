import { Text } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { RefLink, TextLink } from '../../ground/Go';
import { sentence } from '../../ground/Marks';
import { Empty, Part, When } from '../../ground/Page';
import { PagedRows } from '../../ground/PagedRows';
import type { Column } from '../../ground/Rows';
import { formatTime, useZone } from '../../ground/time';
import type { Iso, Ref } from '../../ground/wire';
import { BEHIND, behindWords } from './funnel';

interface AlertWay {
  alert: Ref;
  alert_key: string;
  opened_at: Iso;
  service: Ref | null;
  kept_back: boolean;
  released_at: Iso | null;
  incident: Ref | null;
  formed_incident: boolean;
}

interface IncidentWay {
  incident: Ref;
  number: number;
  title: string;
  service: Ref | null;
  created_at: Iso;
  ticket: boolean;
  to_do: boolean;
}

interface PageWay {
  id: string;
  incident: Ref | null;
  user: Ref | null;
  channel: string;
  sent_at: Iso;
}

/** The alerts, incidents or messages that a count of the funnel counts; as many as it says. */
export function Behind() {
  const zone = useZone();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const { since, until, group_by, origin, named } = search;
  const known = BEHIND.find((one) => one === search.list);
  const list = known ?? 'alerts';
  // Of a list that there is not, such as one mistyped, the count says nothing about the alerts.
  const of = known === undefined && search.list !== undefined ? undefined : search.of;
  const query = { of, since, until, group_by, origin };
  const shared = {
    queryKey: ['noise', 'behind', list, query],
    path: `/noise/funnel/${list}`,
    plural: list,
    label: behindWords(list, of),
    query,
    empty: <Empty title="None in this time" />,
    byCursor: true,
  };
  return (
    <Part
      title={behindWords(list, of)}
      lead={
        <>
          {named !== undefined && `${sentence(group_by ?? 'source')}: ${named}. `}
          {since === undefined && until === undefined
            ? 'Events of the last day'
            : `Events from ${formatTime(since as Iso, zone, 'short')} to ${formatTime(until as Iso, zone, 'short')}`}
          {of === 'declared' ? '' : ', and what came of them whenever that was'}.{' '}
          <TextLink underline="always" to="/noise">
            Back to the funnel
          </TextLink>
        </>
      }
      flush
    >
      {list === 'alerts' && (
        <PagedRows<AlertWay> {...shared} keyOf={(one) => one.alert.id} columns={ofAlerts} />
      )}
      {list === 'incidents' && (
        <PagedRows<IncidentWay> {...shared} keyOf={(one) => one.incident.id} columns={ofIncidents} />
      )}
      {list === 'pages' && <PagedRows<PageWay> {...shared} keyOf={(one) => one.id} columns={ofPages} />}
    </Part>
  );
}

const ofAlerts: Column<AlertWay>[] = [
  {
    name: 'Alert',
    cell: (one) => (
      <>
        <RefLink of={one.alert} />
        <Text size="xs" c="dimmed" className="mono" lineClamp={1}>
          {one.alert_key}
        </Text>
      </>
    ),
  },
  { name: 'Service', width: 180, cell: (one) => <RefLink of={one.service} /> },
  {
    name: 'Incident',
    cell: (one) =>
      one.incident === null ? (
        'None'
      ) : (
        <>
          {one.formed_incident ? 'formed ' : 'joined '}
          <RefLink of={one.incident} />
        </>
      ),
  },
  {
    name: 'Kept back',
    width: 170,
    cell: (one) =>
      !one.kept_back ? (
        'No'
      ) : one.released_at === null ? (
        'Yes'
      ) : (
        <>
          Until <When at={one.released_at} />
        </>
      ),
  },
  { name: 'Opened', width: 140, cell: (one) => <When at={one.opened_at} /> },
];

const ofIncidents: Column<IncidentWay>[] = [
  {
    name: 'Incident',
    cell: (one) => <RefLink of={one.incident}>{`#${one.number} ${one.title}`}</RefLink>,
  },
  { name: 'Service', width: 200, cell: (one) => <RefLink of={one.service} /> },
  {
    name: 'Ticket',
    width: 190,
    cell: (one) => (one.ticket ? 'In a tracker' : one.to_do ? 'To do here, pages nobody' : 'None'),
  },
  { name: 'Created', width: 140, cell: (one) => <When at={one.created_at} /> },
];

const ofPages: Column<PageWay>[] = [
  { name: 'To', cell: (one) => (one.user === null ? 'The fallback address' : <RefLink of={one.user} />) },
  { name: 'By', width: 140, cell: (one) => sentence(one.channel) },
  { name: 'About', cell: (one) => <RefLink of={one.incident} /> },
  { name: 'Sent', width: 140, cell: (one) => <When at={one.sent_at} /> },
];
