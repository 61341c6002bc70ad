import { ActionIcon, Button, Group, Select, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { type Experiment, readExperiment } from '../../ground/experiments';
import { NumberField } from '../../ground/NumberField';
import { PickMany, PickOne } from '../../ground/Pick';
import { record } from '../../ground/read';
import { fromInput, toInput, toWire, useZone } from '../../ground/time';
import type { Ref } from '../../ground/wire';

interface Row {
  key: number;
  words: string;
  eventClass: string;
  most: string | null;
}

/** Plans an experiment, or changes one that has not begun. */
export function ExperimentForm(props: {
  experiment?: Experiment;
  close: () => void;
  saved?: (one: Experiment) => void;
}) {
  const { experiment } = props;
  const zone = useZone();
  const [name, setName] = useState(experiment?.name ?? '');
  const [hypothesis, setHypothesis] = useState(experiment?.hypothesis ?? '');
  const [team, setTeam] = useState<Ref | null>(experiment?.team ?? null);
  const [policy, setPolicy] = useState<Ref | null>(experiment?.policy ?? null);
  const [services, setServices] = useState<Ref[]>(
    (experiment?.targets ?? []).filter(({ type }) => type === 'service_reference'),
  );
  const [entities, setEntities] = useState<Ref[]>(
    (experiment?.targets ?? []).filter(({ type }) => type === 'entity_reference'),
  );
  const [rows, setRows] = useState<Row[]>(
    (experiment?.effects ?? []).map((effect, key) => ({
      key,
      words: effect.summaryContains ?? '',
      eventClass: effect.alertClass ?? '',
      most: effect.severityAtMost,
    })),
  );
  const [start, setStart] = useState(
    experiment?.startAt === null || experiment?.startAt === undefined
      ? ''
      : toInput(Date.parse(experiment.startAt), zone),
  );
  const [minutes, setMinutes] = useState<string | number>((experiment?.durationSeconds ?? 3_600) / 60);
  const [settle, setSettle] = useState<string | number>((experiment?.settleSeconds ?? 300) / 60);
  const change = (key: number, patch: Partial<Row>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...patch } : row)));
  const startMillis = fromInput(start, zone);
  const save = useAct({
    run: () => {
      const body = {
        experiment: {
          name: name.trim(),
          hypothesis: hypothesis.trim(),
          team: { id: team?.id, type: 'team_reference' },
          escalation_policy: { id: policy?.id, type: 'escalation_policy_reference' },
          targets: [...services, ...entities].map(({ id, type }) => ({ id, type })),
          expected_effects: rows
            .filter((row) => row.words.trim() !== '' || row.eventClass.trim() !== '' || row.most !== null)
            .map((row) => ({
              summary_contains: row.words.trim() || null,
              alert_class: row.eventClass.trim() || null,
              severity_at_most: row.most,
            })),
          start_at: startMillis === null ? null : toWire(startMillis),
          duration_seconds: Math.round(Number(minutes) * 60),
          settle_seconds: Math.round(Number(settle) * 60),
        },
      };
      return experiment === undefined
        ? api.post<unknown>('/experiments', body)
        : api.put<unknown>(`/experiments/${experiment.id}`, body);
    },
    reload: [['experiments']],
    done: 'Experiment saved',
    inDialog: true,
    after: (answer) => {
      props.close();
      props.saved?.(readExperiment(record(answer).experiment));
    },
  });
  return (
    <Ask
      title={experiment === undefined ? 'New experiment' : `Change ${experiment.name}`}
      opened
      size="lg"
      close={props.close}
      by={save}
      label={experiment === undefined ? 'Plan it' : 'Save'}
      disabled={
        name.trim() === '' ||
        hypothesis.trim() === '' ||
        team === null ||
        policy === null ||
        services.length + entities.length === 0
      }
    >
      <TextInput
        label="Name"
        required
        data-autofocus
        maxLength={255}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label="Hypothesis"
        description="What you believe and may be wrong about: when this breaks, that still works."
        required
        autosize
        minRows={2}
        maxLength={2_000}
        value={hypothesis}
        onChange={(event) => setHypothesis(event.currentTarget.value)}
      />
      <PickMany
        kind="services"
        label="Services that are broken"
        description="All alerts of these services are looked at."
        value={services}
        onPick={setServices}
      />
      <PickMany
        kind="entities"
        label="Or only parts: hosts, databases, queues"
        description="From the topology. Alerts that speak of them are looked at, whatever service they came in by."
        value={entities}
        onPick={setEntities}
      />
      <PickOne
        kind="teams"
        label="Team"
        required
        value={team}
        onPick={(picked) => {
          setTeam(picked);
          setPolicy(null);
        }}
      />
      <PickOne
        kind="escalation_policies"
        label="Escalation policy of the team"
        description="It is told of what is expected."
        required
        disabled={team === null}
        query={team === null ? undefined : { team_ids: [team.id] }}
        value={policy}
        onPick={setPolicy}
      />
      <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
        <Text component="legend" size="sm" fw={500}>
          Alerts that are expected
        </Text>
        <Text size="sm" c="dimmed" mb="xs">
          {rows.length === 0
            ? 'Any alert on the targets. Narrow it down, so that a surprise still wakes somebody.'
            : 'An alert is expected when it fits all that one of these lines says.'}
        </Text>
        {rows.map((row, index) => (
          <Group key={row.key} gap="xs" mb="xs" align="flex-end" wrap="wrap">
            <TextInput
              size="xs"
              label="Summary holds"
              aria-label={`Line ${index + 1}: summary holds`}
              value={row.words}
              onChange={(event) => change(row.key, { words: event.currentTarget.value })}
            />
            <TextInput
              size="xs"
              label="Class"
              aria-label={`Line ${index + 1}: class`}
              w={130}
              value={row.eventClass}
              onChange={(event) => change(row.key, { eventClass: event.currentTarget.value })}
            />
            <Select
              size="xs"
              label="No worse than"
              aria-label={`Line ${index + 1}: no worse than`}
              w={130}
              clearable
              data={['critical', 'error', 'warning', 'info']}
              value={row.most}
              onChange={(most) => change(row.key, { most })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`Remove line ${index + 1}`}
              onClick={() => setRows(rows.filter(({ key }) => key !== row.key))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            setRows([
              ...rows,
              { key: Math.max(-1, ...rows.map(({ key }) => key)) + 1, words: '', eventClass: '', most: null },
            ])
          }
        >
          Add a line
        </Button>
      </fieldset>
      <Group grow align="flex-start">
        <TextInput
          type="datetime-local"
          label="Begins by itself at"
          description={`In ${zone}. Empty: you begin it.`}
          value={start}
          onChange={(event) => setStart(event.currentTarget.value)}
        />
        <NumberField
          label="Runs for, in minutes"
          description="Then it is stopped."
          min={1}
          max={1_440}
          value={minutes}
          onChange={setMinutes}
        />
        <NumberField
          label="Settles for, in minutes"
          description="Expected until then."
          min={0}
          max={120}
          value={settle}
          onChange={setSettle}
        />
      </Group>
    </Ask>
  );
}
