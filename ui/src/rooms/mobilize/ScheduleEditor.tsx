import { ActionIcon, Button, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { EditorPage } from '../../ground/EditorPage';
import { NumberField } from '../../ground/NumberField';
import { OrderButtons } from '../../ground/Order';
import { Part } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { ErrorBox } from '../../ground/Say';
import { toWire, useNow, useZone, zoneNames } from '../../ground/time';
import type { Schedule } from '../../ground/wire';
import {
  dayName,
  draftOfSchedule,
  type LayerDraft,
  layerInWords,
  newLayer,
  type RestrictionDraft,
  type Rotation,
  type ScheduleDraft,
  scheduleFaults,
  wireOfSchedule,
} from './layer';
import { Rota } from './Rota';
import styles from './ScheduleEditor.module.css';
import { daysOf, shiftsOf, weekStart } from './timeline';

export function ScheduleEditor(props: {
  schedule?: Schedule;
  close: () => void;
  saved: (schedule: Schedule) => void;
}) {
  const zone = useZone();
  const { schedule } = props;
  const [draft, setDraft] = useState<ScheduleDraft>(() =>
    schedule === undefined
      ? {
          name: '',
          description: '',
          zone,
          layers: [newLayer('first', 'Layer 1', weekStart(Date.now(), zone), zone)],
        }
      : draftOfSchedule(schedule),
  );
  const [made, setMade] = useState(0);
  const set = (change: Partial<ScheduleDraft>) => setDraft({ ...draft, ...change });
  const setLayer = (key: string, change: Partial<LayerDraft>) =>
    set({ layers: draft.layers.map((layer) => (layer.key === key ? { ...layer, ...change } : layer)) });
  const faults = scheduleFaults(draft);
  const save = useAct({
    run: () => {
      const body = { schedule: wireOfSchedule(draft) };
      return schedule === undefined
        ? api.post<{ schedule: Schedule }>('/schedules', body)
        : api.put<{ schedule: Schedule }>(`/schedules/${schedule.id}`, body);
    },
    reload: [['schedules'], ['oncalls']],
    done: ({ schedule }) => `${schedule.name} saved`,
    inDialog: true,
    after: ({ schedule }) => props.saved(schedule),
  });
  const title = schedule === undefined ? 'New schedule' : `Edit ${schedule.name}`;
  return (
    <EditorPage
      wide
      title={title}
      lead="What has been stays as it was. Whoever is on call now keeps the turn, unless you take them off."
      isNew={schedule === undefined}
      noun="schedule"
      draft={draft}
      faults={faults}
      error={save.error}
      saving={save.isPending}
      save={() => save.mutate(undefined)}
      close={props.close}
    >
      <Part title="Basics">
        <Stack gap="sm">
          <Group grow align="flex-start">
            <TextInput
              label="Name"
              required
              value={draft.name}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <Select
              label="Time zone"
              description="Handovers follow its clock, also over the change to summer time"
              searchable
              data={zoneNames()}
              limit={60}
              value={draft.zone}
              allowDeselect={false}
              inputWrapperOrder={['label', 'input', 'description']}
              onChange={(value) => set({ zone: value ?? 'UTC' })}
            />
          </Group>
          <Textarea
            label="Description"
            autosize
            minRows={2}
            value={draft.description}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
        </Stack>
      </Part>
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          onClick={() => {
            setMade(made + 1);
            set({
              layers: [
                ...draft.layers,
                newLayer(
                  `made ${made}`,
                  `Layer ${draft.layers.length + 1}`,
                  weekStart(Date.now(), draft.zone),
                  draft.zone,
                ),
              ],
            });
          }}
        >
          Add layer on top
        </Button>
      </div>
      {draft.layers.toReversed().map((layer) => (
        <Layer
          key={layer.key}
          layer={layer}
          zone={draft.zone}
          set={(change) => setLayer(layer.key, change)}
          remove={() => set({ layers: draft.layers.filter(({ key }) => key !== layer.key) })}
        />
      ))}
      <Preview draft={draft} id={schedule?.id} ready={faults.length === 0} />
    </EditorPage>
  );
}

function Layer(props: {
  layer: LayerDraft;
  zone: string;
  set: (change: Partial<LayerDraft>) => void;
  remove: () => void;
}) {
  const { layer, set } = props;
  const name = layer.name === '' ? 'Layer' : layer.name;
  const [made, setMade] = useState(0);
  const setRestriction = (key: string, change: Partial<RestrictionDraft>) =>
    set({
      restrictions: layer.restrictions.map((one) => (one.key === key ? { ...one, ...change } : one)),
    });
  return (
    <Part
      title={name}
      lead={layerInWords(layer, props.zone)}
      actions={
        <ActionIcon variant="default" aria-label={`Remove ${name}`} onClick={props.remove}>
          <IconTrash size={16} />
        </ActionIcon>
      }
    >
      <div className={styles.layer}>
        <Stack gap="sm">
          <Text size="sm" fw={600}>
            People, in the order of their turns
          </Text>
          <ol className={styles.people}>
            {layer.users.map((user, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one person may take several turns of a round
              <li key={`${user.id} ${index}`}>
                <span>{user.summary ?? user.id}</span>
                <Group gap={4} wrap="nowrap">
                  <OrderButtons
                    items={layer.users}
                    at={index}
                    name={user.summary ?? user.id}
                    place={`from ${name}`}
                    set={(users) => set({ users })}
                  />
                </Group>
              </li>
            ))}
          </ol>
          <PickOne
            key={layer.users.length}
            kind="users"
            aria-label={`Add a person to ${name}`}
            placeholder="Add a person"
            value={null}
            onPick={(user) => user !== null && set({ users: [...layer.users, user] })}
          />
        </Stack>
        <Stack gap="sm">
          <TextInput
            label="Name of the layer"
            value={layer.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Group grow align="flex-start">
            <Select
              label="Rotation"
              data={[
                { value: 'daily', label: 'Daily' },
                { value: 'weekly', label: 'Weekly' },
                { value: 'custom', label: 'Custom' },
              ]}
              value={layer.rotation}
              allowDeselect={false}
              onChange={(value) => set({ rotation: (value ?? 'weekly') as Rotation })}
            />
            {layer.rotation === 'custom' && (
              <NumberField
                label="Length of a turn"
                suffix=" h"
                min={1}
                max={8760}
                value={layer.hours}
                onChange={(value) => set({ hours: Number(value) })}
              />
            )}
          </Group>
          <TextInput
            type="datetime-local"
            label="First turn begins"
            description={`The first person's turn; every handover follows from it (${props.zone})`}
            value={layer.firstTurn}
            onChange={(event) => set({ firstTurn: event.currentTarget.value })}
          />
          <Group grow align="flex-start">
            <TextInput
              type="datetime-local"
              label="Layer is in force from"
              value={layer.start}
              onChange={(event) => set({ start: event.currentTarget.value })}
            />
            <TextInput
              type="datetime-local"
              label="until (empty: for good)"
              value={layer.end}
              onChange={(event) => set({ end: event.currentTarget.value })}
            />
          </Group>
          <Text size="sm" fw={600}>
            Only at certain times
          </Text>
          {layer.restrictions.map((one) => (
            <Group key={one.key} gap="xs" align="flex-end">
              <Select
                aria-label="Kind of restriction"
                data={[
                  { value: 'daily_restriction', label: 'Every day' },
                  { value: 'weekly_restriction', label: 'Every week' },
                ]}
                value={one.type}
                allowDeselect={false}
                onChange={(value) =>
                  setRestriction(one.key, {
                    type: (value ?? 'daily_restriction') as RestrictionDraft['type'],
                  })
                }
                w={130}
              />
              {one.type === 'weekly_restriction' && (
                <Select
                  aria-label="From day"
                  data={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: dayName(day) }))}
                  value={String(one.day)}
                  allowDeselect={false}
                  onChange={(value) => setRestriction(one.key, { day: Number(value ?? 1) })}
                  w={135}
                />
              )}
              <TextInput
                type="time"
                aria-label="From time"
                value={one.start}
                onChange={(event) => setRestriction(one.key, { start: event.currentTarget.value })}
              />
              <NumberField
                aria-label="For hours"
                prefix="for "
                suffix=" h"
                min={0.25}
                max={one.type === 'daily_restriction' ? 24 : 168}
                value={one.hours}
                onChange={(value) => setRestriction(one.key, { hours: Number(value) })}
                w={110}
              />
              <ActionIcon
                variant="default"
                size="lg"
                aria-label="Remove restriction"
                onClick={() => set({ restrictions: layer.restrictions.filter(({ key }) => key !== one.key) })}
              >
                <IconTrash size={15} />
              </ActionIcon>
            </Group>
          ))}
          <div>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} />}
              onClick={() => {
                setMade(made + 1);
                set({
                  restrictions: [
                    ...layer.restrictions,
                    { key: `made ${made}`, type: 'daily_restriction', start: '09:00', hours: 8, day: 1 },
                  ],
                });
              }}
            >
              Add times
            </Button>
          </div>
        </Stack>
      </div>
    </Part>
  );
}

