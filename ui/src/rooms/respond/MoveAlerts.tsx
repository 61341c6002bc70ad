import { List, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { counted } from '../../ground/counted';
import { PickOne } from '../../ground/Pick';
import type { Alert, Incident, Ref } from '../../ground/wire';
import styles from './Dialogs.module.css';
import { Candidate, FindOpen } from './FindOpen';
import { moveAlerts, type Parting, partingWords } from './incidents';

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
  const [chosen, setChosen] = useState<Incident | null>(null);
  const to = chosen?.id ?? '';
  const ids = alerts.map(({ id }) => id);
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
      <FindOpen
        except={incident.id}
        chosen={chosen === null ? [] : [chosen]}
        otherwise="split the alerts off instead"
        choices={(shown) => (
          <Radio.Group
            aria-label="To which incident"
            value={to}
            onChange={(id) => setChosen(shown.find((one) => one.id === id) ?? null)}
          >
            <div className={styles.candidates}>
              {shown.map((one) => (
                <Radio key={one.id} value={one.id} label={<Candidate of={one} />} />
              ))}
            </div>
          </Radio.Group>
        )}
      />
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
    run: (made: Incident) =>
      api.put(`/incidents/${incident.id}/merge`, {
        source_incidents: [{ id: made.id, type: 'incident_reference' }],
      }),
    reload: reloads(incident.id),
    done: 'Put back together',
    failed: 'They were not put back together',
    after: () => navigate({ to: '/incidents/$id' as never, params: { id: incident.id } as never }),
  });
  const split = useAct({
    run: () =>
      api.post<{ incident: Incident; split: Parting }>(`/incidents/${incident.id}/split`, {
        split: {
          alerts: ids.map((id) => ({ id, type: 'alert_reference' })),
          title: title.trim(),
          service: { id: service?.id, type: 'service_reference' },
        },
      }),
    reload: reloads(incident.id),
    done: ({ incident: made, split: parting }) =>
      `Split off as #${made.incident_number}. ${partingWords(parting)}`,
    undo: ({ incident: made }) => ({ label: 'Undo', act: () => back.mutate(made) }),
    inDialog: true,
    after: ({ incident: made }) => {
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
        description="Whoever answers for it has the new incident. Who was told of these alerts before is sent only what is still to come."
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
      after; messages that have left stay sent.
    </Text>
  );
}
