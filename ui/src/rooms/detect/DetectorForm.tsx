import {
  ActionIcon,
  Button,
  Group,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { IconPlayerPlay, IconPlus, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Ask, useFocusAfter } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { NumberField } from '../../ground/NumberField';
import { PickOne } from '../../ground/Pick';
import { ErrorBox } from '../../ground/Say';
import type { Severity } from '../../ground/wire';
import styles from './Detect.module.css';
import {
  askedOf,
  type DetectorRule,
  faultOf,
  hasBothSides,
  hasSteps,
  kinds,
  type Matcher,
  matcherField,
  type Preview,
  type RuleDraft,
  ruleWords,
  wireOfRule,
} from './detectors';
import { PreviewView } from './PreviewView';

const operators = [
  { value: '=', label: 'is' },
  { value: '!=', label: 'is not' },
  { value: '=~', label: 'fits the pattern' },
  { value: '!~', label: 'does not fit' },
];

/** Makes or changes a detector; its past can be played before it is saved. */
export function DetectorForm(props: { rule?: DetectorRule; start: RuleDraft; close: () => void }) {
  const navigate = useNavigate();
  const [draft, setDraft] = useState(props.start);
  const set = (more: Partial<RuleDraft>) => setDraft({ ...draft, ...more });
  const fault = faultOf(draft);
  const save = useAct({
    run: async () => {
      const body = { detector_rule: wireOfRule(draft) };
      const answer =
        props.rule === undefined
          ? await api.post<{ detector_rule: DetectorRule }>('/detector_rules', body)
          : await api.put<{ detector_rule: DetectorRule }>(`/detector_rules/${props.rule.id}`, body);
      return answer.detector_rule;
    },
    reload: [['detector_rules'], ['series']],
    done: (rule) => `${rule.name} watches from now on`,
    inDialog: true,
    after: (rule) => {
      props.close();
      navigate({ to: '/detectors/$id' as never, params: { id: rule.id } as never });
    },
  });
  const [tried, setTried] = useState('');
  const asks = askedOf(draft);
  const preview = useAct({
    run: async () => {
      const wire = wireOfRule(draft);
      setTried(asks);
      return (
        await api.post<{ preview: Preview }>('/detector_rules/preview', {
          detector_rule: { ...wire, name: wire.name === '' ? 'Preview' : wire.name },
        })
      ).preview;
    },
    reload: [],
    inDialog: true,
  });
  const tryIt = useFocusAfter(preview.isPending);
  return (
    <Ask
      title={props.rule === undefined ? 'New detector' : `Edit ${props.rule.name}`}
      opened
      close={props.close}
      size="xl"
      by={save}
      label="Save"
      disabled={fault !== null || draft.name.trim() === ''}
    >
      <TextInput
        label="Name"
        required
        data-autofocus
        maxLength={200}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Matchers
        legend="Which series: all of these hold"
        name="label"
        field="matchers"
        matchers={draft.matchers}
        set={(matchers) => set({ matchers })}
      />
      <Select
        label="Alert when a series"
        data={kinds.map(({ value, label }) => ({ value, label }))}
        description={kinds.find(({ value }) => value === draft.kind)?.what}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={draft.kind}
        allowDeselect={false}
        onChange={(value) => {
          const kind = (value ?? 'dynamic') as RuleDraft['kind'];
          const one = draft.direction === 'both' && !hasBothSides(kind);
          set({ kind, direction: one ? 'up' : draft.direction });
        }}
      />
      <Group gap="sm" align="flex-start" grow>
        {draft.kind === 'dynamic' && (
          <Select
            label="Sensitivity"
            data={[
              { value: 'low', label: 'Low: only what is rare' },
              { value: 'medium', label: 'Medium' },
              { value: 'high', label: 'High: also what may be chance' },
            ]}
            value={draft.sensitivity}
            allowDeselect={false}
            onChange={(value) => set({ sensitivity: (value ?? 'medium') as RuleDraft['sensitivity'] })}
          />
        )}
        {(draft.kind === 'threshold' || draft.kind === 'forecast' || draft.kind === 'rate_of_change') && (
          <NumberField
            label={draft.kind === 'rate_of_change' ? 'By more than' : 'Limit'}
            data-field="limit"
            description={draft.kind === 'rate_of_change' ? 'In the unit of the series' : undefined}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={draft.limit ?? ''}
            onChange={(value) => set({ limit: value === '' ? null : Number(value) })}
          />
        )}
        {draft.kind === 'rate_of_change' && (
          <NumberField
            label="Within, in minutes"
            data-field="window_seconds"
            min={2}
            max={360}
            value={draft.window === null ? '' : draft.window / 60}
            onChange={(value) => set({ window: value === '' ? null : Math.round(Number(value) * 60) })}
          />
        )}
        {draft.kind === 'forecast' && (
          <NumberField
            label="Days ahead"
            data-field="within_days"
            min={0.1}
            max={365}
            value={draft.within ?? ''}
            onChange={(value) => set({ within: value === '' ? null : Number(value) })}
          />
        )}
        {draft.kind === 'outlier' && (
          <NumberField
            label="Usual distances away"
            data-field="deviations"
            description="4 to 8 is common"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            min={2}
            max={100}
            value={draft.deviations ?? ''}
            onChange={(value) => set({ deviations: value === '' ? null : Number(value) })}
          />
        )}
        {draft.kind === 'outlier' && (
          <NumberField
            label="And by more than"
            data-field="least_difference"
            description="In the unit of the series"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            min={0}
            value={draft.least ?? ''}
            onChange={(value) => set({ least: value === '' ? null : Number(value) })}
          />
        )}
        {draft.kind === 'absence' && (
          <NumberField
            label="Without a value for, in minutes"
            data-field="silence_seconds"
            min={1}
            value={draft.silence === null ? '' : draft.silence / 60}
            onChange={(value) => set({ silence: value === '' ? null : Math.round(Number(value) * 60) })}
          />
        )}
        {draft.kind === 'new_value' && (
          <NumberField
            label="Times the others' share of errors"
            data-field="times"
            min={1}
            max={1000}
            value={draft.times ?? ''}
            onChange={(value) => set({ times: value === '' ? null : Number(value) })}
          />
        )}
        {draft.kind === 'new_value' && (
          <NumberField
            label="A value is new for, in hours"
            data-field="new_for_hours"
            min={1}
            max={720}
            value={draft.newFor ?? ''}
            onChange={(value) => set({ newFor: value === '' ? null : Number(value) })}
          />
        )}
        {draft.kind !== 'absence' && draft.kind !== 'new_value' && (
          <Select
            label="Which side counts"
            data-field="direction"
            data={[
              { value: 'up', label: 'Upwards' },
              { value: 'down', label: 'Downwards' },
              ...(hasBothSides(draft.kind) ? [{ value: 'both', label: 'Both' }] : []),
            ]}
            value={draft.direction}
            allowDeselect={false}
            onChange={(value) => set({ direction: (value ?? 'up') as RuleDraft['direction'] })}
          />
        )}
      </Group>
      {draft.kind === 'new_value' && (
        <Matchers
          legend="Which of them count errors: all of these hold"
          name="error label"
          field="errors"
          matchers={draft.errors}
          set={(errors) => set({ errors })}
        />
      )}
      {draft.kind === 'new_value' && (
        <TagsInput
          label="Whose values"
          data-field="labels"
          description="Labels, such as browser or version; none for all that do not tell errors from the rest"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxTags={10}
          value={draft.labels}
          onChange={(labels) => set({ labels })}
        />
      )}
      {draft.kind === 'outlier' && (
        <TagsInput
          label="Peers have the same"
          data-field="group_by"
          description="Labels, such as cluster or job; none makes all series of a metric peers"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxTags={10}
          value={draft.groupBy}
          onChange={(groupBy) => set({ groupBy })}
        />
      )}
      {hasSteps(draft.kind) && (
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
          <NumberField
            label="Unusual steps"
            data-field="persistence.points"
            min={1}
            max={60}
            value={draft.points ?? ''}
            onChange={(value) => set({ points: value === '' ? null : Number(value) })}
          />
          <NumberField
            label="of the last"
            data-field="persistence.of"
            min={1}
            max={60}
            value={draft.of ?? ''}
            onChange={(value) => set({ of: value === '' ? null : Number(value) })}
          />
          <NumberField
            label="Usual steps until it is over"
            data-field="persistence.recovery"
            min={1}
            max={60}
            value={draft.recovery ?? ''}
            onChange={(value) => set({ recovery: value === '' ? null : Number(value) })}
          />
        </SimpleGrid>
      )}
      <Group gap="sm" align="flex-start" grow>
        <Select
          label="Severity"
          data={['critical', 'error', 'warning', 'info']}
          value={draft.severity}
          allowDeselect={false}
          onChange={(value) => set({ severity: (value ?? 'warning') as Severity })}
        />
        <PickOne
          kind="services"
          label="Service"
          placeholder="By label or source"
          value={draft.service}
          onPick={(service) => set({ service })}
        />
      </Group>
      <Switch
        label="It watches"
        checked={draft.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked })}
      />
      <Stack gap="xs">
        <Group gap="sm">
          <Button
            ref={tryIt}
            variant="default"
            leftSection={<IconPlayerPlay size={16} />}
            disabled={fault !== null}
            loading={preview.isPending}
            onClick={() => preview.mutate(undefined)}
          >
            Try it on the last 7 days
          </Button>
          <Text size="sm" c="dimmed">
            {fault ?? ruleWords(draft)}
          </Text>
        </Group>
        <ErrorBox error={preview.error} />
        {preview.data !== undefined && tried !== asks && (
          <Text size="sm" role="status">
            You have changed it since. This is what it would have said before; try it again.
          </Text>
        )}
        {preview.data !== undefined && (
          <PreviewView
            preview={preview.data}
            limit={draft.kind === 'threshold' || draft.kind === 'forecast' ? draft.limit : null}
          />
        )}
      </Stack>
    </Ask>
  );
}

