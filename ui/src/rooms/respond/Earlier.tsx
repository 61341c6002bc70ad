import { Select, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { fromInput, toInput, toWire, useZone } from '../../ground/time';
import type { Incident } from '../../ground/wire';

/** Brings into the timeline what happened elsewhere; it is marked as written down later. */
export function Earlier({ incident, close }: { incident: Incident; close: () => void }) {
  const zone = useZone();
  const [at, setAt] = useState(() => toInput(Date.parse(incident.created_at), zone));
  const [summary, setSummary] = useState('');
  const [actor, setActor] = useState('');
  const [source, setSource] = useState('');
  const [milestone, setMilestone] = useState<string | null>(null);
  const moment = fromInput(at, zone);
  const add = useAct({
    run: () =>
      api.post(`/incidents/${incident.id}/log_entries`, {
        log_entries: [
          {
            created_at: moment === null ? null : toWire(moment),
            summary: summary.trim(),
            actor: actor.trim(),
            source: source.trim(),
            ...(milestone !== null && { milestone }),
          },
        ],
      }),
    reload: [['incident', incident.id]],
    done: 'Added to the timeline',
    inDialog: true,
    after: close,
  });
  const missing = moment === null || [summary, actor, source].some((one) => one.trim() === '');
  return (
    <Ask
      title={`What happened earlier in #${incident.incident_number}`}
      opened
      close={close}
      by={add}
      label="Add to the timeline"
      disabled={missing}
    >
      <Text size="sm" c="dimmed">
        For what was said in a chat or on the phone. It stands where it belongs in time, marked as written
        down later, and cannot be changed.
      </Text>
      <TextInput
        type="datetime-local"
        label={`When (${zone})`}
        required
        value={at}
        onChange={(event) => setAt(event.currentTarget.value)}
      />
      <Textarea
        label="What happened"
        required
        data-autofocus
        autosize
        minRows={2}
        maxLength={1_000}
        value={summary}
        onChange={(event) => setSummary(event.currentTarget.value)}
      />
      <TextInput
        label="Who"
        required
        maxLength={100}
        value={actor}
        onChange={(event) => setActor(event.currentTarget.value)}
      />
      <TextInput
        label="Where it was seen"
        placeholder="Chat, telephone, another tool"
        required
        maxLength={100}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
      />
      <Select
        label="It is when the incident was"
        placeholder="None of these"
        clearable
        data={[
          { value: 'flagged', label: 'Flagged for the first time' },
          { value: 'first_response', label: 'First looked at by somebody' },
          { value: 'restored', label: 'Restored' },
        ]}
        value={milestone}
        onChange={setMilestone}
      />
    </Ask>
  );
}
