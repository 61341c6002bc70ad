import { Button, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { list } from '../../ground/api';
import { RefLink, TextLink } from '../../ground/Go';
import { Empty, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { useSearchWords } from '../../ground/words';
import styles from './Detect.module.css';
import { labelWords, type Series } from './detectors';

const PAGE = 25;

/** Everything that is measured, to be found by name or label. */
export function SeriesList() {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const asked = search.q ?? '';
  const offset = Math.max(0, Number(search.offset ?? 0) || 0);
  const go = (next: Record<string, string | undefined>) =>
    navigate({
      to: '/series' as never,
      search: { ...search, offset: undefined, ...next } as never,
      replace: !('offset' in next),
    });
  const [text, setText] = useSearchWords(asked, (q) => go({ q: q === '' ? undefined : q }));
  const query = useQuery({
    queryKey: ['series', 'list', asked, offset],
    queryFn: ({ signal }) =>
      list<Series>('/series', 'series', { query: asked, limit: PAGE, offset, total: true }, signal),
    placeholderData: keepPreviousData,
  });
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
            placeholder="Metric or label, such as http_requests or host-17"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            className={styles.search}
          />
        </div>
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data?.items.length === 0 &&
          (asked === '' ? (
            <Empty title="Nothing is measured yet">
              Send metrics to an integration of a service: Prometheus remote write to{' '}
              <code>/api/v1/write</code>, OTLP to <code>/v1/metrics</code>, StatsD, InfluxDB lines or JSON.
              The <TextLink to="/api">API page</TextLink> names the addresses.
            </Empty>
          ) : (
            <Empty
              title={`No series holds “${asked}”`}
              action={
                <Button variant="default" onClick={() => go({ q: undefined })}>
                  Clear the search
                </Button>
              }
            />
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
