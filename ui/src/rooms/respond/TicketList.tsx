import { Anchor, Select, Text } from '@mantine/core';
import { useState } from 'react';
import { RefLink } from '../../ground/Go';
import { Empty, Part, When } from '../../ground/Page';
import { PagedRows } from '../../ground/PagedRows';
import { StateMark } from './TicketPart';
import type { Ticket } from './tickets';

/** Every ticket of the last thirty days, with what keeps one from being filed. */
export function TicketList() {
  const [state, setState] = useState<string | null>(null);
  return (
    <Part
      title="Tickets of the last 30 days"
      actions={
        <Select
          size="xs"
          aria-label="State of the ticket"
          placeholder="All states"
          clearable
          data={[
            { value: 'waiting', label: 'On their way' },
            { value: 'filed', label: 'Filed' },
            { value: 'failed', label: 'Not filed' },
            { value: 'withdrawn', label: 'No longer needed' },
          ]}
          value={state}
          onChange={setState}
        />
      }
      flush
    >
      <PagedRows<Ticket>
        key={state ?? 'all'}
        queryKey={['tickets', state]}
        path="/tickets"
        plural="tickets"
        label="Tickets"
        query={state === null ? {} : { state }}
        keyOf={(one) => one.id}
        empty={
          <Empty title={state === null ? 'No ticket was asked for' : 'None in this state'}>
            An incident gets one by a rule above, or by the button on its page.
          </Empty>
        }
        columns={[
          {
            name: 'Ticket',
            width: 150,
            cell: (one) =>
              one.key === null ? (
                '–'
              ) : one.html_url === null ? (
                <strong>{one.key}</strong>
              ) : (
                <Anchor href={one.html_url} target="_blank" rel="noreferrer noopener">
                  {one.key}
                </Anchor>
              ),
          },
          { name: 'Incident', cell: (one) => <RefLink of={one.incident} /> },
          { name: 'In', width: 150, cell: (one) => one.tracker.summary },
          {
            name: 'State',
            width: 260,
            cell: (one) => (
              <>
                <StateMark ticket={one} />
                {one.fault !== null && (
                  <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                    {one.fault}
                  </Text>
                )}
              </>
            ),
          },
          { name: 'Asked for', width: 130, cell: (one) => <When at={one.asked_at} /> },
        ]}
      />
    </Part>
  );
}
