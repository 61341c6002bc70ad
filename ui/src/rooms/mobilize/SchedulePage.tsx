import { Alert, Button, Group, SegmentedControl, Select, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconChevronLeft,
  IconChevronRight,
  IconPencil,
  IconPlus,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { RefLink, RefLinks, TextLink } from '../../ground/Go';
import { CopyIcon, Empty, Fact, Facts, Page, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, mayRespond, useMe } from '../../ground/session';
import { dayStart, formatTime, inWords, useNow, useZone } from '../../ground/time';
import type { Override, Schedule } from '../../ground/wire';
import { draftOfSchedule, layerInWords } from './layer';
import { OverrideDialog } from './OverrideDialog';
import { type Lane, Rota, spanWords } from './Rota';
import { ScheduleEditor } from './ScheduleEditor';
import styles from './SchedulePage.module.css';
import { aroundQuery, overridesQuery, scheduleQuery } from './schedules';
import { daysOf, gaps, joined, nowAndNext, type Shift, type Span, shiftsOf, weekStart } from './timeline';

export function SchedulePage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const navigate = useNavigate();
  if (id === 'new') {
    return (
      <ScheduleEditor
        close={() => navigate({ to: '/schedules' as never })}
        saved={(schedule) =>
          navigate({ to: '/schedules/$id' as never, params: { id: schedule.id } as never })
        }
      />
    );
  }
  return <Existing key={id} id={id} />;
}

type ZonePick = 'shown' | 'schedule' | 'utc';

