import { SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { PickMany, PickOne } from '../../ground/Pick';
import type { Incident, Ref, Urgency } from '../../ground/wire';

/** An incident that a person saw before a machine did. */
export function Declare({ opened, close }: { opened: boolean; close: () => void }) {
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const [service, setService] = useState<Ref | null>(null);
  const [urgency, setUrgency] = useState<Urgency>('high');
  const [details, setDetails] = useState('');
  const [people, setPeople] = useState<Ref[]>([]);
  const declare = useAct({
    run: () =>
      api.post<{ incident: Incident }>('/incidents', {
        incident: {
          type: 'incident',
          title: title.trim(),
          service: { id: service?.id, type: 'service_reference' },
          urgency,
          ...(details.trim() === '' ? {} : { body: { type: 'incident_body', details } }),
          ...(people.length === 0
            ? {}
            : { assignments: people.map(({ id }) => ({ assignee: { id, type: 'user_reference' } })) }),
        },
      }),
    reload: [['incidents']],
    done: ({ incident }) => `#${incident.incident_number} declared`,
    inDialog: true,
    after: ({ incident }) => {
      close();
      setTitle('');
      setDetails('');
      setPeople([]);
      navigate({ to: '/incidents/$id' as never, params: { id: incident.id } as never });
    },
  });
  return (
    <Ask
      title="Declare an incident"
      opened={opened}
      close={close}
      by={declare}
      label="Declare"
      disabled={title.trim() === '' || service === null}
    >
      <TextInput
        label="What is wrong"
        required
        data-autofocus
        maxLength={1024}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <PickOne kind="services" label="Service" required value={service} onPick={setService} />
      <Stack gap={4}>
        <Text size="sm" fw={500} id="declare-urgency">
          Urgency
        </Text>
        <SegmentedControl
          aria-labelledby="declare-urgency"
          data={[
            { value: 'high', label: 'High: wake people' },
            { value: 'low', label: 'Low: can wait' },
          ]}
          value={urgency}
          onChange={(value) => setUrgency(value as Urgency)}
        />
      </Stack>
      <PickMany
        kind="users"
        label="Assign to"
        description="Empty: the service's escalation policy decides"
        value={people}
        onPick={setPeople}
      />
      <Textarea
        label="Details"
        autosize
        minRows={3}
        maxRows={10}
        value={details}
        onChange={(event) => setDetails(event.currentTarget.value)}
      />
    </Ask>
  );
}
