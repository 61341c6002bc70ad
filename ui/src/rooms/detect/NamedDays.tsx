import {
  Button,
  Group,
  SegmentedControl,
  Select,
  SimpleGrid,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconCalendarStar } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, pageOf } from '../../ground/api';
import { NumberField } from '../../ground/NumberField';
import { Empty, Pager, Part, Waiting } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import {
  type DayDraft,
  draftOfDay,
  type Kind,
  months,
  type NamedDay,
  newDay,
  noDate,
  weekdays,
  whenWords,
  whichWords,
  wireOfDay,
} from './days';

const PAGE = 10;

/** The calendar of known peaks: sales, paydays, the first school day. */
export function NamedDays() {
  const me = useMe();
  const manage = mayManage(me);
  const [editing, setEditing] = useState<NamedDay | 'new' | null>(null);
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['named_days', offset],
    queryFn: async ({ signal }) => {
      const page = await api.get<{ time_zone: string }>(
        '/named_days',
        { limit: PAGE, offset, total: true },
        signal,
      );
      return { ...pageOf<NamedDay>('named_days', page), zone: page.time_zone };
    },
    placeholderData: keepPreviousData,
  });
  const remove = useAct({
    run: (day: NamedDay) => api.delete(`/named_days/${day.id}`),
    reload: [['named_days']],
    done: 'The day is one like any other again',
    inDialog: true,
  });
  return (
    <Part
      title="Known peaks"
      lead="Days on which more is expected than usual, so that a planned rush raises no alert"
      flush
      actions={
        manage && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconCalendarStar size={15} />}
            onClick={() => setEditing('new')}
          >
            Add a day
          </Button>
        )
      }
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && (
        <Empty title="None entered">
          Black Friday, payday, the start of a sale: enter them before they come.
        </Empty>
      )}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Rows
          label="Known peaks"
          rows={query.data.items}
          keyOf={(day) => day.id}
          columns={[
            { name: 'Day', cell: (day) => <strong>{day.name}</strong> },
            { name: 'When', width: 320, cell: (day) => whenWords(day.when) },
            {
              name: 'Hours',
              width: 130,
              cell: (day) =>
                day.from === '00:00' && day.until === undefined
                  ? 'all day'
                  : `${day.from} to ${day.until ?? '24:00'}`,
            },
            { name: 'Expected', width: 120, right: true, cell: (day) => `up to ${day.factor} times` },
            {
              name: 'Actions',
              quiet: true,
              width: 170,
              cell: (day) =>
                manage && (
                  <Group gap="xs" justify="flex-end" wrap="nowrap">
                    <Button size="xs" variant="default" onClick={() => setEditing(day)}>
                      Edit<span className="sr"> {day.name}</span>
                    </Button>
                    <SureButton
                      label="Delete"
                      title={`Delete ${day.name}?`}
                      act={() => remove.mutateAsync(day)}
                    >
                      The same rush raises alerts from then on.
                    </SureButton>
                  </Group>
                ),
            },
          ]}
        />
      )}
      {query.data !== undefined && (
        <Pager
          offset={offset}
          limit={PAGE}
          shown={query.data.items.length}
          more={query.data.more}
          total={query.data.total}
          go={setOffset}
        />
      )}
      {editing !== null && (
        <NamedDayForm
          day={editing === 'new' ? undefined : editing}
          zone={query.data?.zone}
          close={() => setEditing(null)}
        />
      )}
    </Part>
  );
}

const kinds: { value: Kind; label: string }[] = [
  { value: 'dates', label: 'On dates' },
  { value: 'yearly', label: 'Yearly' },
  { value: 'weekday', label: 'Weekday' },
  { value: 'monthly', label: 'Monthly' },
];