function Matchers({
  legend,
  name,
  field,
  matchers,
  set,
}: {
  legend: string;
  /** What one of them is called, for those who hear the form. */
  name: string;
  /** As the wire names them. */
  field: string;
  matchers: Matcher[];
  set: (next: Matcher[]) => void;
}) {
  const change = (at: number, more: Partial<Matcher>) =>
    set(matchers.map((one, index) => (index === at ? { ...one, ...more } : one)));
  return (
    <fieldset className={styles.matchers}>
      <legend>{legend}</legend>
      <Stack gap="xs">
        {matchers.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name than their place
          <Group key={at} gap={6} wrap="nowrap">
            <TextInput
              aria-label={`Name of ${name} ${at + 1}`}
              data-field={matcherField(field, matchers, at, 'label')}
              placeholder="label"
              size="xs"
              value={one.label === '__name__' ? 'metric' : one.label}
              readOnly={one.label === '__name__'}
              onChange={(event) => change(at, { label: event.currentTarget.value })}
              flex="1 1 100px"
            />
            <Select
              aria-label={`How ${name} ${at + 1} is compared`}
              data-field={matcherField(field, matchers, at, 'op')}
              size="xs"
              data={operators}
              value={one.op}
              allowDeselect={false}
              onChange={(op) => change(at, { op: op ?? '=' })}
              w={130}
            />
            <TextInput
              aria-label={`Value of ${name} ${at + 1}`}
              data-field={matcherField(field, matchers, at, 'value')}
              placeholder="value"
              size="xs"
              value={one.value}
              onChange={(event) => change(at, { value: event.currentTarget.value })}
              flex="2 1 140px"
            />
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={`Remove ${name} ${at + 1}`}
              disabled={matchers.length === 1}
              onClick={() => set(matchers.filter((_, index) => index !== at))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Group gap="xs">
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={13} />}
            onClick={() => set([...matchers, { label: '', op: '=', value: '' }])}
          >
            Add label
          </Button>
          {!matchers.some(({ label }) => label === '__name__') && (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconPlus size={13} />}
              onClick={() => set([{ label: '__name__', op: '=', value: '' }, ...matchers])}
            >
              Add metric
            </Button>
          )}
        </Group>
      </Stack>
    </fieldset>
  );
}
