import { Button, Select, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { NumberField } from '../../ground/NumberField';
import { Part, Waiting } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import type { ContactMethod, NotificationRule, User } from '../../ground/wire';
import { byDelay, methodWords } from './contact';
import styles from './NotificationRules.module.css';

const urgencies = [
  { urgency: 'high', title: 'High urgency', hint: 'Wakes people' },
  { urgency: 'low', title: 'Low urgency', hint: 'Can wait' },
] as const;

/** When and how a person is told about an incident that is assigned to them. */
export function NotificationRules(props: {
  user: User;
  query: UseQueryResult<NotificationRule[]>;
  methods: readonly ContactMethod[];
  change: boolean;
}) {
  const { user, query, methods } = props;
  const [adding, setAdding] = useState<'high' | 'low' | null>(null);
  const remove = useAct({
    run: (rule: NotificationRule) => api.delete(`/users/${user.id}/notification_rules/${rule.id}`),
    reload: [['users', user.id]],
    done: 'Rule removed',
    inDialog: true,
  });
  const named = (rule: NotificationRule) => {
    const method = methods.find(({ id }) => id === rule.contact_method.id);
    return methodWords(method ?? { type: rule.contact_method.type, label: rule.contact_method.summary });
  };
  return (
    <Part title="Notification rules" lead="From the moment an incident is assigned, until it is acknowledged">
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data !== undefined && (
        <div className={styles.columns}>
          {urgencies.map(({ urgency, title, hint }) => {
            const rules = byDelay(query.data, urgency);
            return (
              <section key={urgency} aria-label={title}>
                <div className={styles.head}>
                  <div>
                    <Text fw={600}>{title}</Text>
                    <Text size="sm" c="dimmed">
                      {hint}
                    </Text>
                  </div>
                  {props.change && (
                    <Button
                      size="xs"
                      variant="default"
                      leftSection={<IconPlus size={14} />}
                      disabled={methods.length === 0}
                      onClick={() => setAdding(urgency)}
                    >
                      Add rule<span className="sr"> for {title}</span>
                    </Button>
                  )}
                </div>
                {rules.length === 0 && (
                  <Text size="sm" c="dimmed">
                    No rule: nothing is sent.
                  </Text>
                )}
                <ol className={styles.rules}>
                  {rules.map((rule) => (
                    <li key={rule.id}>
                      <span>
                        <strong>
                          {rule.start_delay_in_minutes === 0
                            ? 'At once'
                            : `After ${rule.start_delay_in_minutes} min`}
                        </strong>
                        : {named(rule)}
                      </span>
                      {props.change && (
                        <SureButton
                          label="Remove"
                          title="Remove this rule?"
                          act={() => remove.mutateAsync(rule)}
                        >
                          {named(rule)} is no longer used for {title.toLowerCase()}.
                        </SureButton>
                      )}
                    </li>
                  ))}
                </ol>
              </section>
            );
          })}
        </div>
      )}
      {adding !== null && (
        <Add user={user} urgency={adding} methods={methods} close={() => setAdding(null)} />
      )}
    </Part>
  );
}

function Add(props: {
  user: User;
  urgency: 'high' | 'low';
  methods: readonly ContactMethod[];
  close: () => void;
}) {
  const [method, setMethod] = useState<string | null>(props.methods.at(-1)?.id ?? null);
  const [delay, setDelay] = useState<number | string>(0);
  const chosen = props.methods.find(({ id }) => id === method);
  const add = useAct({
    run: () =>
      api.post(`/users/${props.user.id}/notification_rules`, {
        notification_rule: {
          type: 'assignment_notification_rule',
          start_delay_in_minutes: Number(delay),
          urgency: props.urgency,
          contact_method: { id: chosen?.id, type: chosen?.type },
        },
      }),
    reload: [['users', props.user.id]],
    done: 'Rule added',
    inDialog: true,
    after: props.close,
  });
  return (
    <Ask
      title={`Add a rule for ${props.urgency} urgency`}
      opened
      close={props.close}
      by={add}
      label="Add rule"
      disabled={chosen === undefined || delay === ''}
    >
      <NumberField
        label="Minutes after the assignment"
        min={0}
        max={1440}
        value={delay}
        onChange={setDelay}
      />
      <Select
        label="Tell me by"
        data={props.methods.map((one) => ({ value: one.id, label: methodWords(one) }))}
        value={method}
        allowDeselect={false}
        onChange={setMethod}
      />
    </Ask>
  );
}