export function NamedDayForm({
  day,
  zone,
  close,
}: {
  day?: NamedDay;
  /** In which days are counted. */
  zone?: string;
  close: () => void;
}) {
  const [draft, setDraft] = useState(day === undefined ? newDay : draftOfDay(day));
  const set = (more: Partial<DayDraft>) => setDraft({ ...draft, ...more });
  const save = useAct({
    run: () => {
      const body = { named_day: wireOfDay(draft) };
      return day === undefined ? api.post('/named_days', body) : api.put(`/named_days/${day.id}`, body);
    },
    reload: [['named_days'], ['series']],
    done: day === undefined ? 'Entered' : 'Saved',
    inDialog: true,
    after: close,
  });
  const none = noDate(draft.dates);
  return (
    <Ask
      title={day === undefined ? 'Add a known peak' : `Edit ${day.name}`}
      opened
      close={close}
      by={save}
      label={day === undefined ? 'Add' : 'Save'}
      disabled={
        draft.name.trim() === '' ||
        (draft.kind === 'dates' && (draft.dates.trim() === '' || none !== undefined))
      }
    >
      <TextInput
        label="Name"
        placeholder="Black Friday"
        required
        data-autofocus
        maxLength={200}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <SegmentedControl
        aria-label="When"
        data={kinds}
        value={draft.kind}
        onChange={(kind) => set({ kind: kind as Kind })}
      />
      {draft.kind === 'dates' && (
        <Textarea
          label="Dates"
          description="Year-month-day, one a line"
          placeholder="2026-11-27"
          autosize
          minRows={2}
          error={none === undefined ? undefined : `${none} is no date such as 2026-11-27`}
          value={draft.dates}
          onChange={(event) => set({ dates: event.currentTarget.value })}
        />
      )}
      {draft.kind === 'weekday' && <WeekdayFields draft={draft} set={set} />}
      {(draft.kind === 'yearly' || draft.kind === 'monthly') && (
        <Group grow align="flex-start">
          {draft.kind === 'yearly' && <MonthField draft={draft} set={set} />}
          <NumberField
            label="Day"
            description={draft.kind === 'monthly' ? '-1 is the last of the month' : undefined}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            min={draft.kind === 'monthly' ? -31 : 1}
            max={31}
            allowDecimal={false}
            value={draft.day}
            onChange={(day) => set({ day })}
          />
        </Group>
      )}
      <Group grow align="flex-start">
        <TextInput
          type="time"
          label="From"
          value={draft.from}
          onChange={(event) => set({ from: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          label="Until"
          description="Empty for the end of the day"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={draft.until}
          onChange={(event) => set({ until: event.currentTarget.value })}
        />
      </Group>
      <NumberField
        label="How many times the usual"
        description="A value up to so many times the top of the usual band raises no alert"
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data-field="factor"
        min={1}
        max={1000}
        value={draft.factor}
        onChange={(factor) => set({ factor })}
      />
      {zone !== undefined && (
        <Text size="sm" c="dimmed">
          Days and hours are those of the time zone {zone}.
        </Text>
      )}
    </Ask>
  );
}

interface Fields {
  draft: DayDraft;
  set: (more: Partial<DayDraft>) => void;
}

function MonthField({ draft, set }: Fields) {
  return (
    <Select
      label="Month"
      data={months.map((label, at) => ({ value: String(at + 1), label }))}
      value={String(draft.month)}
      allowDeselect={false}
      onChange={(month) => set({ month: Number(month) })}
    />
  );
}

function WeekdayFields({ draft, set }: Fields) {
  return (
    <SimpleGrid cols={2} spacing="sm">
      <Select
        label="Which"
        data={[1, 2, 3, 4, 5, -1, -2].map((which) => ({ value: String(which), label: whichWords(which) }))}
        value={String(draft.which)}
        allowDeselect={false}
        onChange={(which) => set({ which: Number(which) })}
      />
      <Select
        label="Weekday"
        data={weekdays.map((label, at) => ({ value: String(at + 1), label }))}
        value={String(draft.weekday)}
        allowDeselect={false}
        onChange={(weekday) => set({ weekday: Number(weekday) })}
      />
      <MonthField draft={draft} set={set} />
      <NumberField
        label="Days after it"
        description="Black Friday is 1 day after a Thursday"
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data-field="days_after"
        min={-31}
        max={31}
        allowDecimal={false}
        value={draft.after}
        onChange={(after) => set({ after })}
      />
    </SimpleGrid>
  );
}
