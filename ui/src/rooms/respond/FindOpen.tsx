import { Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ApiError, api, list, type Query } from '../../ground/api';
import { StatusMark } from '../../ground/Marks';
import { Waiting } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import type { Incident, Ref } from '../../ground/wire';
import styles from './Dialogs.module.css';

/** How many are offered at a time; more would be searched for by eye. */
const MOST = 50;

export interface Found {
  incidents: Incident[];
  /** Others match as well. */
  more: boolean;
}

/** Asks the server for open incidents by title, number or service: a storm leaves hundreds of them open. */
export async function findOpen(words: string, signal?: AbortSignal): Promise<Found> {
  const ask = (query: Query) =>
    list<Incident>(
      '/incidents',
      'incidents',
      { statuses: ['triggered', 'acknowledged'], date_range: 'all', limit: MOST, ...query },
      signal,
    );
  const number = /^#?(\d+)$/.exec(words)?.[1];
  const [byNumber, byTitle, byService] = await Promise.all([
    number === undefined ? [] : oneOpen(number, signal),
    ask({ query: words }),
    words === '' ? undefined : ofServices(words, ask, signal),
  ]);
  const all = new Map<string, Incident>();
  for (const one of [...byNumber, ...byTitle.items, ...(byService?.items ?? [])]) all.set(one.id, one);
  return {
    incidents: [...all.values()].slice(0, MOST),
    more: byTitle.more || byService?.more === true || all.size > MOST,
  };
}

async function oneOpen(number: string, signal?: AbortSignal): Promise<Incident[]> {
  try {
    const { incident } = await api.get<{ incident: Incident }>(`/incidents/${number}`, undefined, signal);
    return incident.status === 'resolved' ? [] : [incident];
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

async function ofServices<T>(
  words: string,
  ask: (query: Query) => Promise<T>,
  signal?: AbortSignal,
): Promise<T | undefined> {
  const services = await list<Ref>('/services', 'services', { query: words, limit: MOST }, signal);
  return services.items.length === 0 ? undefined : ask({ service_ids: services.items.map(({ id }) => id) });
}

/**
 * A field to find open incidents by, and what was found to choose from. What was chosen stays, whatever is looked for
 * next.
 */
export function FindOpen(props: {
  except: string;
  chosen: readonly Incident[];
  /** What to do where there is no other; without a full stop. */
  otherwise?: string;
  choices: (shown: readonly Incident[]) => ReactNode;
}) {
  const [search, setSearch] = useState('');
  const [words] = useDebouncedValue(search.trim(), 250);
  const query = useQuery({
    queryKey: ['incidents', 'find open', words],
    queryFn: ({ signal }) => findOpen(words, signal),
    placeholderData: keepPreviousData,
  });
  const shown = new Map(props.chosen.map((one) => [one.id, one]));
  for (const one of query.data?.incidents ?? []) if (one.id !== props.except) shown.set(one.id, one);
  return (
    <>
      <TextInput
        aria-label="Find open incidents"
        placeholder="Find by title, number or service"
        data-autofocus
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter looks for the words; handing in is for the button.
          if (event.key === 'Enter') event.preventDefault();
        }}
      />
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data !== undefined && shown.size === 0 && (
        <Text size="sm" role="status">
          No other open incident
          {words !== '' ? ' matches' : props.otherwise === undefined ? '' : `; ${props.otherwise}`}.
        </Text>
      )}
      {props.choices([...shown.values()])}
      {query.data?.more === true && (
        <Text size="sm" c="dimmed">
          More are open than stand here. Look for the one that you mean.
        </Text>
      )}
    </>
  );
}

/** An incident to choose: its number and title, its state and its service. */
export function Candidate({ of }: { of: Incident }) {
  return (
    <span className={styles.candidate}>
      <span>
        #{of.incident_number} {of.title}
      </span>
      <span className={styles.under}>
        <StatusMark status={of.status} /> {of.service.summary}
      </span>
    </span>
  );
}
