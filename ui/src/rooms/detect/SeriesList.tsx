import { Button, Text, TextInput } from '@mantine/core';
import { IconFilter, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { ApiError, list } from '../../ground/api';
import { RefLink, TextLink } from '../../ground/Go';
import { Empty, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { useSearchWords } from '../../ground/words';
import styles from './Detect.module.css';
import { labelWords, type Series } from './detectors';
import { Narrow } from './Narrow';
import { withTerm } from './narrowing';

const PAGE = 25;

/** What the server says of the words of the search; null when nothing is wrong with them. */
function searchFault(error: unknown): string | null {
  const fault =
    error instanceof ApiError ? error.faults.find((one) => one.startsWith("'query' ")) : undefined;
  return fault === undefined ? null : `The search ${fault.slice("'query' ".length)}`;
}

/** Everything that is measured, to be found by name or label. */
export function SeriesList() {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const asked = search.q ?? '';
  const offset = Math.max(0, Number(search.offset ?? 0) || 0);
  const [source = '', ...sourceName] = (search.source ?? '').split('~');
  const [narrowing, setNarrowing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const go = (next: Record<string, string | undefined>) =>
    navigate({
      to: '/series' as never,
      search: { ...search, offset: undefined, ...next } as never,
      replace: !('offset' in next),
    });
  const [text, setText] = useSearchWords(asked, (q) => go({ q: q === '' ? undefined : q }));
  const query = useQuery({
    queryKey: ['series', 'list', asked, source, offset],
    queryFn: ({ signal }) =>
      list<Series>(
        '/series',
        'series',
        {
          query: asked,
          source_ids: source === '' ? [] : [source],
          limit: PAGE,
          offset,
          total: true,
        },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
  const fault = searchFault(query.error);
  return (
    <Page
      wide
      title="Metrics"
      lead="Every series that comes in, with what was expected of it and what was unusual. Detectors are made from here."
    >
      <Part title="Series" flush>
        <div className={styles.bar}>
          <TextInput
            type="search"
            aria-label="Search series by metric or label"
            placeholder="Words, or labels such as http_requests host=web-17"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={fault}
            ref={field}
            className={styles.search}
          />
          <Button
            variant="default"
            leftSection={<IconFilter size={16} aria-hidden />}
            aria-expanded={narrowing}
            onClick={() => setNarrowing(!narrowing)}
          >
            Narrow down
          </Button>
          {source !== '' && (
            <Button variant="default" onClick={() => go({ source: undefined })}>
              From {sourceName.join('~') || source}: show all sources
            </Button>
          )}
        </div>
        {narrowing && fault === null && (
          <Narrow
            asked={asked}
            source={source}
            add={(term) => {
              go({ q: withTerm(asked, term) });
              // what was pressed is gone with the choice
              field.current?.focus();
            }}
            choose={(one) => {
              go({ source: `${one.id}~${one.summary ?? ''}` });
              field.current?.focus();
            }}
          />
        )}
        {query.isPending && <Waiting />}
        {fault === null && <ErrorBox error={query.error} again={() => query.refetch()} />}
        {query.data?.items.length === 0 &&
          (asked === '' && source === '' ? (
            <Empty title="Nothing is measured yet">
              Send metrics to an integration of a service: Prometheus remote write to{' '}
              <code>/api/v1/write</code>, OTLP to <code>/v1/metrics</code>, StatsD, InfluxDB lines or JSON.
              The <TextLink to="/api">API page</TextLink> names the addresses. A gauge is here within two
              minutes; a counter after its second reading, as it is shown by what it grew between two.
            </Empty>
          ) : (
            <Empty
              title={asked === '' ? 'No series of this source' : `No series fits “${asked}”`}
              action={
                <Button variant="default" onClick={() => go({ q: undefined, source: undefined })}>
                  Clear the search
                </Button>
              }
            >
              All words have to fit: text in the metric or a label, <code>name=beginning</code>,{' '}
              <code>name="value"</code> or <code>name!=value</code>.
            </Empty>
          ))}
        {query.data !== undefined && query.data.items.length > 0 && (
          <Rows
            label="Series"
            rows={query.data.items}
            keyOf={(one) => one.id}
            columns={[
              {
                name: 'Series',
                cell: (one) => (
                  <>
                    <TextLink to={`/series/${one.id}`} fw={600}>
                      {one.metric}
                    </TextLink>
                    <Text size="xs" c="dimmed" lineClamp={2}>
                      {labelWords(one.labels)}
                    </Text>
                  </>
                ),
              },
              { name: 'Unit', width: 90, cell: (one) => one.unit ?? '–' },
              { name: 'Source', width: 190, cell: (one) => <RefLink of={one.source} /> },
              { name: 'Last value', width: 130, cell: (one) => <When at={one.last_seen_at} /> },
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
