import { Anchor, Button, Group, Menu, Text } from '@mantine/core';
import { IconCircleCheck, IconHourglass, IconTicket, IconTicketOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { RefLink, TextLink } from '../../ground/Go';
import { Mark } from '../../ground/Marks';
import { Part, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import type { Incident } from '../../ground/wire';
import { stateWords, type Ticket, type TicketOf } from './tickets';

/** The one ticket of an incident, or the button that files it. Without a tracker there is nothing to show, unless the incident is the ticket. */
export function TicketPart({ incident, respond }: { incident: Incident; respond: boolean }) {
  const query = useQuery({
    queryKey: ['incident', incident.id, 'ticket'],
    queryFn: ({ signal }) => api.get<TicketOf>(`/incidents/${incident.id}/ticket`, undefined, signal),
    refetchInterval: (state) => (state.state.data?.ticket?.state === 'waiting' ? 3_000 : 60_000),
  });
  const file = useAct({
    run: (tracker: string | null) =>
      api.post(`/incidents/${incident.id}/ticket`, {
        ticket: tracker === null ? {} : { tracker: { id: tracker, type: 'ticket_tracker_reference' } },
      }),
    reload: [
      ['incident', incident.id, 'ticket'],
      ['incident', incident.id],
    ],
    done: 'The ticket is on its way',
    failed: 'No ticket was asked for',
  });
  if (query.isError) return <ErrorBox error={query.error} again={() => query.refetch()} />;
  const data = query.data;
  if (data === undefined) return null;
  const { ticket, trackers } = data;
  const toDo = incident.to_do === true;
  if (ticket === null && trackers.length === 0) {
    return toDo ? (
      <Part title="Ticket">
        <Text size="sm">
          This incident is the ticket: it is something to do, stands in the list, and nobody is paged.
        </Text>
      </Part>
    ) : null;
  }
  const again = ticket !== null && (ticket.state === 'failed' || ticket.state === 'withdrawn');
  return (
    <Part
      title="Ticket"
      actions={
        respond &&
        (ticket === null || again) &&
        trackers.length > 0 &&
        (trackers.length === 1 ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconTicket size={15} />}
            loading={file.isPending}
            onClick={() => file.mutate(trackers[0]?.id ?? null)}
          >
            {again ? 'Try again' : 'File a ticket'}
          </Button>
        ) : (
          <Menu withinPortal position="bottom-end">
            <Menu.Target>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconTicket size={15} />}
                loading={file.isPending}
              >
                {again ? 'Try again' : 'File a ticket'}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {trackers.map((tracker) => (
                <Menu.Item key={tracker.id} onClick={() => file.mutate(tracker.id)}>
                  In {tracker.summary}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        ))
      }
    >
      {ticket === null ? (
        <Text size="sm" c="dimmed">
          None yet. However many alerts come, it gets one at most.
        </Text>
      ) : (
        <Shown ticket={ticket} />
      )}
    </Part>
  );
}

function Shown({ ticket }: { ticket: Ticket }) {
  return (
    <>
      <Group gap="xs">
        {ticket.key !== null &&
          (ticket.html_url === null ? (
            <strong>{ticket.key}</strong>
          ) : (
            <Anchor href={ticket.html_url} target="_blank" rel="noreferrer noopener" fw={600}>
              {ticket.key}
            </Anchor>
          ))}
        <StateMark ticket={ticket} />
      </Group>
      <Text size="sm" mt={6}>
        In {ticket.tracker.summary}
        {ticket.filed_at !== null && (
          <>
            , filed <When at={ticket.filed_at} />
          </>
        )}
        .{' '}
        {ticket.asked_by === null ? (
          ticket.reason
        ) : (
          <>
            Asked for by <RefLink of={ticket.asked_by} />.
          </>
        )}
      </Text>
      {ticket.fault !== null && (
        <Text size="sm" c={ticket.state === 'failed' ? 'red' : 'dimmed'} mt={6}>
          {ticket.fault} <TextLink to={`/deliveries?about=${ticket.id}`}>Deliveries</TextLink>
        </Text>
      )}
    </>
  );
}

export function StateMark({ ticket }: { ticket: Ticket }) {
  const word = stateWords(ticket);
  if (ticket.state === 'waiting') return <Mark word={word} tone="grey" Icon={IconHourglass} />;
  if (ticket.state === 'failed') return <Mark word={word} tone="red" Icon={IconTicketOff} />;
  if (ticket.state === 'withdrawn') return <Mark word={word} tone="grey" Icon={IconTicketOff} />;
  return ticket.closed ? (
    <Mark word={word} tone="green" Icon={IconCircleCheck} />
  ) : (
    <Mark word={word} tone="blue" Icon={IconTicket} />
  );
}
