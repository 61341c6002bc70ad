import { Button, Text } from '@mantine/core';
import { IconBellPlus } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { Part, Waiting } from '../../ground/Page';
import { PickMany } from '../../ground/Pick';
import { ErrorBox } from '../../ground/Say';
import { useMe } from '../../ground/session';
import type { Incident, Ref } from '../../ground/wire';
import styles from './Told.module.css';

interface Subscriber {
  subscriber_id: string;
  subscriber_type: 'user' | 'team';
}

const key = (id: string) => ['incident', id, 'subscribers'];

/** Who gets the status updates of an incident without being paged for it. */
export function Followers({ incident, respond }: { incident: Incident; respond: boolean }) {
  const me = useMe();
  const [adding, setAdding] = useState(false);
  const base = `/incidents/${incident.id}/status_updates`;
  const query = useQuery({
    queryKey: key(incident.id),
    queryFn: ({ signal }) => list<Subscriber>(`${base}/subscribers`, 'subscribers', undefined, signal),
  });
  const all = query.data?.items ?? [];
  const named = useQueries({
    queries: all.map((one) => ({
      queryKey: [`${one.subscriber_type}s`, one.subscriber_id],
      queryFn: async () =>
        (
          await api.get<Record<string, Ref & { name?: string }>>(
            `/${one.subscriber_type}s/${one.subscriber_id}`,
          )
        )[one.subscriber_type],
      staleTime: 300_000,
    })),
  });
  const change = useAct({
    run: ({ who, gone }: { who: Subscriber[]; gone: boolean }) =>
      api.post(gone ? `${base}/unsubscribe` : `${base}/subscribers`, { subscribers: who }),
    reload: [key(incident.id)],
    done: (_, { gone }) => (gone ? 'No longer told of status updates' : 'Told of status updates from now on'),
    undo: (_, { who, gone }) =>
      gone ? { label: 'Undo', act: () => change.mutate({ who, gone: false }) } : undefined,
    failed: 'Nothing was changed',
  });
  const mine = all.some((one) => one.subscriber_type === 'user' && one.subscriber_id === me?.id);
  return (
    <Part
      title="Subscribers"
      lead="Told of status updates, not paged"
      actions={
        respond && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconBellPlus size={15} />}
            onClick={() => setAdding(true)}
          >
            Add
          </Button>
        )
      }
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data !== undefined && all.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody yet. Add those who want to know, but have nothing to do.
        </Text>
      )}
      <ul className={styles.followers}>
        {all.map((one, at) => {
          const who = named[at]?.data;
          const name = who?.summary ?? who?.name ?? one.subscriber_id;
          return (
            <li key={`${one.subscriber_type} ${one.subscriber_id}`}>
              <span>
                <RefLink
                  of={{ id: one.subscriber_id, type: `${one.subscriber_type}_reference`, summary: name }}
                />
                {one.subscriber_type === 'team' && ' (team)'}
              </span>
              {(respond || one.subscriber_id === me?.id) && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  onClick={() => change.mutate({ who: [one], gone: true })}
                >
                  Remove<span className="sr"> {name}</span>
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {me !== undefined && !mine && query.data !== undefined && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() =>
            change.mutate({ who: [{ subscriber_id: me.id, subscriber_type: 'user' }], gone: false })
          }
        >
          Tell me too
        </Button>
      )}
      {adding && <Add incident={incident} close={() => setAdding(false)} />}
    </Part>
  );
}

function Add({ incident, close }: { incident: Incident; close: () => void }) {
  const [users, setUsers] = useState<Ref[]>([]);
  const [teams, setTeams] = useState<Ref[]>([]);
  const add = useAct({
    run: () =>
      api.post(`/incidents/${incident.id}/status_updates/subscribers`, {
        subscribers: [
          ...users.map(({ id }) => ({ subscriber_id: id, subscriber_type: 'user' })),
          ...teams.map(({ id }) => ({ subscriber_id: id, subscriber_type: 'team' })),
        ],
      }),
    reload: [key(incident.id)],
    done: 'Told of status updates from now on',
    inDialog: true,
    after: close,
  });
  return (
    <Ask
      title={`Subscribers of #${incident.incident_number}`}
      opened
      close={close}
      by={add}
      label="Add"
      disabled={users.length + teams.length === 0}
    >
      <PickMany kind="users" label="People" data-autofocus value={users} onPick={setUsers} />
      <PickMany kind="teams" label="Teams" value={teams} onPick={setTeams} />
    </Ask>
  );
}
