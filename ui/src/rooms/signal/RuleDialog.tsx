import {
  ActionIcon,
  Autocomplete,
  Button,
  Checkbox,
  Group,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { NumberField } from '../../ground/NumberField';
import { PickOne } from '../../ground/Pick';
import type { Ref, Severity } from '../../ground/wire';
import styles from './Rules.module.css';
import {
  type Actions,
  type Extraction,
  expressionOf,
  fields,
  type Names,
  operators,
  type PathKind,
  type Rule,
  tidy,
} from './rules';

/** One rule: when it fits, and what it then does. */
export function RuleDialog(props: {
  kind: PathKind;
  sets: readonly string[];
  here: string;
  rule: Rule | undefined;
  catchAll: boolean;
  names: Names;
  close: () => void;
  take: (rule: Rule) => void;
}) {
  const { kind, catchAll } = props;
  const [label, setLabel] = useState(props.rule?.label ?? '');
  const [conditions, setConditions] = useState<string[]>(
    props.rule?.conditions.map(({ expression }) => expression) ?? [],
  );
  const [actions, setActions] = useState<Actions>(props.rule?.actions ?? {});
  const set = (more: Partial<Actions>) => setActions({ ...actions, ...more });
  const picked = (of: 'service' | 'escalation_policy' | 'priority', id: unknown): Ref | null =>
    typeof id === 'string' && id !== '' && id !== 'unrouted'
      ? { id, type: `${of}_reference`, summary: props.names(of, id) }
      : null;
  const others = props.sets.filter((id) => id !== props.here && id !== 'start');
  const router = kind === 'router';
  return (
    <Ask
      title={catchAll ? 'If no rule fits' : props.rule === undefined ? 'New rule' : 'Edit the rule'}
      opened
      close={props.close}
      size="xl"
      submit={() =>
        props.take({
          ...props.rule,
          label: label.trim() === '' ? null : label.trim(),
          conditions: conditions
            .map((expression) => expression.trim())
            .filter((expression) => expression !== '')
            .map((expression) => ({ expression })),
          actions: tidy(actions),
        })
      }
      label="Take over"
    >
      {!catchAll && (
        <>
          <TextInput
            label="Label"
            description="Stands in the reasons of the alerts that it touched"
            data-autofocus
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          <Conditions conditions={conditions} set={setConditions} />
        </>
      )}
      <fieldset className={styles.fieldset}>
        <legend>Then</legend>
        <Stack gap="sm">
          {router && (
            <>
              <PickOne
                kind="services"
                label="Route to"
                value={picked('service', actions.route_to)}
                onPick={(service) => set({ route_to: service?.id ?? null })}
              />
              <Checkbox
                label="Leave it unrouted"
                checked={actions.route_to === 'unrouted'}
                onChange={(event) => set({ route_to: event.currentTarget.checked ? 'unrouted' : null })}
              />
            </>
          )}
          {!router && (
            <>
              {!catchAll && others.length > 0 && (
                <Select
                  label="Go on with the set"
                  clearable
                  data={others}
                  value={typeof actions.route_to === 'string' ? actions.route_to : null}
                  onChange={(to) => set({ route_to: to })}
                />
              )}
              <Group gap="lg">
                {kind !== 'unrouted' && (
                  <Checkbox
                    label="Drop the event"
                    description="It is counted and on the tape, and nowhere else"
                    checked={actions.drop_event === true}
                    onChange={(event) => set({ drop_event: event.currentTarget.checked })}
                  />
                )}
                <Checkbox
                  label="Suppress"
                  description="The alert is kept; no incident is opened"
                  checked={actions.suppress === true}
                  onChange={(event) => set({ suppress: event.currentTarget.checked })}
                />
              </Group>
              <Group gap="sm" grow align="flex-start">
                <NumberField
                  label="Wait, in seconds"
                  description="If it ends by itself until then, nobody is paged"
                  min={0}
                  max={1_209_600}
                  value={typeof actions.suspend === 'number' ? actions.suspend : ''}
                  onChange={(value) => set({ suspend: value === '' ? null : Number(value) })}
                />
                <Select
                  label="Severity becomes"
                  description="Instead of what the sender said"
                  clearable
                  data={['critical', 'error', 'warning', 'info']}
                  value={actions.severity ?? null}
                  onChange={(value) => set({ severity: value as Severity | null })}
                />
              </Group>
              <Group gap="sm" grow align="flex-start">
                <Select
                  label="Make it a"
                  clearable
                  data={['trigger', 'resolve']}
                  value={actions.event_action ?? null}
                  onChange={(value) => set({ event_action: value as Actions['event_action'] })}
                />
                <PickOne
                  kind="priorities"
                  label="Priority becomes"
                  value={picked('priority', actions.priority)}
                  onPick={(one) => set({ priority: one?.id ?? null })}
                />
                <PickOne
                  kind="escalation_policies"
                  label="Page by"
                  value={picked('escalation_policy', actions.escalation_policy)}
                  onPick={(one) => set({ escalation_policy: one?.id ?? null })}
                />
              </Group>
              <Extractions of={actions.extractions ?? []} set={(extractions) => set({ extractions })} />
              <Textarea
                label="Note on the incident"
                description="May hold values of the event: {{event.source}}"
                autosize
                minRows={1}
                value={actions.annotate ?? ''}
                onChange={(event) => set({ annotate: event.currentTarget.value })}
              />
            </>
          )}
        </Stack>
      </fieldset>
    </Ask>
  );
}

function Conditions({ conditions, set }: { conditions: string[]; set: (next: string[]) => void }) {
  const [field, setField] = useState('event.summary');
  const [operator, setOperator] = useState('matches part');
  const [value, setValue] = useState('');
  return (
    <fieldset className={styles.fieldset}>
      <legend>When any of these holds</legend>
      <Stack gap="xs">
        {conditions.length === 0 && (
          <Text size="sm" c="dimmed">
            No condition: the rule always fits.
          </Text>
        )}
        {conditions.map((expression, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the texts are being typed, so only their place stays
          <Group key={at} gap={4} wrap="nowrap" align="flex-start">
            <Textarea
              aria-label={`Condition ${at + 1}`}
              autosize
              minRows={1}
              classNames={{ input: 'mono' }}
              flex={1}
              value={expression}
              onChange={(event) =>
                set(conditions.map((one, index) => (index === at ? event.currentTarget.value : one)))
              }
            />
            <ActionIcon
              variant="subtle"
              color="red"
              mt={4}
              aria-label={`Remove condition ${at + 1}`}
              onClick={() => set(conditions.filter((_, index) => index !== at))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Group gap="xs" align="flex-end">
          <Autocomplete
            label="Field"
            data={fields}
            value={field}
            onChange={setField}
            flex="1 1 200px"
            size="xs"
          />
          <Select
            label="How"
            data={operators}
            value={operator}
            allowDeselect={false}
            onChange={(next) => setOperator(next ?? 'matches')}
            w={170}
            size="xs"
          />
          {operator !== 'exists' && (
            <TextInput
              label="Value"
              value={value}
              onChange={(event) => setValue(event.currentTarget.value)}
              flex="1 1 140px"
              size="xs"
            />
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            disabled={field.trim() === ''}
            onClick={() => {
              set([...conditions, expressionOf(field.trim(), operator, value)]);
              setValue('');
            }}
          >
            Add condition
          </Button>
        </Group>
        <Text size="xs" c="dimmed">
          Conditions can be edited as text: <code>and</code>, <code>or</code>, <code>not</code>,{' '}
          <code>trigger_count over 10 minutes &gt; 5</code>,{' '}
          <code>now in Mon,Tue 09:00:00 to 17:00:00 Europe/Berlin</code>
        </Text>
      </Stack>
    </fieldset>
  );
}

function Extractions({ of, set }: { of: Extraction[]; set: (next: Extraction[]) => void }) {
  const change = (at: number, more: Partial<Extraction>) =>
    set(of.map((one, index) => (index === at ? { ...one, ...more } : one)));
  return (
    <div>
      <Text size="sm" fw={500}>
        Rewrite fields
      </Text>
      <Stack gap="xs">
        {of.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name than their place
          <Group key={at} gap={6} align="flex-end">
            <Autocomplete
              label="Field"
              size="xs"
              data={fields}
              value={one.target}
              onChange={(target) => change(at, { target })}
              flex="1 1 160px"
            />
            {one.source !== undefined || one.regex !== undefined ? (
              <>
                <Autocomplete
                  label="From"
                  size="xs"
                  data={fields}
                  value={one.source ?? ''}
                  onChange={(source) => change(at, { source })}
                  flex="1 1 160px"
                />
                <TextInput
                  label="Pattern, its first group is taken"
                  size="xs"
                  value={one.regex ?? ''}
                  onChange={(event) => change(at, { regex: event.currentTarget.value })}
                  flex="1 1 160px"
                />
              </>
            ) : (
              <TextInput
                label="Becomes"
                size="xs"
                placeholder="{{event.component}} on {{event.source}}"
                value={one.template ?? ''}
                onChange={(event) => change(at, { template: event.currentTarget.value })}
                flex="2 1 220px"
              />
            )}
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={`Remove rewriting ${at + 1}`}
              onClick={() => set(of.filter((_, index) => index !== at))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Group gap="xs">
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => set([...of, { target: 'event.summary', template: '' }])}
          >
            By a template
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => set([...of, { target: 'event.dedup_key', source: 'event.summary', regex: '' }])}
          >
            By a pattern
          </Button>
        </Group>
      </Stack>
    </div>
  );
}
