import { Group, SegmentedControl, Select, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { NumberField } from '../../ground/NumberField';
import { PickOne } from '../../ground/Pick';
import { inWords } from '../../ground/time';
import { allowedSeconds, type Slo, type SloDraft, sloReady, wireOfSlo } from './slos';

export function SloForm(props: {
  slo?: Slo;
  start: SloDraft;
  close: () => void;
  saved?: (slo: Slo) => void;
}) {
  const [draft, setDraft] = useState(props.start);
  const set = (more: Partial<SloDraft>) => setDraft({ ...draft, ...more });
  const save = useAct({
    run: async () => {
      const body = { slo: wireOfSlo(draft) };
      const answer =
        props.slo === undefined
          ? await api.post<{ slo: Slo }>('/slos', body)
          : await api.put<{ slo: Slo }>(`/slos/${props.slo.id}`, body);
      return answer.slo;
    },
    reload: [['slos']],
    done: 'Objective saved',
    inDialog: true,
    after: (slo) => {
      props.close();
      props.saved?.(slo);
    },
  });
  return (
    <Ask
      title={props.slo === undefined ? 'New objective' : `Edit ${props.slo.name}`}
      opened
      close={props.close}
      size="lg"
      by={save}
      label="Save"
      disabled={!sloReady(draft)}
    >
      <TextInput
        label="Name"
        placeholder="Checkout answers"
        required
        data-autofocus
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <PickOne
        kind="services"
        label="Service"
        required
        value={draft.service}
        onPick={(service) => set({ service })}
      />
      <Group grow align="flex-start">
        <NumberField
          label="Target, in %"
          min={1}
          max={99.9999}
          decimalScale={4}
          value={draft.target}
          onChange={(target) => set({ target })}
        />
        <NumberField
          label="In how many days"
          data-field="window_days"
          min={1}
          max={90}
          value={draft.days}
          onChange={(days) => set({ days })}
        />
      </Group>
      <Text size="sm" c="dimmed">
        That allows {inWords(allowedSeconds(Number(draft.target), Number(draft.days)))} of full outage in{' '}
        {draft.days} days.
      </Text>
      <SegmentedControl
        aria-label="What is counted"
        data={[
          { value: 'bad', label: 'Bad of all' },
          { value: 'good', label: 'Good of all' },
          { value: 'slices', label: 'Good minutes' },
        ]}
        value={draft.kind}
        onChange={(kind) => set({ kind: kind as SloDraft['kind'] })}
      />
      {draft.kind === 'slices' ? (
        <>
          <TextInput
            label="Series"
            data-field="indicator.series"
            description="As PromQL selects it"
            placeholder={'http_p99_seconds{service="shop"}'}
            classNames={{ input: 'mono' }}
            value={draft.part}
            onChange={(event) => set({ part: event.currentTarget.value })}
          />
          <Group grow align="flex-start">
            <Select
              label="A minute is good when it is"
              data={[
                { value: 'lte', label: 'at most' },
                { value: 'gte', label: 'at least' },
              ]}
              value={draft.op}
              allowDeselect={false}
              onChange={(op) => set({ op: (op ?? 'lte') as SloDraft['op'] })}
            />
            <NumberField label="Limit" value={draft.limit} onChange={(limit) => set({ limit })} />
          </Group>
        </>
      ) : (
        <>
          <TextInput
            label={draft.kind === 'good' ? 'Good events' : 'Bad events'}
            data-field={`indicator.${draft.kind}`}
            description="As PromQL selects the series that counts them"
            placeholder={'http_requests_total{status=~"5.."}'}
            classNames={{ input: 'mono' }}
            value={draft.part}
            onChange={(event) => set({ part: event.currentTarget.value })}
          />
          <TextInput
            label="All events"
            data-field="indicator.total"
            placeholder="http_requests_total"
            classNames={{ input: 'mono' }}
            value={draft.total}
            onChange={(event) => set({ total: event.currentTarget.value })}
          />
        </>
      )}
      <Switch
        label="It is watched"
        checked={draft.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked })}
      />
    </Ask>
  );
}
