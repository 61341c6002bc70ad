import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { list } from '../../ground/api';
import type { Entity } from './topology';

/** Finds an entity by any of its names. */
export function EntityPick(props: {
  label: string;
  value: Entity | null;
  onPick: (picked: Entity | null) => void;
}) {
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search === props.value?.name ? '' : search, 200);
  const found = useQuery({
    queryKey: ['entities', 'pick', asked],
    queryFn: ({ signal }) => list<Entity>('/entities', 'entities', { query: asked, limit: 50 }, signal),
    placeholderData: keepPreviousData,
  });
  const all = new Map<string, Entity>();
  if (props.value !== null) all.set(props.value.id, props.value);
  for (const one of found.data?.items ?? []) all.set(one.id, one);
  return (
    <Select
      label={props.label}
      searchable
      clearable
      data-autofocus
      data={[...all.values()].map((one) => ({ value: one.id, label: `${one.name} (${one.kind})` }))}
      filter={({ options }) => options}
      value={props.value?.id ?? null}
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage={found.isFetching ? 'Searching…' : 'Nothing found'}
      onChange={(id) => props.onPick(id === null ? null : (all.get(id) ?? null))}
    />
  );
}
