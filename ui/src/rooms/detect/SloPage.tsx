import { Alert, Button, Text } from '@mantine/core';
import { IconFlame, IconHistory, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { Chart, tip } from '../../ground/Chart';
import { type Inks, short } from '../../ground/chart';
import { RefLink, TextLink } from '../../ground/Go';
import { Fact, Facts, Page, Part, Waiting } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import { inWords, useZone, withTimes } from '../../ground/time';
import { SloForm } from './SloForm';
import { Budget, pastWords, SloMark } from './Slos';
import { allowedSeconds, counts, draftOfSlo, indicatorWords, type Slo } from './slos';

export function SloPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const zone = useZone();
  const me = useMe();
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const query = useQuery({
    queryKey: ['slos', 'one', id],
    queryFn: async ({ signal }) => (await api.get<{ slo: Slo }>(`/slos/${id}`, undefined, signal)).slo,
    refetchInterval: ({ state }) => (state.data?.past === 'counting' ? 5_000 : 60_000),
  });
  const remove = useAct({
    run: () => api.delete(`/slos/${id}`),
    reload: [['slos']],
    done: 'Objective deleted',
    inDialog: true,
    after: () => navigate({ to: '/slos' as never }),
  });
  const slo = query.data;
  if (slo === undefined) {
    return query.isPending ? (
      <Waiting />
    ) : (
      <Page title="Objective">
        <ErrorBox error={query.error} again={() => query.refetch()} />
      </Page>
    );
  }
  return (
    <Page
      wide
      title={slo.name}
      lead={
        <>
          <TextLink to="/slos">Objectives</TextLink> · <RefLink of={slo.service} />
        </>
      }
      actions={
        mayManage(me) && (
          <>
            <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
              Edit
            </Button>
            <SureButton
              label="Delete"
              size="sm"
              title={`Delete ${slo.name}?`}
              act={() => remove.mutateAsync(undefined)}
            >
              What was counted for it is forgotten.
            </SureButton>
          </>
        )
      }
    >
      {slo.alerting.map((one) => (
        <Alert
          key={one.reason}
          color={one.kind === 'page' ? 'red' : 'yellow'}
          icon={<IconFlame />}
          title={one.kind === 'page' ? 'Burning so fast that somebody is paged' : 'Burning too fast to last'}
        >
          {withTimes(one.reason, zone)}
        </Alert>
      ))}
      {(slo.past === 'counting' || slo.past === 'too_many') && (
        <Alert
          color={slo.past === 'counting' ? 'blue' : 'yellow'}
          icon={<IconHistory />}
          title={pastWords(slo)}
        >
          {slo.past_words}
        </Alert>
      )}
      <Part title="How it stands" lead={withTimes(slo.status_words, zone)}>
        <Facts>
          <Fact name="State">
            <SloMark status={slo.status} />
          </Fact>
          <Fact name="Target">
            {slo.target_percent} % in {slo.window_days} days
          </Fact>
          <Fact name="Good so far">
            {slo.good_percent === null ? '–' : `${slo.good_percent.toFixed(4)} %`}
          </Fact>
          <Fact name="Error budget">
            <Budget slo={slo} />
          </Fact>
          <Fact name="Bad events">
            {short(slo.bad_events)} of {short(slo.total_events)}
          </Fact>
          <Fact name="Allows a full outage of">
            {inWords(allowedSeconds(slo.target_percent, slo.window_days))}
          </Fact>
          <Fact name="What counts as good">{indicatorWords(slo.indicator)}</Fact>
        </Facts>
      </Part>
      <Part
        title="How fast the budget burns"
        lead="1 spends it exactly over the window; somebody is paged when a long and a short look back agree"
      >
        {counts(slo) ? (
          <BurnChart slo={slo} />
        ) : (
          <Text size="sm" c="dimmed">
            {slo.enabled ? 'No events have been counted yet.' : 'It is off, so nothing is counted.'}
          </Text>
        )}
      </Part>
      {editing && <SloForm slo={slo} start={draftOfSlo(slo)} close={() => setEditing(false)} />}
    </Page>
  );
}

function BurnChart({ slo }: { slo: Slo }) {
  const rates = Object.entries(slo.burn_rates);
  const key = rates.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rates are in the key
  const draw = useCallback(
    (colours: Inks) => ({
      grid: { left: 8, right: 40, top: 8, bottom: 8, containLabel: true },
      tooltip: tip(
        colours,
        (params) => {
          const at = (params as { dataIndex: number }).dataIndex;
          return `last ${rates[at]?.[0]}: ${short(rates[at]?.[1])} times`;
        },
        'item',
      ),
      xAxis: {
        type: 'value',
        min: 0,
        axisLabel: { color: colours.faint },
        splitLine: { lineStyle: { color: colours.grid } },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rates.map(([span]) => `last ${span}`),
        axisLabel: { color: colours.text },
        axisTick: { show: false },
        axisLine: { show: false },
      },
      series: [
        {
          type: 'bar',
          barMaxWidth: 22,
          label: {
            show: true,
            position: 'right',
            color: colours.text,
            formatter: (p: { value: number }) => short(p.value),
          },
          data: rates.map(([, rate]) => ({
            value: rate,
            itemStyle: { color: rate > 1 ? colours.alarm : colours.line },
          })),
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: colours.faint, type: 'dashed' },
            data: [{ xAxis: 1 }],
          },
        },
      ],
    }),
    [key],
  );
  return (
    <Chart
      label={rates.map(([span, rate]) => `last ${span}: ${short(rate)}`).join(', ')}
      draw={draw}
      height={60 + 34 * rates.length}
    />
  );
}
