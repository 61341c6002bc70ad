import { SegmentedControl, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { list } from '../../ground/api';
import { RefLink, TextLink } from '../../ground/Go';
import { channelWord, DeliveryMark, sentence } from '../../ground/Marks';
import { Empty, Page, Pager, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { formatTime, useZone } from '../../ground/time';
import type { Delivery } from '../../ground/wire';
import styles from './Deliveries.module.css';

const PAGE = 50;

/** Everything that Muster sends to the outside: to people and to machines, tried, failed and done. */
export function Deliveries() {
  const [state, setState] = useState('');
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['deliveries', state, offset],
    queryFn: ({ signal }) =>
      list<Delivery>('/deliveries', 'deliveries', { state, limit: PAGE, offset, total: true }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  return (
    <Page
      wide
      title="Delivery log"
      lead="What Muster sent to people and machines, and what became of it. Newest first, renewed by itself."
    >
      <div>
        <SegmentedControl
          aria-label="State"
          data={[
            { value: '', label: 'All' },
            { value: 'waiting', label: 'Waiting' },
            { value: 'handed', label: 'Sent' },
            { value: 'failed', label: 'Failed' },
            { value: 'cancelled', label: 'Cancelled' },
          ]}
          value={state}
          onChange={(value) => {
            setState(value);
            setOffset(0);
          }}
        />
      </div>
      <ErrorBox error={query.error} again={() => query.refetch()} />
      <div className={styles.sheet}>
        {query.isPending && <Waiting />}
        {query.data?.items.length === 0 && (
          <Empty title={state === '' ? 'Nothing was sent yet' : 'No message is in this state'} />
        )}
        {query.data !== undefined && query.data.items.length > 0 && (
          <Rows
            label="Deliveries"
            rows={query.data.items}
            keyOf={(one) => one.id}
            columns={[
              {
                name: 'To',
                cell: (one) => (
                  <>
                    <strong>{channelWord(one.channel)}</strong> {one.address}
                    <Attempts of={one} />
                  </>
                ),
              },
              { name: 'State', width: 170, cell: (one) => <DeliveryMark state={one.state} /> },
              { name: 'About', width: 180, cell: (one) => <About of={one} /> },
              { name: 'Attempts', width: 100, right: true, cell: (one) => one.attempts },
              { name: 'Queued', width: 130, cell: (one) => <When at={one.created_at} /> },
              {
                name: 'Ended or next try',
                width: 160,
                cell: (one) => <When at={one.ended_at ?? one.next_attempt_at} />,
              },
            ]}
          />
        )}
        {query.data !== undefined && (
          <Pager
            offset={offset}
            limit={PAGE}
            shown={query.data.items.length}
            more={query.data.more}
            total={query.data.total}
            go={setOffset}
          />
        )}
      </div>
    </Page>
  );
}

/** What is no single incident, by how it begins. */
const abouts: Record<string, string> = {
  'bundle:': 'Several incidents',
  'recovered:': 'Recovery',
  'contact_method:': 'Test of a contact method',
  'handoff:': 'Shift handoff',
  'verification:': 'Code for a contact method',
};

/** Incidents are told from other things by the first letter of their id. */
function About({ of }: { of: Delivery }) {
  const about = of.about ?? '';
  if (about === '') return <span>–</span>;
  if (of.incident !== undefined && of.incident !== null) {
    return (
      <Text inherit lineClamp={3} component="div">
        <RefLink of={of.incident} />
      </Text>
    );
  }
  if (about.startsWith('Q')) return <TextLink to={`/incidents/${about}`}>Incident {about}</TextLink>;
  const word = Object.entries(abouts).find(([start]) => about.startsWith(start));
  return <span title={about}>{word === undefined ? about : word[1]}</span>;
}

function Attempts({ of }: { of: Delivery }) {
  const zone = useZone();
  if (of.log.length === 0) {
    return of.last_word === null ? null : (
      <Text size="sm" c="dimmed">
        {of.last_word}
      </Text>
    );
  }
  return (
    <details className={styles.attempts}>
      <summary>{of.last_word ?? 'What happened'}</summary>
      <ol>
        {of.log.map((attempt) => (
          <li key={attempt.number}>
            <span className="num">{formatTime(attempt.at, zone, 'full')}</span>: {sentence(attempt.outcome)}
            {attempt.word !== '' && `, ${attempt.word}`}
          </li>
        ))}
      </ol>
    </details>
  );
}
