import { SegmentedControl, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { list } from '../../ground/api';
import { whyWords } from '../../ground/Because';
import { channelWord, DeliveryMark } from '../../ground/Marks';
import { Empty, Page, Pager, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
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
            { value: 'pending', label: 'Waiting' },
            { value: 'sent', label: 'Sent' },
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
        {query.data?.items.length === 0 && <Empty title="Nothing here">No message is in this state.</Empty>}
        {query.data !== undefined && query.data.items.length > 0 && (
          <Rows
            label="Deliveries"
            rows={query.data.items}
            keyOf={(one) => one.id}
            columns={[
              {
                name: 'What',
                cell: (one) => (
                  <>
                    {one.subject ?? one.summary ?? channelWord(one.channel)}
                    {(one.error ?? whyWords(one.reason)) && (
                      <Text size="sm" c="dimmed">
                        {one.error ?? whyWords(one.reason)}
                      </Text>
                    )}
                  </>
                ),
              },
              { name: 'By', width: 130, cell: (one) => channelWord(one.channel) },
              { name: 'To', width: 240, cell: (one) => one.address ?? '–' },
              { name: 'State', width: 170, cell: (one) => <DeliveryMark state={one.state} /> },
              {
                name: 'Attempts',
                width: 100,
                right: true,
                cell: (one) => (Array.isArray(one.attempts) ? one.attempts.length : one.attempts),
              },
              { name: 'Queued', width: 130, cell: (one) => <When at={one.created_at} /> },
              { name: 'Next try', width: 120, cell: (one) => <When at={one.next_attempt_at} /> },
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
