import { Button, SegmentedControl, Text } from '@mantine/core';
import { IconActivity, IconCheck } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { list } from '../../ground/api';
import { short } from '../../ground/chart';
import { RefLink, TextLink } from '../../ground/Go';
import { Mark, SeverityMark } from '../../ground/Marks';
import { Empty, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { type Column, Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import type { Anomaly } from '../../ground/series';
import { useZone, withTimes } from '../../ground/time';
import styles from './Detect.module.css';
import { seasonWords, sureWords } from './detectors';

const PAGE = 25;

/** What the detectors found unusual, open and past. */
export function Anomalies() {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const status = search.status === 'all' ? 'all' : 'open';
  const [serviceId = '', serviceName = ''] = (search.service ?? '').split('~');
  const offset = Math.max(0, Number(search.offset ?? 0) || 0);
  const go = (next: Record<string, string | undefined>) =>
    navigate({
      to: '/anomalies' as never,
      search: { ...search, offset: undefined, ...next } as never,
      replace: true,
    });
  const query = useQuery({
    queryKey: ['anomalies', status, serviceId, search.rule ?? '', offset],
    queryFn: ({ signal }) =>
      list<Anomaly>(
        '/anomalies',
        'anomalies',
        {
          status,
          service_ids: serviceId === '' ? [] : [serviceId],
          rule_ids: search.rule === undefined ? [] : [search.rule],
          limit: PAGE,
          offset,
          total: true,
        },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  return (
    <Page
      wide
      title="Anomalies"
      lead="What the detectors found unusual. Each is an alert of its service as well."
    >
      <div className={styles.bar}>
        <SegmentedControl
          aria-label="Which"
          data={[
            { value: 'open', label: 'Open' },
            { value: 'all', label: 'All' },
          ]}
          value={status}
          onChange={(value) => go({ status: value === 'open' ? undefined : value })}
        />
        <PickOne
          kind="services"
          aria-label="Service"
          placeholder="Any service"
          value={serviceId === '' ? null : { id: serviceId, type: 'service_reference', summary: serviceName }}
          onPick={(one) => go({ service: one === null ? undefined : `${one.id}~${one.summary}` })}
        />
        {search.rule !== undefined && (
          <Button size="xs" variant="default" onClick={() => go({ rule: undefined })}>
            Of all detectors
          </Button>
        )}
      </div>
      <Part title={status === 'open' ? 'Open anomalies' : 'All anomalies'} flush>
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data?.items.length === 0 && (
          <Empty title={status === 'open' ? 'Nothing is unusual now' : 'No anomaly so far'}>
            Only series that a <TextLink to="/detectors">detector</TextLink> watches can be unusual.
          </Empty>
        )}
        {query.data !== undefined && query.data.items.length > 0 && <AnomalyRows rows={query.data.items} />}
        {query.data !== undefined && (
          <Pager
            offset={offset}
            limit={PAGE}
            shown={query.data.items.length}
            more={query.data.more}
            total={query.data.total}
            go={(next) => go({ offset: next === 0 ? undefined : String(next) })}
          />
        )}
      </Part>
    </Page>
  );
}

/** Anomalies as rows with their reasons; `bare` leaves out the series, where it is the page's own. */
export function AnomalyRows({ rows, bare = false }: { rows: readonly Anomaly[]; bare?: boolean }) {
  const zone = useZone();
  const columns: Column<Anomaly>[] = [
    {
      name: 'What',
      cell: (one) => (
        <>
          {bare ? (
            <Text size="sm">{withTimes(one.summary ?? '', zone)}</Text>
          ) : (
            <TextLink to={`/series/${one.series.id}`} fw={600}>
              {withTimes(one.summary ?? one.series.summary ?? one.id, zone)}
            </TextLink>
          )}
          <details className={styles.why}>
            <summary>Why</summary>
            <ul>
              {one.reasons.map((words) => (
                <li key={words}>{withTimes(words, zone)}</li>
              ))}
              {one.expected !== null && (
                <li>
                  {short(one.value)} where {short(one.lower)} to {short(one.upper)} was expected{' '}
                  {seasonWords(one.season)}; {sureWords(one.confidence)}
                </li>
              )}
              {one.closed_because !== null && <li>Over: {withTimes(one.closed_because, zone)}</li>}
            </ul>
          </details>
        </>
      ),
    },
    { name: 'Severity', width: 120, cell: (one) => <SeverityMark severity={one.severity} /> },
    {
      name: 'State',
      width: 110,
      cell: (one) =>
        one.status === 'open' ? (
          <Mark word="Open" tone="red" Icon={IconActivity} />
        ) : (
          <Mark word="Over" tone="green" Icon={IconCheck} />
        ),
    },
    { name: 'Since', width: 130, cell: (one) => <When at={one.opened_at} /> },
    {
      name: 'Detector',
      width: 170,
      cell: (one) => (
        <TextLink to={`/detectors/${one.detector_rule.id}`}>
          {one.detector_rule.summary ?? one.detector_rule.id}
        </TextLink>
      ),
    },
  ];
  if (!bare) columns.push({ name: 'Service', width: 150, cell: (one) => <RefLink of={one.service} /> });
  return <Rows label="Anomalies" rows={rows} keyOf={(one) => one.id} columns={columns} />;
}
