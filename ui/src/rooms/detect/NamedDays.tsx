import { Button, Group, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { IconCalendarStar } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { Empty, Pager, Part, Waiting } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import { datesOf, type NamedDay, whenWords } from './days';

const PAGE = 10;

/** The calendar of known peaks: sales, paydays, the first school day. */
export function NamedDays() {
  const me = useMe();
  const manage = mayManage(me);
  const [making, setMaking] = useState(false);
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['named_days', offset],
    queryFn: ({ signal }) =>
      list<NamedDay>('/named_days', 'named_days', { limit: PAGE, offset, total: true }, signal),
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
            onClick={() => setMaking(true)}
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
              width: 110,
              cell: (day) =>
                manage && (
                  <SureButton
                    label="Delete"
                    title={`Delete ${day.name}?`}
                    act={() => remove.mutateAsync(day)}
                  >
                    The same rush raises alerts from then on.
                  </SureButton>
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
      {making && <Make close={() => setMaking(false)} />}
    </Part>
  );
}

function Make({ close }: { close: () => void }) {
  const [name, setName] = useState('');
  const [kind, setKind] = useState('dates');
  const [dates, setDates] = useState('');
  const [month, setMonth] = useState<number | string>(11);
  const [day, setDay] = useState<number | string>(1);
  const [from, setFrom] = useState('00:00');
  const [until, setUntil] = useState('');
  const [factor, setFactor] = useState<number | string>(2);
  const parsed = datesOf(dates);
  const make = useAct({
    run: () =>
      api.post('/named_days', {
        named_day: {
          name: name.trim(),
          when:
            kind === 'dates'
              ? { dates: parsed }
              : kind === 'yearly'
                ? { month: Number(month), day: Number(day) }
                : { day: Number(day) },
          from: from === '' ? '00:00' : from,
          ...(until === '' ? {} : { until }),
          factor: Number(factor),
        },
      }),
    reload: [['named_days']],
    done: 'Entered',
    inDialog: true,
    after: close,
  });
  return (
    <Ask
      title="Add a known peak"
      opened
      close={close}
      by={make}
      label="Add"
      disabled={name.trim() === '' || (kind === 'dates' && parsed === null)}
    >
      <TextInput
        label="Name"
        placeholder="Black Friday"
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <SegmentedControl
        aria-label="When"
        data={[
          { value: 'dates', label: 'On dates' },
          { value: 'yearly', label: 'Every year' },
          { value: 'monthly', label: 'Every month' },
        ]}
        value={kind}
        onChange={setKind}
      />
      {kind === 'dates' ? (
        <Textarea
          label="Dates"
          description="Year-month-day, one a line"
          placeholder="2026-11-27"
          autosize
          minRows={2}
          error={dates.trim() !== '' && parsed === null ? 'Not all of these are dates' : undefined}
          value={dates}
          onChange={(event) => setDates(event.currentTarget.value)}
        />
      ) : (
        <Group grow align="flex-start">
          {kind === 'yearly' && (
            <NumberInput label="Month" min={1} max={12} value={month} onChange={setMonth} />
          )}
          <NumberInput label="Day" min={1} max={31} value={day} onChange={setDay} />
        </Group>
      )}
      <Group grow align="flex-start">
        <TextInput
          type="time"
          label="From"
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="time"
          label="Until"
          description="Empty for the end of the day"
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
        <NumberInput
          label="How many times the usual"
          min={1}
          max={1000}
          value={factor}
          onChange={setFactor}
        />
      </Group>
    </Ask>
  );
}
