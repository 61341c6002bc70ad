import { Button, Select, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { NumberField } from '../../ground/NumberField';
import { Part, Waiting } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import type { ContactMethod, User } from '../../ground/wire';
import { methodWords } from './contact';
import styles from './NotificationRules.module.css';

interface HandoffRule {
  id: string;
  notify_advance_in_minutes: number;
  handoff_type: string;
  contact_method: ContactMethod | null;
}

const kinds = [
  { value: 'both', label: 'When my time on call begins and when it ends' },
  { value: 'oncall', label: 'When it begins' },
  { value: 'offcall', label: 'When it ends' },
];

const kindWords: Record<string, string> = {
  both: 'begins or ends',
  oncall: 'begins',
  offcall: 'ends',
};

/** `30 minutes before`, `2 hours before`, `At the moment itself`. */
export function aheadWords(minutes: number): string {
  if (minutes === 0) return 'At the moment itself';
  if (minutes % 1440 === 0) return `${minutes / 1440} ${minutes === 1440 ? 'day' : 'days'} before`;
  if (minutes % 60 === 0) return `${minutes / 60} ${minutes === 60 ? 'hour' : 'hours'} before`;
  return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} before`;
}

/** Messages about shifts: who comes, who goes, and what is open at that moment. */
export function Handoffs(props: { user: User; methods: readonly ContactMethod[]; change: boolean }) {
  const { user, methods } = props;
  const path = `/users/${user.id}/oncall_handoff_notification_rules`;
  const [adding, setAdding] = useState(false);
  const query = useQuery({
    queryKey: ['users', user.id, 'handoffs'],
    queryFn: async ({ signal }) =>
      (await list<HandoffRule>(path, 'oncall_handoff_notification_rules', undefined, signal)).items,
  });
  const remove = useAct({
    run: (rule: HandoffRule) => api.delete(`${path}/${rule.id}`),
    reload: [['users', user.id]],
    done: 'Rule removed',
    inDialog: true,
  });
  return (
    <Part
      title="Shift handoffs"
      lead="Told when time on call begins or ends, with the incidents that are open then"
      actions={
        props.change && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={15} />}
            disabled={methods.length === 0}
            onClick={() => setAdding(true)}
          >
            Add handoff rule
          </Button>
        )
      }
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          No rule: shifts begin and end without a word.
        </Text>
      )}
      <ol className={styles.rules}>
        {query.data?.map((rule) => (
          <li key={rule.id}>
            <span>
              <strong>{aheadWords(rule.notify_advance_in_minutes)}</strong>: time on call{' '}
              {kindWords[rule.handoff_type] ?? rule.handoff_type}
              {rule.contact_method !== null && `, by ${methodWords(rule.contact_method)}`}
            </span>
            {props.change && (
              <SureButton label="Remove" title="Remove this rule?" act={() => remove.mutateAsync(rule)}>
                Shifts are no longer announced this way.
              </SureButton>
            )}
          </li>
        ))}
      </ol>
      {adding && <Add path={path} user={user} methods={methods} close={() => setAdding(false)} />}
    </Part>
  );
}

function Add(props: { path: string; user: User; methods: readonly ContactMethod[]; close: () => void }) {
  const [kind, setKind] = useState('both');
  const [minutes, setMinutes] = useState<number | string>(30);
  const [method, setMethod] = useState<string | null>(props.methods[0]?.id ?? null);
  const chosen = props.methods.find(({ id }) => id === method);
  const add = useAct({
    run: () =>
      api.post(props.path, {
        oncall_handoff_notification_rule: {
          handoff_type: kind,
          notify_advance_in_minutes: Number(minutes),
          contact_method: { id: chosen?.id, type: chosen?.type },
        },
      }),
    reload: [['users', props.user.id]],
    done: 'Handoff rule added',
    inDialog: true,
    after: props.close,
  });
  return (
    <Ask
      title="Be told of shift handoffs"
      opened
      close={props.close}
      by={add}
      label="Add"
      disabled={chosen === undefined || minutes === ''}
    >
      <Select
        label="Tell"
        data={kinds}
        value={kind}
        allowDeselect={false}
        onChange={(value) => setKind(value ?? 'both')}
      />
      <NumberField
        label="Minutes before"
        description="0 tells at the moment itself"
        min={0}
        max={10_080}
        value={minutes}
        onChange={setMinutes}
      />
      <Select
        label="By"
        data={props.methods.map((one) => ({ value: one.id, label: methodWords(one) }))}
        value={method}
        allowDeselect={false}
        onChange={setMethod}
      />
    </Ask>
  );
}
