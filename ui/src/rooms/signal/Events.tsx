import { Alert, MultiSelect, SegmentedControl, Text, TextInput } from '@mantine/core';
import { IconPoint, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { api, pageOf } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { Json } from '../../ground/Json';
import { Mark, SeverityMark } from '../../ground/Marks';
import { Empty, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { formatTime, toWire, useNow, useZone, withTimes } from '../../ground/time';
import { useSearchWords } from '../../ground/words';
import { effects, effectWord, type RawEvent } from './events';
import styles from './Rules.module.css';

const PAGE = 50;
const hours = [
  { value: '1', label: '1 h' },
  { value: '24', label: '1 d' },
  { value: '168', label: '1 w' },
];

/** Every event as it came, with what became of it: where a number of the funnel leads to. */
export function Events() {
  const navigate = useNavigate();
  const zone = useZone();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const offset = Math.max(0, Number(search.offset ?? 0) || 0);
  const span = hours.some(({ value }) => value === search.hours) ? Number(search.hours) : 1;
  const now = useNow(30_000);
  const fixed = search.since !== undefined && search.until !== undefined;
  const until = fixed ? (search.until ?? '') : toWire(Math.floor(now / 30_000) * 30_000 + 30_000);
  const since = fixed ? (search.since ?? '') : toWire(Date.parse(until) - span * 3_600_000);
  const chosen = (search.effects ?? '').split(',').filter((one) => one !== '');
  const go = (next: Record<string, string | undefined>) =>
    navigate({
      to: '/events' as never,
      search: { ...search, offset: undefined, ...next } as never,
      replace: !('offset' in next),
    });
  const [text, setText] = useSearchWords(search.q ?? '', (q) => go({ q: q === '' ? undefined : q }));
  const asked = {
    since,
    until,
    integration_ids: search.source === undefined ? [] : [search.source],
    service_ids: search.service === undefined ? [] : [search.service],
    rule_ids: search.rule === undefined ? [] : [search.rule],
    effects: chosen,
    query: search.q,
    limit: PAGE,
    offset,
  };
  const query = useQuery({
    queryKey: ['events', asked],
    queryFn: async ({ signal }) => {
      const answer = await api.get<{ searched_all?: boolean }>('/events', asked, signal);
      return { ...pageOf<RawEvent>('events', answer), whole: answer.searched_all !== false };
    },
    placeholderData: keepPreviousData,
  });
  const rows = query.data?.items.map((event, at) => ({ ...event, at })) ?? [];
  const narrowed = [
    search.source !== undefined && 'one source',
    search.service !== undefined && (search.service === 'none' ? 'without a service' : 'one service'),
    search.rule !== undefined &&
      (search.rule === 'none' ? 'no rule matched' : (query.data?.items[0]?.rule?.summary ?? 'one rule')),
  ].filter((one): one is string => typeof one === 'string');
  return (
    <Page
      wide
      title="Events"
      lead="Every event as it was received, and what became of it. Kept as long as the tape."
    >
      <div className={styles.bar}>
        {fixed ? (
          <Text size="sm">
            {formatTime(since, zone, 'short')} to {formatTime(until, zone, 'short')}{' '}
            <button
              type="button"
              className={styles.linkish}
              onClick={() => go({ since: undefined, until: undefined })}
            >
              show the present
            </button>
          </Text>
        ) : (
          <SegmentedControl
            aria-label="Span"
            data={hours}
            value={String(span)}
            onChange={(value) => go({ hours: value })}
          />
        )}
        <TextInput
          type="search"
          aria-label="Search in summaries"
          placeholder="Part of the summary"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <MultiSelect
          aria-label="What it did"
          placeholder={chosen.length === 0 ? 'Whatever it did' : undefined}
          clearable
          data={Object.entries(effects).map(([value, { word }]) => ({ value, label: word }))}
          value={chosen}
          onChange={(next) => go({ effects: next.length === 0 ? undefined : next.join(',') })}
        />
        {narrowed.length > 0 && (
          <Text size="sm">
            Only {narrowed.join(', ')}{' '}
            <button
              type="button"
              className={styles.linkish}
              onClick={() => go({ source: undefined, service: undefined, rule: undefined })}
            >
              show all
            </button>
          </Text>
        )}
      </div>
      {query.data?.whole === false && (
        <Alert color="yellow" title="Not all of this time could be searched">
          It holds more events than one answer looks through. Choose a shorter time.
        </Alert>
      )}
      <Part title="Events" lead="In the order in which they came" flush>
        {query.isPending && <Waiting what="Reading the tape" />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data?.items.length === 0 && (
          <Empty title="No event here">None came in this time, or none fits the filters.</Empty>
        )}
        {query.data !== undefined && query.data.items.length > 0 && (
          <Rows
            label="Events"
            rows={rows}
            keyOf={(one) => `${offset} ${one.at}`}
            columns={[
              {
                name: 'Event',
                cell: (one) => (
                  <>
                    <strong>{one.summary}</strong>
                    <details className={styles.raw}>
                      <summary>
                        {one.action}, {one.format} · as it was sent
                      </summary>
                      <Text size="xs" c="dimmed">
                        Key <span className="mono">{one.dedup_key}</span>
                      </Text>
                      <Json value={one.raw} />
                    </details>
                  </>
                ),
              },
              {
                name: 'What it did',
                width: 250,
                cell: (one) => (
                  <>
                    <Mark
                      word={effectWord(one.effect)}
                      tone={effects[one.effect]?.tone ?? 'grey'}
                      Icon={IconPoint}
                    />
                    <Text size="sm" c="dimmed">
                      {[...one.reasons, one.quiet]
                        .filter((words): words is string => words !== null)
                        .map((words) => withTimes(words, zone))
                        .join(' ') || effects[one.effect]?.means}
                    </Text>
                  </>
                ),
              },
              { name: 'Severity', width: 115, cell: (one) => <SeverityMark severity={one.severity} /> },
              { name: 'Service', width: 140, cell: (one) => <RefLink of={one.service} /> },
              { name: 'Source', width: 140, cell: (one) => <RefLink of={one.integration} /> },
              { name: 'Received', width: 130, cell: (one) => <When at={one.received_at} as="clock" /> },
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
            go={(next) => go({ offset: next === 0 ? undefined : String(next) })}
          />
        )}
      </Part>
    </Page>
  );
}
