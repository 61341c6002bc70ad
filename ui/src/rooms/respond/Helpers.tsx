import { Alert, Button, Group, SegmentedControl, Text, Textarea } from '@mantine/core';
import { IconHandStop, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { Part, Waiting, When } from '../../ground/Page';
import { PickMany, PickOne } from '../../ground/Pick';
import { ErrorBox } from '../../ground/Say';
import { useMe } from '../../ground/session';
import type { Incident, Ref } from '../../ground/wire';
import { type Call, callsQuery, forMe, stateWords, targetsOf, type Wanted } from './helpers';
import styles from './Told.module.css';

/** What everybody sees of who was asked to help, and what became of it. */
export function Helpers({
  incident,
  respond,
  ask,
}: {
  incident: Incident;
  respond: boolean;
  ask: () => void;
}) {
  const query = useQuery(callsQuery(incident.id));
  const open = incident.status !== 'resolved';
  const takeBack = useTakeBack(incident.id);
  return (
    <Part
      title="Helpers"
      lead="Asked to help, beside those who have it"
      actions={
        respond &&
        open && (
          <Button size="xs" variant="default" leftSection={<IconUserPlus size={15} />} onClick={ask}>
            Ask for help
          </Button>
        )
      }
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody was asked.
        </Text>
      )}
      <ul className={styles.calls}>
        {query.data?.map((call) => (
          <li key={call.id}>
            <div className={styles.top}>
              <span>
                <RefLink of={call.target} />
                {call.policy && ' (whoever is on call)'}
              </span>
              {respond && open && call.responders.some(({ state }) => state === 'pending') && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  loading={takeBack.isPending}
                  onClick={() => takeBack.mutate([{ policy: call.policy, id: call.target.id }])}
                >
                  Take back<span className="sr"> the request to {call.target.summary}</span>
                </Button>
              )}
            </div>
            {call.message !== '' && <div className={styles.how}>{call.message}</div>}
            <div className={styles.why}>
              asked by <RefLink of={call.requester} />, <When at={call.at} />
            </div>
            <ul className={styles.answers}>
              {call.responders.map((one) => (
                <li key={one.user.id}>
                  {call.policy && <>{one.user.summary}: </>}
                  {stateWords[one.state]}
                  {one.state !== 'pending' && (
                    <span className={styles.why}>
                      {' '}
                      <When at={one.updated_at} />
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function useTakeBack(incidentId: string) {
  return useAct({
    run: (wanted: Wanted[]) =>
      api.put(`/incidents/${incidentId}/responder_requests/cancel`, {
        responder_request_targets: targetsOf(wanted),
      }),
    reload: [['incident', incidentId]],
    done: 'Taken back',
    failed: 'The request was not taken back',
  });
}

/** Stands at the top for whoever is asked, until there is an answer. */
export function AskedOfMe({ incident }: { incident: Incident }) {
  const me = useMe();
  const query = useQuery(callsQuery(incident.id));
  const answer = useAct({
    run: ({ call, joins }: { call: Call; joins: boolean }) =>
      api.put(`/incidents/${incident.id}/responder_requests/${call.id}`, {
        responder_request: { state: joins ? 'joined' : 'declined' },
      }),
    reload: [['incident', incident.id]],
    done: (_, { joins }) => (joins ? 'You help. Whoever asked sees it.' : 'You declined to help'),
    undo: (_, { call, joins }) => ({
      label: joins ? 'Decline instead' : 'Help instead',
      act: () => answer.mutate({ call, joins: !joins }),
    }),
    failed: 'The answer was not taken',
  });
  if (me === undefined || incident.status === 'resolved') return null;
  return forMe(query.data ?? [], me.id).map((call) => (
    <Alert
      key={call.id}
      color="blue"
      icon={<IconHandStop />}
      title={`${call.requester.summary ?? 'Somebody'} asks for your help`}
      role="region"
      aria-label="You are asked to help"
    >
      {call.message !== '' && (
        <Text size="sm" mb="xs" style={{ overflowWrap: 'anywhere' }}>
          {call.message}
        </Text>
      )}
      <Group gap="xs">
        <Button size="xs" loading={answer.isPending} onClick={() => answer.mutate({ call, joins: true })}>
          I can help
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={answer.isPending}
          onClick={() => answer.mutate({ call, joins: false })}
        >
          Decline
        </Button>
      </Group>
    </Alert>
  ));
}

/** Asks people, or whoever is on call somewhere, to help; the incident stays with those who have it. */
export function AskForHelp({ incident, close }: { incident: Incident; close: () => void }) {
  const [to, setTo] = useState('users');
  const [people, setPeople] = useState<Ref[]>([]);
  const [policy, setPolicy] = useState<Ref | null>(null);
  const [message, setMessage] = useState('');
  const takeBack = useTakeBack(incident.id);
  const wanted: Wanted[] =
    to === 'users'
      ? people.map(({ id }) => ({ policy: false, id }))
      : policy === null
        ? []
        : [{ policy: true, id: policy.id }];
  const act = useAct({
    run: (asked: Wanted[]) =>
      api.post(`/incidents/${incident.id}/responder_requests`, {
        message: message.trim(),
        responder_request_targets: targetsOf(asked),
      }),
    reload: [['incident', incident.id]],
    done: 'Asked for help',
    undo: (_, asked) => ({ label: 'Take back', act: () => takeBack.mutate(asked) }),
    inDialog: true,
    after: close,
  });
  return (
    <Ask
      title={`Ask for help with #${incident.incident_number}`}
      opened
      close={close}
      submit={() => act.mutate(wanted)}
      label="Ask"
      by={act}
      disabled={wanted.length === 0}
    >
      <SegmentedControl
        aria-label="Whom to ask"
        data={[
          { value: 'users', label: 'People' },
          { value: 'policy', label: 'Whoever is on call' },
        ]}
        value={to}
        onChange={setTo}
      />
      {to === 'users' ? (
        <PickMany kind="users" label="People" data-autofocus value={people} onPick={setPeople} />
      ) : (
        <PickOne
          kind="escalation_policies"
          label="Escalation policy"
          description="Its first level is asked, then the next one, until somebody answers"
          value={policy}
          onPick={setPolicy}
        />
      )}
      <Textarea
        label="What for"
        description="Stands in what they are sent"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={1_000}
        value={message}
        onChange={(event) => setMessage(event.currentTarget.value)}
      />
      <Text size="sm" c="dimmed">
        They are paged at once. The incident stays with those who have it.
      </Text>
    </Ask>
  );
}
