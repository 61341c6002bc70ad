import { Alert, SegmentedControl, Select, Tabs, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Fragment, useCallback, useState } from 'react';
import { SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list, listAll } from '../../ground/api';
import { Chart, tip } from '../../ground/Chart';
import { type Inks, percent } from '../../ground/chart';
import { counted } from '../../ground/counted';
import { RefLink, TextLink } from '../../ground/Go';
import { SeverityMark, StatusMark, sentence } from '../../ground/Marks';
import { Empty, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, mayRespond, useMe } from '../../ground/session';
import { formatTime, toWire, useNow, useZone, withTimes } from '../../ground/time';
import type { Iso, Ref, Severity } from '../../ground/wire';
import { Behind } from './Behind';
import {
  alertsOpened,
  behindPath,
  eventsPath,
  type Funnel,
  nameOf,
  reconciles,
  reduction,
  reductionWords,
  stages,
  whereTheyWent,
} from './funnel';
import styles from './Noise.module.css';
import { Noticed } from './Noticed';
import { People } from './People';
import { Trials } from './Trials';
import { Yours } from './Yours';

const spans = [
  { value: '24', label: 'Last day' },
  { value: '168', label: 'Last week' },
  { value: '720', label: 'Last 30 days' },
];

/** From raw events to pages, and what was kept back on the way. */
export function Noise() {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const tab = search.tab ?? 'funnel';
  const me = useMe();
  return (
    <Page
      wide
      title="Noise"
      lead="How many events came in, and how few people were woken for it. Every count leads to what it counts."
    >
      <Tabs
        value={tab}
        onChange={(next) =>
          navigate({ to: '/noise' as never, search: { tab: next ?? 'funnel' } as never, replace: true })
        }
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="funnel">Funnel</Tabs.Tab>
          <Tabs.Tab value="kept">Kept back</Tabs.Tab>
          <Tabs.Tab value="yours">Yours</Tabs.Tab>
          {tab === 'behind' && <Tabs.Tab value="behind">Behind a count</Tabs.Tab>}
          {mayManage(me) && <Tabs.Tab value="people">People</Tabs.Tab>}
          {mayManage(me) && <Tabs.Tab value="what_if">What if</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="funnel" pt="md">
          <FunnelTab />
        </Tabs.Panel>
        <Tabs.Panel value="behind" pt="md">
          <Behind />
        </Tabs.Panel>
        <Tabs.Panel value="kept" pt="md">
          <KeptBack />
        </Tabs.Panel>
        <Tabs.Panel value="yours" pt="md">
          <Yours />
        </Tabs.Panel>
        <Tabs.Panel value="people" pt="md">
          <People />
        </Tabs.Panel>
        <Tabs.Panel value="what_if" pt="md">
          <div className={styles.stack}>
            <Trials />
          </div>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function useSpan(hours: number): { since: string; until: string } {
  const now = useNow(60_000);
  const until = Math.ceil(now / 300_000) * 300_000;
  return { since: toWire(until - hours * 3_600_000), until: toWire(until) };
}

function FunnelTab() {
  const zone = useZone();
  const [hours, setHours] = useState('24');
  const [by, setBy] = useState<Funnel['group_by']>('source');
  const span = useSpan(Number(hours));
  const query = useQuery({
    queryKey: ['noise', 'funnel', by, span],
    queryFn: async ({ signal }) =>
      (await api.get<{ funnel: Funnel }>('/noise/funnel', { ...span, group_by: by }, signal)).funnel,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const services = useServicesOfSources(by === 'source');
  const funnel = query.data;
  const empty = funnel !== undefined && (funnel.total.events.total ?? 0) === 0;
  return (
    <div className={styles.stack}>
      <div className={styles.bar}>
        <SegmentedControl aria-label="Span" data={spans} value={hours} onChange={setHours} />
        {funnel !== undefined && (
          <Text size="sm" c="dimmed">
            {formatTime(funnel.since, zone, 'short')} to {formatTime(funnel.until, zone, 'short')}
          </Text>
        )}
      </div>
      {query.isPending && <Waiting what="Counting" />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {empty && (
        <Part title="From events to pages">
          <Empty title="No event came in this time">
            Send one: a service's integration shows how, and has a button for it.
          </Empty>
        </Part>
      )}
      {funnel !== undefined && !empty && (
        <>
          <Part
            title="From events to pages"
            lead={
              reduction(funnel.total) === null
                ? undefined
                : `${reductionWords(funnel.total)}: ${percent(reduction(funnel.total))} fewer incidents than events`
            }
          >
            <FunnelChart funnel={funnel} />
            {!reconciles(funnel.total) && (
              <Alert color="yellow" title="The newest events are still being counted">
                Totals add up again within a moment.
              </Alert>
            )}
            {whereTheyWent(funnel.total).map(({ name, total, parts }) => (
              <Text key={name} size="sm" mt="xs" className="prose">
                <strong>{counted(total, name.toLowerCase().slice(0, -1))}</strong>:{' '}
                {parts.map(([word, count, field], at) => (
                  <Fragment key={field}>
                    {at > 0 && ', '}
                    <TextLink to={partPath(funnel, name, field)}>
                      {count.toLocaleString('en-GB')} {word}
                    </TextLink>
                  </Fragment>
                ))}
              </Text>
            ))}
            {funnel.incidents_declared_by_people > 0 && (
              <Text size="sm" mt="xs" c="dimmed" className="prose">
                Beside these, people declared{' '}
                <TextLink
                  underline="always"
                  to={behindPath(funnel, null, { list: 'incidents', of: 'declared' })}
                >
                  {counted(funnel.incidents_declared_by_people, 'incident')}
                </TextLink>{' '}
                by hand.
              </Text>
            )}
          </Part>
          <Part
            title={`By ${by}`}
            flush
            actions={
              <SegmentedControl
                size="xs"
                aria-label="Group by"
                data={[
                  { value: 'source', label: 'Source' },
                  { value: 'service', label: 'Service' },
                  { value: 'rule', label: 'Rule' },
                ]}
                value={by}
                onChange={(value) => setBy(value as Funnel['group_by'])}
              />
            }
          >
            <Rows
              label={`Funnel by ${by}`}
              rows={[...funnel.groups].sort((a, b) => (b.events.total ?? 0) - (a.events.total ?? 0))}
              keyOf={(row) => nameOf(row.origin, by) + row.events_url}
              columns={[
                {
                  name: sentence(by),
                  cell: (row) =>
                    row.origin !== null ? (
                      <>
                        <RefLink of={row.origin} />
                        {services.has(row.origin.id) && (
                          <Text size="sm" c="dimmed">
                            of <RefLink of={services.get(row.origin.id)} />
                          </Text>
                        )}
                      </>
                    ) : (
                      nameOf(row.origin, by)
                    ),
                },
                {
                  name: 'Events',
                  right: true,
                  width: 110,
                  cell: (row) => (
                    <TextLink to={eventsPath(funnel, row)}>
                      {(row.events.total ?? 0).toLocaleString('en-GB')}
                    </TextLink>
                  ),
                },
                {
                  name: 'Dropped',
                  right: true,
                  width: 100,
                  cell: (row) => (
                    <TextLink to={eventsPath(funnel, row, 'dropped')}>
                      {(row.events.dropped ?? 0).toLocaleString('en-GB')}
                    </TextLink>
                  ),
                },
                {
                  name: 'Counted again',
                  right: true,
                  width: 130,
                  cell: (row) => (
                    <TextLink to={eventsPath(funnel, row, 'deduplicated')}>
                      {(row.events.deduplicated ?? 0).toLocaleString('en-GB')}
                    </TextLink>
                  ),
                },
                {
                  name: 'Alerts',
                  right: true,
                  width: 90,
                  cell: (row) => (
                    <TextLink to={behindPath(funnel, row, { list: 'alerts', of: 'opened' })}>
                      {alertsOpened(row).toLocaleString('en-GB')}
                    </TextLink>
                  ),
                },
                {
                  name: 'Kept back',
                  right: true,
                  width: 105,
                  cell: (row) => (
                    <TextLink to={behindPath(funnel, row, { list: 'alerts', of: 'kept_back' })}>
                      {(row.alerts.kept_back ?? 0).toLocaleString('en-GB')}
                    </TextLink>
                  ),
                },
                {
                  name: 'Incidents',
                  right: true,
                  width: 105,
                  cell: (row) => (
                    <TextLink to={behindPath(funnel, row, { list: 'incidents', of: 'formed' })}>
                      {row.incidents.formed.toLocaleString('en-GB')}
                    </TextLink>
                  ),
                },
                {
                  name: 'Tickets',
                  right: true,
                  width: 110,
                  cell: (row) => (
                    <>
                      <TextLink to={behindPath(funnel, row, { list: 'incidents', of: 'filed' })}>
                        {row.tickets.filed.toLocaleString('en-GB')}
                        <span className="sr"> filed</span>
                      </TextLink>
                      {row.tickets.to_do > 0 && (
                        <>
                          {' + '}
                          <TextLink to={behindPath(funnel, row, { list: 'incidents', of: 'to_do' })}>
                            {row.tickets.to_do.toLocaleString('en-GB')} to do
                          </TextLink>
                        </>
                      )}
                    </>
                  ),
                },
                {
                  name: 'Pages',
                  right: true,
                  width: 85,
                  cell: (row) => (
                    <TextLink to={behindPath(funnel, row, { list: 'pages' })}>
                      {row.pages.sent.toLocaleString('en-GB')}
                    </TextLink>
                  ),
                },
              ]}
            />
          </Part>
        </>
      )}
      <Noticed since={span.since} until={span.until} />
    </div>
  );
}

/** What a part of a line counts: events are raw, all else is on a page of its own. */
function partPath(funnel: Funnel, name: string, field: string): string {
  return name === 'Events'
    ? eventsPath(funnel, null, field)
    : behindPath(funnel, null, { list: name === 'Alerts' ? 'alerts' : 'incidents', of: field });
}

/** Many sources have the same name, such as Monitoring; their services tell them apart. */
function useServicesOfSources(wanted: boolean): Map<string, Ref> {
  const query = useQuery({
    queryKey: ['sources', 'services'],
    queryFn: ({ signal }) => listAll<{ id: string; service: Ref }>('/sources', 'sources', {}, 1_000, signal),
    staleTime: 300_000,
    enabled: wanted,
  });
  return new Map((query.data ?? []).map(({ id, service }) => [id, service]));
}

function FunnelChart({ funnel }: { funnel: Funnel }) {
  const steps = stages(funnel.total);
  const key = steps.map(({ count }) => count).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the counts are in the key
  const draw = useCallback(
    (colours: Inks) => ({
      tooltip: tip(
        colours,
        (params) => {
          const step = steps[(params as { dataIndex: number }).dataIndex];
          return step === undefined ? '' : `${step.count.toLocaleString('en-GB')} ${step.words}`;
        },
        'item',
      ),
      series: [
        {
          type: 'funnel',
          sort: 'none',
          left: '4%',
          right: '4%',
          top: 6,
          bottom: 6,
          minSize: '6%',
          gap: 3,
          // By the logarithm: a million events beside ten pages would leave nothing to see.
          data: steps.map(({ name, count }, at) => ({
            name,
            value: Math.log10(count + 1),
            itemStyle: { color: colours.rows[at % colours.rows.length], borderWidth: 0 },
            label: {
              position: 'inside',
              formatter: `${name}: ${count.toLocaleString('en-GB')}`,
              color: '#fff',
              textBorderColor: 'rgba(0,0,0,.55)',
              textBorderWidth: 2,
            },
          })),
        },
      ],
    }),
    [key],
  );
  return (
    <>
      <Chart
        label={steps.map(({ name, count }) => `${name}: ${count}`).join(', ')}
        draw={draw}
        height={230}
      />
      <Text size="sm" className="prose">
        Widths are by the logarithm.{' '}
        <TextLink underline="always" to={eventsPath(funnel, null)}>
          All raw events of this time
        </TextLink>
      </Text>
    </>
  );
}

interface Kept extends Ref {
  severity: Severity;
  status: string;
  service: Ref;
  integration: Ref | null;
  created_at: Iso;
  resolved_at: Iso | null;
  held_until: Iso | null;
  kept_back_by: string;
  reason: string;
  regret: string | null;
}

const keptWords: Record<string, string> = {
  hold: 'Waiting whether it ends by itself',
  noise: 'Taken for noise',
  rule: 'By a rule',
  stage: 'Not production',
  maintenance: 'In maintenance',
  disabled: 'Service disabled',
};

const PAGE = 25;

/** Alerts that paged nobody, and why. Wrong ones are released, and Muster learns from it. */
function KeptBack() {
  const zone = useZone();
  const me = useMe();
  const [reason, setReason] = useState<string | null>(null);
  const [hours, setHours] = useState('168');
  const [offset, setOffset] = useState(0);
  const span = useSpan(Number(hours));
  const summary = useQuery({
    queryKey: ['noise', 'summary', span],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ noise: { kept_back: { reason: string; alerts: number }[]; regrets: number } }>(
          '/noise/summary',
          span,
          signal,
        )
      ).noise,
  });
  const query = useQuery({
    queryKey: ['noise', 'alerts', reason, span, offset],
    queryFn: ({ signal }) =>
      list<Kept>('/noise/alerts', 'alerts', { ...span, reason, limit: PAGE, offset, total: true }, signal),
    placeholderData: keepPreviousData,
    // what is held is let go of within minutes
    refetchInterval: 30_000,
  });
  const release = useAct({
    run: (alert: Kept) => api.post(`/noise/alerts/${alert.id}/release`, {}),
    reload: [['noise']],
    done: 'Released: it pages now. Muster learns that it mattered.',
    inDialog: true,
  });
  return (
    <div className={styles.stack}>
      <div className={styles.bar}>
        <SegmentedControl aria-label="Span" data={spans} value={hours} onChange={setHours} />
        <Select
          aria-label="Why"
          placeholder="For any reason"
          clearable
          data={Object.entries(keptWords).map(([value, label]) => ({ value, label }))}
          value={reason}
          onChange={(value) => {
            setReason(value);
            setOffset(0);
          }}
          w={260}
        />
        {summary.data !== undefined && (
          <Text size="sm" c="dimmed">
            {summary.data.kept_back
              .map((one) => `${one.alerts} ${(keptWords[one.reason] ?? one.reason).toLowerCase()}`)
              .join(', ')}
            {summary.data.regrets > 0 && `; wrong ${summary.data.regrets} times`}
          </Text>
        )}
      </div>
      <Part title="Alerts that paged nobody" flush>
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data?.items.length === 0 && (
          <Empty title="Nothing was kept back">
            {reason === null
              ? 'Every alert of this time may page.'
              : `No alert of this time is kept back for this reason: ${(keptWords[reason] ?? reason).toLowerCase()}.`}
          </Empty>
        )}
        {query.data !== undefined && query.data.items.length > 0 && (
          <Rows
            label="Alerts that paged nobody"
            rows={query.data.items}
            keyOf={(alert) => alert.id}
            columns={[
              {
                name: 'Alert',
                cell: (alert) => (
                  <>
                    <strong>{alert.summary}</strong>
                    <Text size="sm" c="dimmed">
                      {withTimes(alert.reason, zone)}
                    </Text>
                    {alert.kept_back_by === 'hold' && alert.held_until !== null && (
                      <Text size="sm" c="dimmed">
                        {alert.status === 'resolved' ? 'It ended before' : 'It pages if it is still open at'}{' '}
                        {formatTime(alert.held_until, zone, 'short')}
                      </Text>
                    )}
                    {alert.regret !== null && (
                      <Text size="sm" c="red">
                        It was wrong: {withTimes(alert.regret, zone)}
                      </Text>
                    )}
                  </>
                ),
              },
              {
                name: 'Why',
                width: 170,
                cell: (alert) => keptWords[alert.kept_back_by] ?? sentence(alert.kept_back_by),
              },
              { name: 'Severity', width: 115, cell: (alert) => <SeverityMark severity={alert.severity} /> },
              { name: 'Status', width: 130, cell: (alert) => <StatusMark status={alert.status} /> },
              { name: 'Service', width: 140, cell: (alert) => <RefLink of={alert.service} /> },
              { name: 'Opened', width: 120, cell: (alert) => <When at={alert.created_at} /> },
              {
                name: 'Actions',
                quiet: true,
                width: 110,
                cell: (alert) =>
                  mayRespond(me) &&
                  alert.status !== 'resolved' && (
                    <SureButton
                      label="Let it page"
                      title="Let this alert page now?"
                      act={() => release.mutateAsync(alert)}
                    >
                      It opens or joins an incident, and Muster learns that alerts like it matter.
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
      </Part>
    </div>
  );
}