function Existing({ id }: { id: string }) {
  const me = useMe();
  const navigate = useNavigate();
  const shownZone = useZone();
  const now = useNow(30_000);
  const [editing, setEditing] = useState(false);
  const [weeks, setWeeks] = useState(2);
  const [zonePick, setZonePick] = useState<ZonePick>('shown');
  const [start, setStart] = useState<number | null>(null);
  const [override, setOverride] = useState<Partial<Span> | null>(null);
  // Asked by the hour, so that the question does not change with every tick of the clock.
  const around = useQuery(aroundQuery(id, Math.floor(now / 3_600_000) * 3_600_000));
  const zone =
    zonePick === 'utc' ? 'UTC' : zonePick === 'schedule' ? (around.data?.time_zone ?? shownZone) : shownZone;
  const from = start ?? weekStart(now, zone);
  const days = daysOf(from, weeks, zone);
  const window: Span = { from: days[0]?.from ?? from, until: days[days.length - 1]?.until ?? from };
  const query = useQuery(scheduleQuery(id, window));
  const remove = useAct({
    run: () => api.delete(`/schedules/${id}`),
    reload: [
      ['schedules', 'list'],
      ['schedules', 'pick'],
    ],
    done: 'Schedule deleted',
    inDialog: true,
    after: () => navigate({ to: '/schedules' as never }),
  });
  const schedule = query.data;
  if (schedule === undefined) {
    return query.isPending ? (
      <Waiting what="Loading the schedule" />
    ) : (
      <Page title="Schedule">
        <ErrorBox error={query.error} again={() => query.refetch()} />
      </Page>
    );
  }
  if (editing) {
    return (
      <ScheduleEditor schedule={schedule} close={() => setEditing(false)} saved={() => setEditing(false)} />
    );
  }
  const final = shiftsOf(schedule.final_schedule?.rendered_schedule_entries);
  // A gap that is over can no longer be filled.
  const ahead = { from: Math.max(window.from, now), until: window.until };
  const holes = ahead.from < ahead.until ? gaps(final, ahead) : [];
  const layers = schedule.schedule_layers ?? [];
  const people = [...new Set(layers.flatMap((layer) => layer.users.map(({ user }) => user.id)))];
  const lanes: Lane[] = [
    {
      name: 'On call',
      shifts: final,
      showGaps: true,
      note: coverage(schedule.final_schedule?.rendered_coverage_percentage),
    },
    { name: 'Overrides', shifts: shiftsOf(schedule.overrides_subschedule?.rendered_schedule_entries) },
    ...layers.map((layer, index) => ({
      name: layer.name ?? `Layer ${layers.length - index}`,
      shifts: shiftsOf(layer.rendered_schedule_entries),
    })),
  ];
  const respond = mayRespond(me, schedule.teams);
  const feed = (schedule as Schedule & { http_cal_url?: string | null }).http_cal_url;
  const draft = draftOfSchedule(schedule);
  return (
    <Page
      wide
      title={schedule.name}
      lead={
        <>
          <TextLink to="/schedules">Schedules</TextLink>
          {schedule.description !== null && schedule.description !== '' && <> · {schedule.description}</>}
        </>
      }
      actions={
        <>
          {respond && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setOverride({})}>
              Add override
            </Button>
          )}
          {mayManage(me, schedule.teams) && (
            <>
              <Button
                variant="default"
                leftSection={<IconPencil size={16} />}
                onClick={() => setEditing(true)}
              >
                Edit schedule
              </Button>
              <SureButton
                label="Delete"
                title={`Delete ${schedule.name}?`}
                size="sm"
                act={() => remove.mutateAsync(undefined)}
              >
                Refused while an escalation policy uses it.
              </SureButton>
            </>
          )}
        </>
      }
    >
      <NowNext
        shifts={shiftsOf(around.data?.final_schedule?.rendered_schedule_entries)}
        now={now}
        zone={zone}
      />
      {holes.length > 0 && (
        <Alert
          color="yellow"
          icon={<IconAlertTriangle />}
          title={`Nobody is on call for ${inWords(
            holes.reduce((sum, hole) => sum + (hole.until - hole.from) / 1000, 0),
          )} of this window, still to come`}
          role="note"
        >
          {holes.slice(0, 4).map((hole) => (
            <Text size="sm" key={hole.from}>
              {spanWords(hole, zone)}
            </Text>
          ))}
          {holes.length > 4 && <Text size="sm">and {holes.length - 4} more</Text>}
        </Alert>
      )}
      <Part
        title="Calendar"
        lead={`${formatTime(window.from, zone, 'day')} – ${formatTime(window.until - 1, zone, 'day')}, in ${zone}`}
        flush
        actions={
          <>
            <Group gap={4}>
              <Button
                size="xs"
                variant="default"
                aria-label="Earlier"
                onClick={() => setStart(dayStart(window.from, zone, -7 * weeks))}
              >
                <IconChevronLeft size={16} />
              </Button>
              <Button size="xs" variant="default" onClick={() => setStart(null)}>
                Today
              </Button>
              <Button size="xs" variant="default" aria-label="Later" onClick={() => setStart(window.until)}>
                <IconChevronRight size={16} />
              </Button>
            </Group>
            <SegmentedControl
              size="xs"
              aria-label="Length of the window"
              data={[
                { value: '1', label: '1 week' },
                { value: '2', label: '2 weeks' },
                { value: '4', label: '4 weeks' },
              ]}
              value={String(weeks)}
              onChange={(value) => setWeeks(Number(value))}
            />
            <Select
              size="xs"
              aria-label="Time zone of the calendar"
              data={[
                { value: 'shown', label: `Mine (${shownZone})` },
                { value: 'schedule', label: `Schedule's (${schedule.time_zone})` },
                { value: 'utc', label: 'UTC' },
              ]}
              value={zonePick}
              allowDeselect={false}
              onChange={(value) => setZonePick((value ?? 'shown') as ZonePick)}
              w={220}
            />
          </>
        }
      >
        <div className={styles.calendar} data-old={query.isPlaceholderData || undefined}>
          <Rota
            lanes={lanes}
            from={window.from}
            weeks={weeks}
            zone={zone}
            now={now}
            people={people}
            take={respond ? setOverride : undefined}
          />
        </div>
      </Part>
      <div className={styles.columns}>
        <Part title="Shifts" lead="Who is on call in this window" flush>
          <Shifts shifts={joined(final)} zone={zone} />
        </Part>
        <div className={styles.stack}>
          <Overrides schedule={schedule} window={window} zone={zone} change={respond} />
          <Part title="Layers" lead="Where two cover the same time, the upper one holds">
            {draft.layers.length === 0 && <Empty title="No layers: nobody is ever on call" />}
            <ul className={styles.layers}>
              {draft.layers.toReversed().map((layer, index) => (
                <li key={layer.key}>
                  <Text fw={600} size="sm">
                    {layer.name === '' ? `Layer ${draft.layers.length - index}` : layer.name}
                  </Text>
                  <Text size="sm">{layerInWords(layer, schedule.time_zone)}</Text>
                </li>
              ))}
            </ul>
          </Part>
          <Part title="Facts">
            <Facts>
              <Fact name="Time zone">{schedule.time_zone}</Fact>
              <Fact name="Used by">
                <RefLinks of={schedule.escalation_policies} none="No escalation policy" />
              </Fact>
              <Fact name="Teams">
                <RefLinks of={schedule.teams} none="None" />
              </Fact>
              {feed !== undefined && feed !== null && (
                <Fact name="Calendar feed (iCalendar)">
                  Subscribe with this address <CopyIcon value={feed} what="calendar address" />
                </Fact>
              )}
            </Facts>
          </Part>
        </div>
      </div>
      {override !== null && (
        <OverrideDialog schedule={schedule} span={override} close={() => setOverride(null)} />
      )}
    </Page>
  );
}

