import { Button, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { EditorPage } from '../../ground/EditorPage';
import { NumberField } from '../../ground/NumberField';
import { OrderButtons } from '../../ground/Order';
import { Part } from '../../ground/Page';
import { PickMany, PickOne } from '../../ground/Pick';
import type { EscalationPolicy } from '../../ground/wire';
import styles from './PolicyEditor.module.css';
import { PolicyWords } from './PolicyWords';
import {
  draftOfPolicy,
  type LevelDraft,
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
  const title = policy === undefined ? 'New escalation policy' : `Edit ${policy.name}`;
  return (
    <EditorPage
      title={title}
      lead="Incidents that run already keep the policy they began with."
      isNew={policy === undefined}
      noun="policy"
      draft={draft}
      faults={faults}
      error={save.error}
      saving={save.isPending}
      save={() => save.mutate(undefined)}
      close={props.close}
    >
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
            <OrderButtons
              items={draft.levels}
              at={index}
              name={`level ${index + 1}`}
              set={(levels) => set({ levels })}
            />
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
              <NumberField
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
        <NumberField
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
    </EditorPage>
  );
}
