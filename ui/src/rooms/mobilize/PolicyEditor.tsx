import {
  ActionIcon,
  Button,
  Group,
  NumberInput,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { Page, Part } from '../../ground/Page';
import { PickMany, PickOne } from '../../ground/Pick';
import { ErrorBox } from '../../ground/Say';
import type { EscalationPolicy } from '../../ground/wire';
import styles from './PolicyEditor.module.css';
import { PolicyWords } from './PolicyWords';
import {
  draftOfPolicy,
  type LevelDraft,
  moved,
  newLevel,
  type PolicyDraft,
  policyFaults,
  type Strategy,
  wireOfPolicy,
} from './policy';

export function PolicyEditor(props: {
  policy?: EscalationPolicy;
  close: () => void;
  saved: (policy: EscalationPolicy) => void;
}) {
  const { policy } = props;
  const [draft, setDraft] = useState<PolicyDraft>(() =>
    policy === undefined
      ? { name: '', description: '', team: null, loops: 2, levels: [newLevel('first')] }
      : draftOfPolicy(policy),
  );
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState(0);
  const set = (change: Partial<PolicyDraft>) => setDraft({ ...draft, ...change });
  const setLevel = (key: string, change: Partial<LevelDraft>) =>
    set({ levels: draft.levels.map((level) => (level.key === key ? { ...level, ...change } : level)) });
  const faults = policyFaults(draft);
  const save = useAct({
    run: () => {
      const body = { escalation_policy: wireOfPolicy(draft) };
      return policy === undefined
        ? api.post<{ escalation_policy: EscalationPolicy }>('/escalation_policies', body)
        : api.put<{ escalation_policy: EscalationPolicy }>(`/escalation_policies/${policy.id}`, body);
    },
    reload: [['escalation_policies']],
    done: ({ escalation_policy }) => `${escalation_policy.name} saved`,
    inDialog: true,
    after: ({ escalation_policy }) => props.saved(escalation_policy),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.length === 0) save.mutate(undefined);
  };
  const title = policy === undefined ? 'New escalation policy' : `Edit ${policy.name}`;
  return (
    <form onSubmit={submit} noValidate>
      <Page title={title} lead="Incidents that run already keep the policy they began with.">
        <Part title="Basics">
          <Stack gap="sm">
            <TextInput
              label="Name"
              required
              value={draft.name}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <Textarea
              label="Description"
              autosize
              minRows={2}
              value={draft.description}
              onChange={(event) => set({ description: event.currentTarget.value })}
            />
            <PickOne kind="teams" label="Team" value={draft.team} onPick={(team) => set({ team })} />
          </Stack>
        </Part>
        {draft.levels.map((level, index) => (
          <Part
            key={level.key}
            title={`Level ${index + 1}`}
            actions={
              <>
                <ActionIcon
                  variant="default"
                  aria-label={`Move level ${index + 1} up`}
                  disabled={index === 0}
                  onClick={() => set({ levels: moved(draft.levels, index, -1) })}
                >
                  <IconArrowUp size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  aria-label={`Move level ${index + 1} down`}
                  disabled={index === draft.levels.length - 1}
                  onClick={() => set({ levels: moved(draft.levels, index, 1) })}
                >
                  <IconArrowDown size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  aria-label={`Remove level ${index + 1}`}
                  onClick={() => set({ levels: draft.levels.filter(({ key }) => key !== level.key) })}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </>
            }
          >
            <Stack gap="sm">
              <Group grow align="flex-start" wrap="nowrap" className={styles.targets}>
                <PickMany
                  kind="schedules"
                  label="Schedules"
                  description="Whoever is on call then"
                  value={level.schedules}
                  onPick={(schedules) => setLevel(level.key, { schedules })}
                />
                <PickMany
                  kind="users"
                  label="People"
                  description="Always these"
                  value={level.users}
                  onPick={(users) => setLevel(level.key, { users })}
                />
              </Group>
              <Group grow align="flex-start">
                <Select
                  label="Page"
                  data={[
                    { value: 'assign_to_everyone', label: 'All of them' },
                    { value: 'round_robin', label: 'One of them in turn' },
                  ]}
                  value={level.strategy}
                  allowDeselect={false}
                  onChange={(value) =>
                    setLevel(level.key, { strategy: (value ?? 'assign_to_everyone') as Strategy })
                  }
                />
                <NumberInput
                  label="Time to answer"
                  suffix=" min"
                  min={1}
                  max={1440}
                  value={level.delay}
                  onChange={(value) => setLevel(level.key, { delay: Number(value) })}
                />
              </Group>
            </Stack>
          </Part>
        ))}
        <div>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() => {
              setMade(made + 1);
              set({ levels: [...draft.levels, newLevel(`made ${made}`)] });
            }}
          >
            Add level
          </Button>
        </div>
        <Part title="When nobody answers on any level">
          <NumberInput
            label="Start over this many times"
            min={0}
            max={9}
            value={draft.loops}
            onChange={(value) => set({ loops: Number(value) })}
            maw={240}
          />
        </Part>
        <Part title="What will happen">
          <PolicyWords draft={draft} />
        </Part>
        {tried && faults.length > 0 && (
          <Text size="sm" c="red" role="alert">
            {faults.join(' ')}
          </Text>
        )}
        <ErrorBox error={save.error} />
        <Group gap="xs">
          <Button type="submit" loading={save.isPending}>
            {policy === undefined ? 'Create policy' : 'Save policy'}
          </Button>
          <Button variant="default" onClick={props.close}>
            Cancel
          </Button>
        </Group>
      </Page>
    </form>
  );
}
