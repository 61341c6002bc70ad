import {
  Button,
  Checkbox,
  Group,
  Radio,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { counted } from '../../ground/counted';
import { NumberField } from '../../ground/NumberField';
import { Waiting } from '../../ground/Page';
import { PickMany, PickOne } from '../../ground/Pick';
import { ErrorBox } from '../../ground/Say';
import { useNow, useZone } from '../../ground/time';
import type { EscalationPolicy, Incident, Ref } from '../../ground/wire';
import styles from './Dialogs.module.css';
import { Earlier } from './Earlier';
import { Candidate, FindOpen } from './FindOpen';
import { AskForHelp } from './Helpers';
import {
  apartWords,
  changeIncident,
  type IncidentChange,
  merge,
  names,
  type Part,
  takeApart,
} from './incidents';
import { presets, snoozeFault } from './snooze';

export type DialogName =
  | 'snooze'
  | 'reassign'
  | 'escalate'
  | 'merge'
  | 'note'
  | 'update'
  | 'priority'
  | 'title'
  | 'service'
  | 'earlier'
  | 'insist'
  | 'help';

interface Props {
  incident: Incident;
  close: () => void;
}

export function Dialogs({ name, ...props }: Props & { name: DialogName }) {
  switch (name) {
    case 'snooze':
      return <Snooze {...props} />;
    case 'reassign':
      return <Reassign {...props} />;
    case 'escalate':
      return <Escalate {...props} />;
    case 'merge':
      return <Merge {...props} />;
    case 'note':
      return <AddNote {...props} />;
    case 'update':
      return <StatusUpdate {...props} />;
    case 'priority':
      return <SetPriority {...props} />;
    case 'title':
      return <SetTitle {...props} />;
    case 'service':
      return <MoveToService {...props} />;
    case 'earlier':
      return <Earlier {...props} />;
    case 'insist':
      return <Insist {...props} />;
    case 'help':
      return <AskForHelp {...props} />;
  }
}

function useDialogAct<In>(props: Props, run: (input: In) => Promise<unknown>, done: string) {
  return useAct<In, unknown>({
    run,
    reload: [['incidents'], ['incident', props.incident.id]],
    done,
    inDialog: true,
    after: props.close,
  });
}

function useChange(props: Props, done: string) {
  return useDialogAct(props, (change: IncidentChange) => changeIncident(props.incident.id, change), done);
}

/** Resolves an incident of a service that asks for proof of recovery and has none. */
function Insist(props: Props) {
  const [resolution, setResolution] = useState('');
  const act = useChange(props, `#${props.incident.incident_number} resolved without proof`);
  return (
    <Ask
      title="Resolve without proof?"
      opened
      close={props.close}
      submit={() => act.mutate({ status: 'resolved', force: true, resolution: resolution.trim() })}
      label="Resolve anyway"
      by={act}
      disabled={resolution.trim() === ''}
    >
      <Text size="sm">
        {props.incident.service.summary} asks that its journeys and objectives are green before an incident is
        resolved, and they are not. The journeys and objectives of this incident are under Impact.
      </Text>
      <Textarea
        label="Why it is resolved anyway"
        description="It is kept in the timeline."
        required
        data-autofocus
        maxLength={1_000}
        autosize
        minRows={2}
        value={resolution}
        onChange={(event) => setResolution(event.currentTarget.value)}
      />
    </Ask>
  );
}

/** Why it is handed on or put off; for those who come after, and for those who are paged. */
function useWhy() {
  const [why, setWhy] = useState('');
  return {
    /** What goes to the server: nothing when nothing was said. */
    wire: why.trim() === '' ? {} : { reason: why.trim() },
    field: (
      <Textarea
        label="Why"
        description="Stands in the timeline, and whoever is paged reads it"
        autosize
        minRows={1}
        maxRows={6}
        maxLength={1_000}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
    ),
  };
}

function MoveToService(props: Props) {
  const [service, setService] = useState<Ref | null>(null);
  const why = useWhy();
  const act = useChange(props, `#${props.incident.incident_number} moved`);
  return (
    <Ask
      title={`Move #${props.incident.incident_number} to another service`}
      opened
      close={props.close}
      submit={() =>
        service !== null &&
        act.mutate({ service: { id: service.id, type: 'service_reference' }, ...why.wire })
      }
      label="Move"
      by={act}
      disabled={service === null || service.id === props.incident.service.id}
    >
      <PickOne
        kind="services"
        label="Service"
        description={`It belongs to ${props.incident.service.summary ?? 'another service'} now`}
        required
        data-autofocus
        value={service}
        onPick={setService}
      />
      <Text size="sm" c="dimmed">
        If that service has another escalation policy, paging starts over at its first level. The alerts stay
        with the incident.
      </Text>
      {why.field}
    </Ask>
  );
}

function Snooze(props: Props) {
  const zone = useZone();
  const now = useNow(60_000);
  const [amount, setAmount] = useState<number | string>(30);
  const [unit, setUnit] = useState('60');
  const why = useWhy();
  const act = useDialogAct(
    props,
    (duration: number) => api.post(`/incidents/${props.incident.id}/snooze`, { duration, ...why.wire }),
    'Snoozed',
  );
  const custom = Number(amount) * Number(unit);
  const fault = snoozeFault(custom);
  return (
    <Ask
      title={`Snooze #${props.incident.incident_number}`}
      opened
      close={props.close}
      submit={() => act.mutate(Math.round(custom))}
      label="Snooze that long"
      by={act}
      disabled={fault !== null}
    >
      <Text size="sm" c="dimmed">
        The incident counts as acknowledged and nobody is paged for it until the time is over; then it is
        triggered again.
      </Text>
      <Group gap="xs">
        {presets(now, zone).map(({ label, seconds }) => (
          <Button key={label} variant="default" disabled={act.isPending} onClick={() => act.mutate(seconds)}>
            {label}
          </Button>
        ))}
      </Group>
      <Group gap="xs" align="flex-end">
        <NumberField label="Or for" min={1} value={amount} onChange={setAmount} w={110} />
        <Select
          aria-label="Unit"
          data={[
            { value: '60', label: 'minutes' },
            { value: '3600', label: 'hours' },
            { value: '86400', label: 'days' },
          ]}
          value={unit}
          allowDeselect={false}
          onChange={(value) => setUnit(value ?? '60')}
          w={120}
        />
      </Group>
      {fault !== null && (
        <Text size="sm" c="red" role="alert">
          {fault}
        </Text>
      )}
      {why.field}
    </Ask>
  );
}

function Reassign(props: Props) {
  const [to, setTo] = useState('users');
  const [people, setPeople] = useState<Ref[]>([]);
  const [policy, setPolicy] = useState<Ref | null>(null);
  const why = useWhy();
  const act = useChange(props, 'Reassigned');
  const submit = () => {
    if (to === 'users') {
      act.mutate({
        assignments: people.map(({ id }) => ({ assignee: { id, type: 'user_reference' } })),
        ...why.wire,
      });
    } else if (policy !== null) {
      act.mutate({ escalation_policy: { id: policy.id, type: 'escalation_policy_reference' }, ...why.wire });
    }
  };
  return (
    <Ask
      title={`Reassign #${props.incident.incident_number}`}
      opened
      close={props.close}
      submit={submit}
      label="Reassign"
      by={act}
      disabled={to === 'users' ? people.length === 0 : policy === null}
    >
      <SegmentedControl
        aria-label="Reassign to"
        data={[
          { value: 'users', label: 'People' },
          { value: 'policy', label: 'Escalation policy' },
        ]}
        value={to}
        onChange={setTo}
      />
      {to === 'users' ? (
        <>
          <PickMany kind="users" label="People" data-autofocus value={people} onPick={setPeople} />
          <Text size="sm" c="dimmed">
            They are paged at once. With people named directly, nobody else is paged after them.
          </Text>
        </>
      ) : (
        <>
          <PickOne kind="escalation_policies" label="Escalation policy" value={policy} onPick={setPolicy} />
          <Text size="sm" c="dimmed">
            Paging starts over at the first level of that policy.
          </Text>
        </>
      )}
      {why.field}
    </Ask>
  );
}

function Escalate(props: Props) {
  const policyId = props.incident.escalation_policy?.id;
  const [level, setLevel] = useState('');
  const policy = useQuery({
    queryKey: ['escalation_policies', policyId],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ escalation_policy: EscalationPolicy }>(
          `/escalation_policies/${policyId}`,
          undefined,
          signal,
        )
      ).escalation_policy,
    enabled: policyId !== undefined,
  });
  const why = useWhy();
  const act = useChange(props, 'Escalated');
  return (
    <Ask
      title={`Escalate #${props.incident.incident_number}`}
      opened
      close={props.close}
      submit={() => act.mutate({ escalation_level: Number(level), ...why.wire })}
      label="Escalate"
      by={act}
      disabled={level === ''}
    >
      {policyId === undefined && <Text size="sm">This incident has no escalation policy. Reassign it.</Text>}
      {policyId !== undefined && policy.isPending && <Waiting />}
      <ErrorBox error={policy.error} again={() => policy.refetch()} />
      {policy.data !== undefined && (
        <Radio.Group label={`Level of “${policy.data.name}”`} value={level} onChange={setLevel}>
          <Stack gap="xs" mt="xs">
            {policy.data.escalation_rules.map((rule, index) => (
              <Radio
                key={rule.id ?? index}
                value={String(index + 1)}
                label={`Level ${index + 1}: ${names(rule.targets)}`}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {why.field}
    </Ask>
  );
}

function Merge(props: Props) {
  const [chosen, setChosen] = useState<readonly Incident[]>([]);
  const { id, incident_number: number } = props.incident;
  const reload = [['incidents'], ['incident', id]];
  const back = useAct({
    run: (parts: readonly Part[]) => takeApart(id, parts),
    reload,
    done: apartWords,
    failed: 'Not everything was taken out again',
  });
  const act = useAct({
    run: (others: readonly Incident[]) => merge(id, others),
    reload,
    done: (parts) => `${counted(parts.length, 'incident')} merged into #${number}`,
    undo: (parts) =>
      parts.every(({ alerts }) => alerts !== null)
        ? { label: 'Undo', act: () => back.mutate(parts) }
        : undefined,
    inDialog: true,
    after: props.close,
  });
  const isChosen = (other: Incident) => chosen.some((one) => one.id === other.id);
  return (
    <Ask
      title={`Merge into #${props.incident.incident_number}`}
      opened
      close={props.close}
      size="lg"
      submit={() => act.mutate(chosen)}
      label={chosen.length === 0 ? 'Merge' : `Merge ${counted(chosen.length, 'incident')}`}
      by={act}
      disabled={chosen.length === 0}
    >
      <Text size="sm" c="dimmed">
        The alerts of the chosen incidents move here, and those incidents are resolved. When that was wrong,
        undo it right away, or split their alerts off again later: they are a new incident then, and whoever
        was told of them is not paged anew. What you merge, Muster does not take apart.
      </Text>
      <FindOpen
        except={props.incident.id}
        chosen={chosen}
        choices={(shown) => (
          <div className={styles.candidates}>
            {shown.map((one) => (
              <Checkbox
                key={one.id}
                checked={isChosen(one)}
                onChange={() =>
                  setChosen(isChosen(one) ? chosen.filter(({ id }) => id !== one.id) : [...chosen, one])
                }
                label={<Candidate of={one} />}
              />
            ))}
          </div>
        )}
      />
    </Ask>
  );
}

function AddNote(props: Props) {
  const [content, setContent] = useState('');
  const act = useDialogAct(
    props,
    (text: string) => api.post(`/incidents/${props.incident.id}/notes`, { note: { content: text } }),
    'Note added',
  );
  return (
    <Ask
      title={`Note on #${props.incident.incident_number}`}
      opened
      close={props.close}
      submit={() => act.mutate(content)}
      label="Add note"
      by={act}
      disabled={content.trim() === ''}
    >
      <Textarea
        label="Note"
        description="For those who work on it; it stands in the timeline"
        data-autofocus
        autosize
        minRows={4}
        maxRows={14}
        value={content}
        onChange={(event) => setContent(event.currentTarget.value)}
      />
    </Ask>
  );
}

function StatusUpdate(props: Props) {
  const [message, setMessage] = useState('');
  const act = useDialogAct(
    props,
    (text: string) => api.post(`/incidents/${props.incident.id}/status_updates`, { message: text }),
    'Status update posted',
  );
  return (
    <Ask
      title={`Status update on #${props.incident.incident_number}`}
      opened
      close={props.close}
      submit={() => act.mutate(message)}
      label="Post update"
      by={act}
      disabled={message.trim() === ''}
    >
      <Textarea
        label="Message"
        description="Goes to everybody who follows this incident: what is affected, what is done, when more is known"
        data-autofocus
        autosize
        minRows={4}
        maxRows={14}
        value={message}
        onChange={(event) => setMessage(event.currentTarget.value)}
      />
    </Ask>
  );
}

function SetPriority(props: Props) {
  const [priority, setPriority] = useState<Ref | null>(props.incident.priority);
  const act = useChange(props, 'Priority set');
  return (
    <Ask
      title={`Priority of #${props.incident.incident_number}`}
      opened
      close={props.close}
      submit={() =>
        act.mutate({ priority: priority === null ? null : { id: priority.id, type: 'priority_reference' } })
      }
      label="Set priority"
      by={act}
    >
      <PickOne kind="priorities" label="Priority" clearable value={priority} onPick={setPriority} />
    </Ask>
  );
}

function SetTitle(props: Props) {
  const [title, setTitle] = useState(props.incident.title);
  const act = useChange(props, 'Title changed');
  return (
    <Ask
      title={`Title of #${props.incident.incident_number}`}
      opened
      close={props.close}
      submit={() => act.mutate({ title: title.trim() })}
      label="Change title"
      by={act}
      disabled={title.trim() === ''}
    >
      <TextInput
        label="Title"
        data-autofocus
        maxLength={1024}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
    </Ask>
  );
}
