import { MultiSelect, type MultiSelectProps, Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { list, type Query } from './api';
import type { Ref } from './wire';

/** What can be looked up by name. */
export type Kind =
  | 'users'
  | 'teams'
  | 'services'
  | 'escalation_policies'
  | 'schedules'
  | 'priorities'
  | 'vendors'
  | 'entities'
  | 'series';

const references: Record<Kind, string> = {
  users: 'user_reference',
  teams: 'team_reference',
  services: 'service_reference',
  escalation_policies: 'escalation_policy_reference',
  schedules: 'schedule_reference',
  priorities: 'priority_reference',
  vendors: 'vendor_reference',
  entities: 'entity_reference',
  series: 'series_reference',
};

export function refOf(kind: Kind, one: Ref & { name?: string | null }): Ref {
  return { id: one.id, type: references[kind], summary: one.summary ?? one.name ?? one.id };
}

/** Asks the server by name: a company may have thousands, so a list in the browser would not do. */
function useFound(kind: Kind, search: string, enabled: boolean, query?: Query) {
  const [asked] = useDebouncedValue(search, 200);
  return useQuery({
    queryKey: [kind, 'pick', asked, query ?? null],
    queryFn: ({ signal }) => list<Ref>(`/${kind}`, kind, { ...query, query: asked, limit: 50 }, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    enabled,
    select: (page) => page.items.map((one) => refOf(kind, one)),
  });
}

function options(found: readonly Ref[], chosen: readonly Ref[]) {
  const all = new Map<string, Ref>();
  for (const one of chosen) all.set(one.id, one);
  for (const one of found) all.set(one.id, one);
  return [...all.values()].map((one) => ({ value: one.id, label: one.summary ?? one.id }));
}

type OneProps = Omit<
  SelectProps,
  'data' | 'value' | 'onChange' | 'searchValue' | 'onSearchChange' | 'filter'
> & {
  kind: Kind;
  value: Ref | null;
  onPick: (picked: Ref | null) => void;
  query?: Query;
};

export function PickOne({ kind, value, onPick, query, ...rest }: OneProps) {
  const [search, setSearch] = useState('');
  const [touched, setTouched] = useState(false);
  // The chosen name stands in the search field, but it is not what the person looks for.
  const asked = search === (value?.summary ?? '') ? '' : search;
  const found = useFound(kind, asked, touched, query);
  return (
    <Select
      searchable
      clearable={rest.required !== true}
      {...rest}
      data={options(found.data ?? [], value === null ? [] : [value])}
      value={value?.id ?? null}
      searchValue={search}
      onSearchChange={setSearch}
      onFocus={() => setTouched(true)}
      filter={({ options: given }) => given}
      nothingFoundMessage={
        found.isFetching ? 'Searching…' : found.isError ? 'Search failed' : 'Nothing found'
      }
      onChange={(id) => {
        if (id === null) onPick(null);
        else
          onPick(
            [...(found.data ?? []), ...(value === null ? [] : [value])].find((one) => one.id === id) ?? null,
          );
      }}
    />
  );
}

type ManyProps = Omit<
  MultiSelectProps,
  'data' | 'value' | 'onChange' | 'searchValue' | 'onSearchChange' | 'filter'
> & {
  kind: Kind;
  value: readonly Ref[];
  onPick: (picked: Ref[]) => void;
  query?: Query;
};

export function PickMany({ kind, value, onPick, query, ...rest }: ManyProps) {
  const [search, setSearch] = useState('');
  const [touched, setTouched] = useState(false);
  const found = useFound(kind, search, touched, query);
  const seen = useRef(new Map<string, Ref>());
  for (const one of [...(found.data ?? []), ...value]) seen.current.set(one.id, one);
  return (
    <MultiSelect
      searchable
      clearable
      hidePickedOptions
      {...rest}
      data={options(found.data ?? [], value)}
      value={value.map((one) => one.id)}
      searchValue={search}
      onSearchChange={setSearch}
      onFocus={() => setTouched(true)}
      filter={({ options: given }) => given}
      nothingFoundMessage={
        found.isFetching ? 'Searching…' : found.isError ? 'Search failed' : 'Nothing found'
      }
      onChange={(ids) => {
        onPick(ids.map((id) => seen.current.get(id)).filter((one) => one !== undefined));
        setSearch('');
      }}
    />
  );
}
