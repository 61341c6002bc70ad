import { Button, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../ground/api';
import { Waiting } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import type { Ref } from '../../ground/wire';
import styles from './Detect.module.css';
import { type Narrowing, termOf } from './narrowing';

/** The metrics, sources and labels of what was found; each is one press away from a shorter list. */
export function Narrow(props: {
  asked: string;
  source: string;
  add: (term: string) => void;
  choose: (source: Ref) => void;
}) {
  const { asked, source } = props;
  const query = useQuery({
    queryKey: ['series', 'labels', asked, source],
    queryFn: ({ signal }) =>
      api.get<Narrowing>(
        '/series/labels',
        { query: asked, source_ids: source === '' ? [] : [source] },
        signal,
      ),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
  const found = query.data;
  return (
    <div className={styles.narrow}>
      {query.isPending && <Waiting what="Counting labels" />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {found !== undefined && (
        <>
          {found.metrics.length > 1 && (
            <Choices
              name="Metric"
              of={found.metrics.map(({ metric, series }) => ({
                word: metric,
                series,
                pick: () => props.add(termOf('__name__', metric)),
              }))}
            />
          )}
          {found.sources.length > 1 && (
            <Choices
              name="Source"
              of={found.sources.map((one) => ({
                word: one.source.summary ?? one.source.id,
                series: found.complete ? one.series : null,
                pick: () => props.choose(one.source),
              }))}
            />
          )}
          {found.labels.map(({ label, values, different }) => (
            <Choices
              key={label}
              name={label}
              more={found.complete ? different - values.length : 0}
              of={values.map(({ value, series }) => ({
                word: value === '' ? '(empty)' : value,
                series: found.complete ? series : null,
                pick: () => props.add(termOf(label, value)),
              }))}
            />
          ))}
          {!found.complete && (
            <Text size="xs" c="dimmed">
              Sources and labels are those of {found.looked_at.toLocaleString('en-GB')} series drawn by
              chance.
            </Text>
          )}
          {found.metrics.length <= 1 && found.sources.length <= 1 && found.labels.length === 0 && (
            <Text size="sm" c="dimmed">
              These series differ in nothing that could be chosen.
            </Text>
          )}
        </>
      )}
    </div>
  );
}

function Choices(props: {
  name: string;
  of: { word: string; series: number | null; pick: () => void }[];
  more?: number;
}) {
  return (
    <fieldset className={styles.choices}>
      <legend>{props.name}</legend>
      {props.of.map((one) => (
        <Button key={one.word} size="compact-xs" variant="default" onClick={one.pick}>
          <span className={styles.choice}>{one.word}</span>
          {one.series !== null && (
            <Text span size="xs" c="dimmed" ml={6}>
              {one.series.toLocaleString('en-GB')}
              <span className="sr"> series</span>
            </Text>
          )}
        </Button>
      ))}
      {(props.more ?? 0) > 0 && (
        <Text span size="xs" c="dimmed">
          and {(props.more ?? 0).toLocaleString('en-GB')} more: type {props.name}=
        </Text>
      )}
    </fieldset>
  );
}