function coverage(percentage: number | null | undefined): string | undefined {
  return percentage === null || percentage === undefined ? undefined : `${Math.round(percentage)} % covered`;
}

function NowNext({ shifts, now, zone }: { shifts: readonly Shift[]; now: number; zone: string }) {
  const { now: current, next } = nowAndNext(shifts, now);
  return (
    <div className={styles.nowNext}>
      <div className={styles.card}>
        <Text size="xs" c="dimmed">
          On call now
        </Text>
        <Text fw={700} size="lg">
          {current === null ? 'Nobody' : current.name}
        </Text>
        <Text size="sm" c="dimmed">
          {current === null
            ? 'Escalation passes over this schedule at once'
            : `until ${formatTime(current.until, zone, 'daymonth')} ${formatTime(current.until, zone, 'clock').slice(0, 5)} (${inWords((current.until - now) / 1000)} left)`}
        </Text>
      </div>
      <div className={styles.card}>
        <Text size="xs" c="dimmed">
          Next
        </Text>
        <Text fw={700} size="lg">
          {next === null ? 'Nobody in the next 30 days' : next.name}
        </Text>
        <Text size="sm" c="dimmed">
          {next === null
            ? '\u00a0'
            : `from ${formatTime(next.from, zone, 'daymonth')} ${formatTime(next.from, zone, 'clock').slice(0, 5)}`}
        </Text>
      </div>
    </div>
  );
}

function Shifts({ shifts, zone }: { shifts: readonly Shift[]; zone: string }) {
  if (shifts.length === 0) return <Empty title="Nobody is on call in this window" />;
  return (
    <Rows
      label="Shifts"
      rows={shifts}
      keyOf={(shift) => `${shift.from} ${shift.userId}`}
      columns={[
        {
          name: 'Person',
          cell: (shift) =>
            shift.userId === null ? (
              shift.name
            ) : (
              <RefLink of={{ id: shift.userId, type: 'user_reference', summary: shift.name }} />
            ),
        },
        { name: 'When', width: '58%', cell: (shift) => spanWords(shift, zone) },
        {
          name: 'Length',
          width: 100,
          right: true,
          cell: (shift) => inWords((shift.until - shift.from) / 1000),
        },
      ]}
    />
  );
}

function Overrides(props: { schedule: Schedule; window: Span; zone: string; change: boolean }) {
  const { schedule, zone } = props;
  const query = useQuery(overridesQuery(schedule.id, props.window));
  const remove = useAct({
    run: (one: Override) => api.delete(`/schedules/${schedule.id}/overrides/${one.id}`),
    reload: [['schedules', schedule.id], ['oncalls']],
    done: 'Override removed',
    inDialog: true,
  });
  return (
    <Part title="Overrides" lead="Running and coming, in this window" flush>
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.length === 0 && (
        <Text size="sm" c="dimmed" p="md">
          None.
        </Text>
      )}
      {query.data !== undefined && query.data.length > 0 && (
        <Rows
          label="Overrides"
          rows={query.data}
          keyOf={(one) => one.id}
          columns={[
            {
              name: 'Person',
              cell: (one) => (
                <>
                  <RefLink of={one.user} />
                  <Text size="xs" c="dimmed">
                    {spanWords({ from: Date.parse(one.start), until: Date.parse(one.end) }, zone)}
                  </Text>
                </>
              ),
            },
            { name: 'Begins', width: 110, cell: (one) => <When at={one.start} /> },
            {
              name: 'Actions',
              quiet: true,
              width: 110,
              cell: (one) =>
                props.change && (
                  <SureButton
                    label="Remove"
                    title="Remove this override?"
                    act={() => remove.mutateAsync(one)}
                  >
                    The rotation holds again. One that runs already ends now.
                  </SureButton>
                ),
            },
          ]}
        />
      )}
    </Part>
  );
}
