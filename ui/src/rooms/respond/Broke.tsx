import { Button, Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { RefLink, TextLink } from '../../ground/Go';
import { Judge, type Verdict } from '../../ground/Judge';
import { When } from '../../ground/Page';
import { items, record, text } from '../../ground/read';
import type { Undo } from '../../ground/Say';
import type { Ref } from '../../ground/wire';
import { candidates } from './insight';

interface Word {
  entity: string;
  name: string;
  state: string;
  by: Ref | null;
  at: string | null;
}

const wordsQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id, 'probable_cause'],
    queryFn: async ({ signal }): Promise<Word[]> =>
      items(
        record(await api.get<unknown>(`/incidents/${id}/probable_cause`, undefined, signal)).probable_cause,
      ).map((one) => ({
        entity: text(one.entity) ?? '',
        name: text(one.name, one.entity) ?? '',
        state: text(one.state) ?? 'inferred',
        by: one.by === null || one.by === undefined ? null : (one.by as Ref),
        at: text(one.at),
      })),
    staleTime: 15_000,
  });

function useJudge(incidentId: string) {
  return (entity: string, verdict: Verdict) =>
    api.put(`/incidents/${incidentId}/probable_cause`, { probable_cause: { entity, verdict } });
}

const reload = (id: string) => [['incident', id, 'probable_cause'], ['incident', id, 'log'], ['suggestions']];

function Said({ word }: { word: Word }) {
  return (
    <Text size="sm" mt={4}>
      <strong>{word.state === 'confirmed' ? 'It broke' : 'It did not break'}</strong>
      {word.by !== null && (
        <>
          , says <RefLink of={word.by} />
        </>
      )}
      {word.at !== null && (
        <>
          {' · '}
          <When at={word.at} />
        </>
      )}
    </Text>
  );
}

/** Whether a probable cause is what broke: what a person says has the last word, and Muster learns from it. */
export function Broke(props: { incidentId: string; entity: string; name: string; respond: boolean }) {
  const { incidentId, entity, name, respond } = props;
  const word = useQuery(wordsQuery(incidentId)).data?.find((one) => one.entity === entity);
  const said: Verdict =
    word?.state === 'confirmed' ? 'right' : word?.state === 'rejected' ? 'wrong' : 'withdrawn';
  const say = useJudge(incidentId);
  const judge = useAct({
    run: (verdict: Verdict) => say(entity, verdict),
    reload: reload(incidentId),
    done: 'Thank you. Muster learns from it.',
    undo: (): Undo => ({ label: 'Undo', act: () => judge.mutate(said) }),
    failed: 'That was not taken',
  });
  return (
    <>
      {word !== undefined && said !== 'withdrawn' && <Said word={word} />}
      {respond && (
        <Judge
          question={`Is ${name} what broke?`}
          yes="It broke"
          no="It did not"
          said={said}
          pending={judge.isPending}
          say={judge.mutate}
        />
      )}
    </>
  );
}

/** What people named that Muster does not, and naming something else. */
export function OtherCauses(props: { incidentId: string; shown: readonly string[]; respond: boolean }) {
  const { incidentId, shown, respond } = props;
  const [asking, setAsking] = useState(false);
  const words = useQuery(wordsQuery(incidentId)).data ?? [];
  const named = words.filter(({ entity, state }) => state !== 'inferred' && !shown.includes(entity));
  return (
    <>
      {named.map((word) => (
        <div key={word.entity}>
          <TextLink to={`/topology/entity?id=${encodeURIComponent(word.entity)}`} fw={600}>
            {word.name}
          </TextLink>
          <Broke incidentId={incidentId} entity={word.entity} name={word.name} respond={respond} />
        </div>
      ))}
      {respond && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => setAsking(true)}
          style={{ alignSelf: 'flex-start' }}
        >
          Something else broke
        </Button>
      )}
      {asking && <NameCause incidentId={incidentId} close={() => setAsking(false)} />}
    </>
  );
}

function NameCause({ incidentId, close }: { incidentId: string; close: () => void }) {
  const [search, setSearch] = useState('');
  const [entity, setEntity] = useState<string | null>(null);
  const [asked] = useDebouncedValue(search, 200);
  const found = useQuery({
    queryKey: ['entities', 'cause', asked],
    queryFn: async ({ signal }) => {
      const wanted = { query: asked, limit: 50 };
      const [entities, services] = await Promise.all([
        list<unknown>('/entities', 'entities', wanted, signal),
        list<unknown>('/services', 'services', wanted, signal),
      ]);
      return candidates(entities.items, services.items);
    },
    placeholderData: keepPreviousData,
  });
  const say = useJudge(incidentId);
  const act = useAct({
    run: () => say(entity ?? '', 'right'),
    reload: reload(incidentId),
    done: 'Thank you. Muster learns from it.',
    inDialog: true,
    after: close,
  });
  return (
    <Ask title="What broke?" opened close={close} by={act} label="It broke" disabled={entity === null}>
      <Select
        label="Host, database, service, device …"
        description="By any of its names. What is no service and not in the topology must be entered there first."
        searchable
        data-autofocus
        data={found.data ?? []}
        filter={({ options }) => options}
        value={entity}
        onChange={setEntity}
        searchValue={search}
        onSearchChange={setSearch}
        nothingFoundMessage={found.isFetching ? 'Searching…' : 'Nothing found'}
      />
    </Ask>
  );
}
