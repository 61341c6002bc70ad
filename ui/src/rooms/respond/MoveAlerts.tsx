import { List, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { StatusMark } from '../../ground/Marks';
import { Waiting } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { ErrorBox } from '../../ground/Say';
import type { Alert, Incident, Ref } from '../../ground/wire';
import styles from './Dialogs.module.css';
import { counted, moveAlerts } from './incidents';

interface Props {
  incident: Incident;
  alerts: readonly Alert[];
  close: () => void;
}

/** After the alerts have gone: both incidents, and what was thought of them, are other ones. */
function reloads(...ids: string[]): string[][] {
  return [['incidents'], ...ids.map((id) => ['incident', id])];
}

/** Puts alerts into another incident, which can be taken back. */
export function MoveAlerts({ incident, alerts, close }: Props) {
  const [search, setSearch] = useState('');
  const [to, setTo] = useState('');
  const ids = alerts.map(({ id }) => id);
  const candidates = useQuery({
    queryKey: ['incidents', 'move', incident.id],
    queryFn: ({ signal }) =>
      list<Incident>(
        '/incidents',
        'incidents',
        { statuses: ['triggered', 'acknowledged'], date_range: 'all', limit: 100 },
        signal,
      ),
  });
  const back = useAct({
    run: (from: string) => moveAlerts(from, ids, incident.id),
    reload: reloads(incident.id, to),
    done: 'Moved back',
    failed: 'The alerts were not moved back',
  });
  const move = useAct({
    run: () => moveAlerts(incident.id, ids, to),
    reload: reloads(incident.id, to),
    done: () => `${counted(ids.length, 'alert')} moved. Muster leaves them there.`,
    undo: () => ({ label: 'Undo', act: () => back.mutate(to) }),
    inDialog: true,
    after: close,
  });
  const words = search.trim().toLowerCase();
  const shown = (candidates.data?.items ?? []).filter(
    (one) =>
      one.id !== incident.id &&
      (one.id === to ||
        `#${one.incident_number} ${one.title} ${one.service.summary}`.toLowerCase().includes(words)),
  );
  return (
    <Ask
      title={`Move ${counted(ids.length, 'alert')} to another incident`}
      opened
      close={close}
      size="lg"
      by={move}
      label="Move"
      disabled={to === ''}
    >
      <Named alerts={alerts} />
      <TextInput
        aria-label="Find open incidents"
        placeholder="Find by title, number or service"
        data-autofocus
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {candidates.isPending && <Waiting />}
      <ErrorBox error={candidates.error} again={() => candidates.refetch()} />
      {candidates.data !== undefined && shown.length === 0 && (
        <Text size="sm">
          No other open incident{words === '' ? '; split the alerts off instead' : ' matches'}.
        </Text>
      )}
      <Radio.Group aria-label="To which incident" value={to} onChange={setTo}>
        <div className={styles.candidates}>
          {shown.map((one) => (
            <Radio
              key={one.id}
              value={one.id}
              label={
                <span className={styles.candidate}>
                  <span>
                    #{one.incident_number} {one.title}
                  </span>
                  <span className={styles.under}>
                    <StatusMark status={one.status} /> {one.service.summary}
                  </span>
                </span>
              }
            />
          ))}
        </div>
      </Radio.Group>
      <Stays />
    </Ask>
  );
}

/** Makes an incident of its own out of some alerts. */
export function SplitOff({ incident, alerts, close }: Props) {
  const navigate = useNavigate();
  const first = alerts[0];
  const [title, setTitle] = useState(first?.summary ?? '');
  const [service, setService] = useState<Ref | null>(first?.service ?? incident.service);
  const ids = alerts.map(({ id }) => id);
  const back = useAct({
    run: async (made: Incident) => {
      await moveAlerts(made.id, ids, incident.id);
      await api.put(`/incidents/${incident.id}/merge`, {
        source_incidents: [{ id: made.id, type: 'incident_reference' }],
      });
    },
    reload: reloads(incident.id),
    done: 'Put back together',
    failed: 'They were not put back together',
    after: () => navigate({ to: '/incidents/$id' as never, params: { id: incident.id } as never }),
  });
  const split = useAct({
    run: async () => {
      const { incident: made } = await api.post<{ incident: Incident }>('/incidents', {
        incident: {
          type: 'incident',
          title: title.trim(),
          service: { id: service?.id, type: 'service_reference' },
          urgency: incident.urgency,
        },
      });
      await moveAlerts(incident.id, ids, made.id);
      return made;
    },
    reload: reloads(incident.id),
    done: (made) => `Split off as #${made.incident_number}. Muster leaves them there.`,
    undo: (made) => ({ label: 'Undo', act: () => back.mutate(made) }),
    inDialog: true,
    after: (made) => {
      close();
      navigate({ to: '/incidents/$id' as never, params: { id: made.id } as never });
    },
  });
  return (
    <Ask
      title={`Split ${counted(ids.length, 'alert')} off`}
      opened
      close={close}
      size="lg"
      by={split}
      label="Split off"
      disabled={title.trim() === '' || service === null}
    >
      <Named alerts={alerts} />
      <TextInput
        label="Title of the new incident"
        required
        data-autofocus
        maxLength={1024}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <PickOne
        kind="services"
        label="Service"
        description="Whoever is on call for it is paged for the new incident"
        required
        value={service}
        onPick={setService}
      />
      <Stays />
    </Ask>
  );
}

function Named({ alerts }: { alerts: readonly Alert[] }) {
  const shown = alerts.slice(0, 5);
  return (
    <Stack gap={4}>
      <List size="sm">
        {shown.map((alert) => (
          <List.Item key={alert.id}>{alert.summary ?? alert.id}</List.Item>
        ))}
      </List>
      {alerts.length > shown.length && (
        <Text size="sm" c="dimmed">
          … and {alerts.length - shown.length} more
        </Text>
      )}
    </Stack>
  );
}

function Stays() {
  return (
    <Text size="sm" c="dimmed">
      Muster leaves the alerts where you put them, whatever it would think itself. You can undo it right
      after.
    </Text>
  );
}
