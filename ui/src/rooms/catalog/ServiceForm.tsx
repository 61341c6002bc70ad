import {
  Checkbox,
  Fieldset,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { NumberField } from '../../ground/NumberField';
import { PickOne } from '../../ground/Pick';
import { useZone, zoneNames } from '../../ground/time';
import type { Service } from '../../ground/wire';
import { draftOf, newService, type ServiceDraft, type Urgency, wireOf } from './service';

const urgencies = [
  { value: 'high', label: 'High' },
  { value: 'low', label: 'Low' },
  { value: 'severity_based', label: 'By severity' },
];

/** Makes a service, or changes the one that is given. Mounted anew for each opening. */
export function ServiceForm(props: {
  service?: Service;
  close: () => void;
  saved?: (service: Service) => void;
}) {
  const zone = useZone();
  const { service } = props;
  const [draft, setDraft] = useState<ServiceDraft>(() =>
    service === undefined ? { ...newService, zone } : draftOf(service, zone),
  );
  const set = (change: Partial<ServiceDraft>) => setDraft({ ...draft, ...change });
  const save = useAct({
    run: () =>
      service === undefined
        ? api.post<{ service: Service }>('/services', { service: wireOf(draft) })
        : api.put<{ service: Service }>(`/services/${service.id}`, { service: wireOf(draft) }),
    reload: [['services'], ['ownership']],
    done: ({ service }) => `${service.name} saved`,
    inDialog: true,
    after: ({ service }) => {
      props.close();
      props.saved?.(service);
    },
  });
  const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  return (
    <Ask
      title={service === undefined ? 'New service' : `Edit ${service.name}`}
      opened
      close={props.close}
      by={save}
      label={service === undefined ? 'Create service' : 'Save'}
      disabled={draft.name.trim() === '' || draft.policy === null}
      size="lg"
    >
      <TextInput
        label="Name"
        required
        data-autofocus
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
      <PickOne
        kind="escalation_policies"
        label="Escalation policy"
        description="Who is paged, and who next when nobody answers"
        required
        value={draft.policy}
        onPick={(policy) => set({ policy })}
      />
      <PickOne
        kind="teams"
        label="Owning team"
        description="The one team that answers for it"
        value={draft.team}
        onPick={(team) => set({ team })}
      />
      <TextInput
        label="Contact"
        description="How others reach the people behind it: a chat channel, a mailing list, a number"
        maxLength={500}
        value={draft.contact}
        onChange={(event) => set({ contact: event.currentTarget.value })}
      />
      <Textarea
        label="Runbook"
        description="What to do when it breaks: the address of a page, or a few plain words"
        maxLength={10_000}
        autosize
        maxRows={12}
        value={draft.runbook}
        onChange={(event) => set({ runbook: event.currentTarget.value })}
      />
      <Fieldset legend="Urgency">
        <Stack gap="sm">
          <Select
            aria-label="Urgency of new incidents"
            data={[
              { value: 'severity_based', label: 'By severity of the alert' },
              { value: 'high', label: 'Always high' },
              { value: 'low', label: 'Always low' },
              { value: 'use_support_hours', label: 'By support hours' },
            ]}
            value={draft.rule}
            allowDeselect={false}
            onChange={(rule) => set({ rule: (rule ?? 'high') as ServiceDraft['rule'] })}
          />
          {draft.rule === 'use_support_hours' && (
            <>
              <Group gap="sm" grow>
                <Select
                  label="In support hours"
                  data={urgencies}
                  value={draft.during}
                  allowDeselect={false}
                  onChange={(value) => set({ during: (value ?? 'high') as Urgency })}
                />
                <Select
                  label="Outside of them"
                  data={urgencies}
                  value={draft.outside}
                  allowDeselect={false}
                  onChange={(value) => set({ outside: (value ?? 'low') as Urgency })}
                />
              </Group>
              <Group gap="sm" align="flex-end">
                <TextInput
                  type="time"
                  label="From"
                  value={draft.start}
                  onChange={(event) => set({ start: event.currentTarget.value })}
                />
                <TextInput
                  type="time"
                  label="To"
                  value={draft.end}
                  onChange={(event) => set({ end: event.currentTarget.value })}
                />
                <Select
                  label="Time zone"
                  searchable
                  data={zoneNames()}
                  limit={60}
                  value={draft.zone}
                  allowDeselect={false}
                  onChange={(value) => set({ zone: value ?? 'UTC' })}
                />
              </Group>
              <Checkbox.Group
                label="Days"
                value={draft.days.map(String)}
                onChange={(value) => set({ days: value.map(Number) })}
              >
                <Group gap="sm" mt={4}>
                  {days.map((day, index) => (
                    <Checkbox key={day} value={String(index + 1)} label={day} />
                  ))}
                </Group>
              </Checkbox.Group>
              <Switch
                label="Raise open low-urgency incidents to high when support hours begin"
                checked={draft.raiseAtStart}
                onChange={(event) => set({ raiseAtStart: event.currentTarget.checked })}
              />
            </>
          )}
        </Stack>
      </Fieldset>
      <Fieldset legend="By itself">
        <Stack gap="sm">
          <Timeout
            label="Page again when acknowledged but not resolved for"
            value={draft.acknowledgeAfter}
            usual={30}
            set={(acknowledgeAfter) => set({ acknowledgeAfter })}
          />
          <Timeout
            label="Resolve incidents that nobody touched for"
            value={draft.resolveAfter}
            usual={240}
            set={(resolveAfter) => set({ resolveAfter })}
          />
          <Stack gap={4}>
            <Text size="sm" fw={500} id="recovery">
              When all alerts have cleared
            </Text>
            <Select
              aria-labelledby="recovery"
              data={[
                { value: 'resolve', label: 'Resolve the incident' },
                { value: 'watch', label: 'Keep watching for a while, then resolve' },
                { value: 'verify', label: 'Keep watching, and resolve only with proof' },
              ]}
              value={draft.recovery}
              allowDeselect={false}
              onChange={(value) => set({ recovery: (value ?? 'resolve') as ServiceDraft['recovery'] })}
            />
            {draft.recovery === 'verify' && (
              <Text size="sm" c="dimmed">
                Proof is that its journeys and objectives were green for the watch time. People can resolve it
                without, with a reason that is kept.
              </Text>
            )}
          </Stack>
        </Stack>
      </Fieldset>
      <Fieldset legend="Which alerts belong together">
        <Stack gap="sm">
          <Select
            aria-label="Alert grouping"
            data={[
              { value: 'none', label: 'None: each alert is an incident' },
              { value: 'time', label: 'By time: all within a window' },
              { value: 'content_based', label: 'By content: equal fields' },
              ...(draft.grouping === 'intelligent'
                ? [{ value: 'intelligent', label: 'By likeness (as imported)' }]
                : []),
            ]}
            value={draft.grouping}
            allowDeselect={false}
            onChange={(value) => set({ grouping: (value ?? 'none') as ServiceDraft['grouping'] })}
          />
          {draft.grouping === 'content_based' && (
            <>
              <TagsInput
                label="Fields"
                description="Such as source, component, class, group, severity, custom_details.cluster"
                value={draft.groupFields}
                onChange={(groupFields) => set({ groupFields })}
                data={['source', 'component', 'group', 'class', 'severity', 'summary']}
              />
              <SegmentedControl
                aria-label="How many fields must be equal"
                data={[
                  { value: 'all', label: 'All fields equal' },
                  { value: 'any', label: 'Any field equal' },
                ]}
                value={draft.groupBy}
                onChange={(value) => set({ groupBy: value as ServiceDraft['groupBy'] })}
              />
            </>
          )}
          {draft.grouping !== 'none' && (
            <NumberField
              label="Window in minutes"
              description="Empty: for as long as the incident is open"
              min={1}
              max={1440}
              value={draft.groupMinutes ?? ''}
              onChange={(value) => set({ groupMinutes: value === '' ? null : Number(value) })}
            />
          )}
        </Stack>
      </Fieldset>
    </Ask>
  );
}

function Timeout(props: {
  label: string;
  value: number | null;
  usual: number;
  set: (value: number | null) => void;
}) {
  return (
    <Group gap="sm" wrap="nowrap" justify="space-between">
      <Switch
        label={props.label}
        checked={props.value !== null}
        onChange={(event) => props.set(event.currentTarget.checked ? props.usual : null)}
      />
      <NumberField
        aria-label={`${props.label}, minutes`}
        suffix=" min"
        min={1}
        disabled={props.value === null}
        value={props.value ?? ''}
        onChange={(value) => props.set(value === '' ? props.usual : Number(value))}
        w={120}
      />
    </Group>
  );
}
