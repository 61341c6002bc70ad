import { Button, SegmentedControl } from '@mantine/core';
import { IconRadar2 } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { api } from '../../ground/api';
import { Chart, tip } from '../../ground/Chart';
import { type Inks, short } from '../../ground/chart';
import { RefLink, TextLink } from '../../ground/Go';
import { Empty, Fact, Facts, Page, Part, Waiting, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { SeriesChart } from '../../ground/SeriesChart';
import type { Points } from '../../ground/series';
import { mayManage, useMe } from '../../ground/session';
import { toWire, useNow, useZone } from '../../ground/time';
import { AnomalyRows } from './Anomalies';
import { DetectorForm } from './DetectorForm';
import { newRule, type Series, spans } from './detectors';
import { weekOf } from './season';

/** One series: its past with the band, its anomalies, and what is usual at which hour of the week. */
export function SeriesPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const search = useSearch({ strict: false }) as { hours?: string };
  const navigate = useNavigate();
  const me = useMe();
  const [making, setMaking] = useState(false);
  const hours = spans.some(({ value }) => value === search.hours) ? Number(search.hours) : 24;
  const now = useNow(60_000);
  // To the minute: the same span is then the same question.
  const until = Math.floor(now / 60_000) * 60_000;
  const series = useQuery({
    queryKey: ['series', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ series: Series }>(`/series/${id}`, undefined, signal)).series,
  });
  const points = useQuery({
    queryKey: ['series', id, 'points', hours, until],
    queryFn: ({ signal }) =>
      api.get<Points>(
        `/series/${id}/points`,
        { since: toWire(until - hours * 3_600_000), until: toWire(until), dots: 720 },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
  const one = series.data;
  if (one === undefined) {
    return series.isPending ? (
      <Waiting />
    ) : (
      <Page title="Series">
        <ErrorBox error={series.error} again={() => series.refetch()} />
      </Page>
    );
  }
  return (
    <Page
      wide
      title={one.metric}
      lead={
        <>
          <TextLink to="/series">Metrics</TextLink> · from <RefLink of={one.source} />
        </>
      }
      actions={
        mayManage(me) && (
          <Button leftSection={<IconRadar2 size={16} />} onClick={() => setMaking(true)}>
            Detect on it
          </Button>
        )
      }
    >
      <Part
        title="Values"
        lead="The band is what was expected; red stretches were unusual. Drag the bar below to zoom."
        actions={
          <SegmentedControl
            size="xs"
            aria-label="Span"
            data={spans}
            value={String(hours)}
            onChange={(value) =>
              navigate({
                to: '/series/$id' as never,
                params: { id } as never,
                search: { hours: value } as never,
                replace: true,
              })
            }
          />
        }
      >
        {points.isPending && <Waiting what="Loading the values" />}
        <ErrorBox error={points.error} again={() => points.refetch()} />
        {points.data?.points.length === 0 && (
          <Empty title="No value in this span">
            The last one came <When at={one.last_seen_at} />. Choose a longer span.
          </Empty>
        )}
        {points.data !== undefined && points.data.points.length > 0 && (
          <SeriesChart data={points.data} unit={one.unit} zoom height={340} />
        )}
      </Part>
      <Part title="Anomalies" lead="In this span" flush>
        {points.data !== undefined && points.data.anomalies.length === 0 && (
          <Empty title="None">
            {(one.detector_rules ?? []).length === 0
              ? 'No detector watches this series, so nobody would be told. Make one above.'
              : one.learning
                ? 'Its detector is still learning what is kept of it, and judges when that is done.'
                : 'It went its usual way.'}
          </Empty>
        )}
        {points.data !== undefined && points.data.anomalies.length > 0 && (
          <AnomalyRows rows={points.data.anomalies} bare />
        )}
      </Part>
      <SeasonPart id={id} />
      <Part title="Facts">
        <Facts>
          {Object.entries(one.labels).map(([name, value]) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ))}
          <Fact name="Shown as">{one.shown}</Fact>
          <Fact name="Unit">{one.unit ?? '–'}</Fact>
          <Fact name="First value">
            <When at={one.first_seen_at} />
          </Fact>
          <Fact name="Last value">
            <When at={one.last_seen_at} />
          </Fact>
          <Fact name="Detectors">
            {(one.detector_rules ?? []).length === 0
              ? 'None'
              : (one.detector_rules ?? []).map((rule, at) => (
                  <span key={rule.id}>
                    {at > 0 && ', '}
                    <TextLink to={`/detectors/${rule.id}`}>{rule.summary ?? rule.id}</TextLink>
                  </span>
                ))}
          </Fact>
        </Facts>
      </Part>
      {making && (
        <DetectorForm
          start={{
            ...newRule,
            name: one.metric,
            matchers: [
              { label: '__name__', op: '=', value: one.metric },
              ...Object.entries(one.labels)
                .slice(0, 8)
                .map(([label, value]) => ({ label, op: '=', value })),
            ],
          }}
          close={() => setMaking(false)}
        />
      )}
    </Page>
  );
}

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The hours of the week as a heat map, over the last four weeks. */
function SeasonPart({ id }: { id: string }) {
  const zone = useZone();
  const [shown, setShown] = useState(false);
  const now = useNow(3_600_000);
  const until = Math.floor(now / 3_600_000) * 3_600_000;
  const points = useQuery({
    queryKey: ['series', id, 'season', until],
    queryFn: ({ signal }) =>
      api.get<Points>(
        `/series/${id}/points`,
        { since: toWire(until - 28 * 86_400_000), until: toWire(until), dots: 672 },
        signal,
      ),
    enabled: shown,
  });
  const week = useMemo(
    () => (points.data === undefined ? null : weekOf(points.data.points, zone)),
    [points.data, zone],
  );
  const draw = useCallback(
    (colours: Inks) => ({
      grid: { left: 8, right: 12, top: 8, bottom: 34, containLabel: true },
      tooltip: tip(
        colours,
        (params) => {
          const [hour, day, mean] = (params as { value: [number, number, number] }).value;
          return `${days[day]} ${String(hour).padStart(2, '0')}:00\n${short(mean)} on average`;
        },
        'item',
      ),
      xAxis: {
        type: 'category',
        data: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')),
        axisLabel: { color: colours.faint },
        axisTick: { show: false },
        axisLine: { show: false },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: days,
        axisLabel: { color: colours.faint },
        axisTick: { show: false },
        axisLine: { show: false },
      },
      visualMap: {
        min: week?.least ?? 0,
        max: Math.max(week?.greatest ?? 1, (week?.least ?? 0) + 1e-9),
        orient: 'horizontal',
        left: 'center',
        bottom: 0,
        itemHeight: 120,
        itemWidth: 10,
        text: [short(week?.greatest), short(week?.least)],
        textStyle: { color: colours.faint },
        inRange: { color: [colours.band, colours.line] },
      },
      series: [
        {
          type: 'heatmap',
          data: (week?.cells ?? []).map(({ day, hour, mean }) => [hour, day, mean]),
          itemStyle: { borderColor: colours.sheet, borderWidth: 1 },
        },
      ],
    }),
    [week],
  );
  return (
    <Part
      title="What is usual when"
      lead={`Mean of each hour of the week over the last four weeks, in ${zone}`}
      actions={
        !shown && (
          <Button size="xs" variant="default" onClick={() => setShown(true)}>
            Show
          </Button>
        )
      }
    >
      {!shown && 'Shows at a glance whether days and weeks repeat, and which hours are busy.'}
      {shown && points.isPending && <Waiting />}
      <ErrorBox error={points.error} again={() => points.refetch()} />
      {week !== null && week.cells.length === 0 && <Empty title="No values in four weeks" />}
      {week !== null && week.cells.length > 0 && (
        <Chart
          label={`Hours of the week: between ${short(week.least)} and ${short(week.greatest)} on average.`}
          draw={draw}
          height={250}
        />
      )}
    </Part>
  );
}