/** What the schedule would become, worked out by the server, so that it is the real thing. */
function Preview({ draft, id, ready }: { draft: ScheduleDraft; id: string | undefined; ready: boolean }) {
  const now = useNow(60_000);
  const [asked] = useDebouncedValue(draft, 500);
  const from = weekStart(now, draft.zone);
  const days = daysOf(from, 4, draft.zone);
  const until = days[days.length - 1]?.until ?? from;
  const query = useQuery({
    queryKey: ['schedules', 'preview', id ?? null, from, asked],
    queryFn: async () =>
      (
        await api.post<{ schedule: Schedule }>(
          '/schedules/preview',
          { schedule: { ...wireOfSchedule(asked), ...(id === undefined ? {} : { id }) } },
          { since: toWire(from), until: toWire(until), time_zone: 'UTC' },
        )
      ).schedule,
    enabled: ready && scheduleFaults(asked).length === 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const layers = query.data?.schedule_layers ?? [];
  return (
    <Part title="Preview" lead="The next four weeks as they would be" flush>
      {!ready && (
        <Text size="sm" c="dimmed" p="md">
          Shown as soon as every layer has people in it.
        </Text>
      )}
      {ready && <ErrorBox error={query.error} again={() => query.refetch()} />}
      {ready && query.data !== undefined && (
        <Rota
          lanes={[
            {
              name: 'On call',
              shifts: shiftsOf(query.data.final_schedule?.rendered_schedule_entries),
              showGaps: true,
            },
            ...layers.map((layer, index) => ({
              name: layer.name ?? `Layer ${layers.length - index}`,
              shifts: shiftsOf(layer.rendered_schedule_entries),
            })),
          ]}
          from={from}
          weeks={4}
          zone={draft.zone}
          now={now}
          people={draft.layers.flatMap((layer) => layer.users.map((user) => user.id))}
        />
      )}
    </Part>
  );
}
