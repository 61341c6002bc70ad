import { Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ApiError, list } from '../../ground/api';
import { budgetWords, short } from '../../ground/chart';
import { RefLink, TextLink } from '../../ground/Go';
import { sentence } from '../../ground/Marks';
import { Part } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import type { Incident, Ref } from '../../ground/wire';
import { type Affected, readAffected } from './objectives';

/** The service level objectives that the incident eats into: at its beginning, now, and at its end. */
export function Objectives({ incident }: { incident: Incident }) {
  const query = useQuery({
    queryKey: ['incident', incident.id, 'slos'],
    queryFn: async ({ signal }): Promise<Affected[]> => {
      try {
        const page = await list<unknown>(`/incidents/${incident.id}/slos`, 'slos', undefined, signal);
        return page.items.map(readAffected);
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return [];
        throw error;
      }
    },
  });
  if (query.isError) return <ErrorBox error={query.error} again={() => query.refetch()} />;
  if (query.data === undefined || query.data.length === 0) return null;
  return (
    <Part title="Service level objectives" lead="Burn rate 1 spends the budget exactly over its window" flush>
      <Table aria-label="Affected objectives" verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Objective</Table.Th>
            {['At the start', 'Now', 'At the end'].map((name) => (
              <Table.Th key={name} ta="right">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {query.data.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td>
                <TextLink to={`/slos/${one.id}`}>{one.name}</TextLink>
              </Table.Td>
              {[one.open, one.now, one.close].map((state, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: three fixed columns
                <Table.Td key={at} ta="right" className="num">
                  {state === null ? '–' : `burn ${short(state.burn)}, ${budgetWords(state.left)}`}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Part>
  );
}

interface Touched {
  journey: Ref;
  status: string;
  status_words: string | null;
  steps: { name: string; service: Ref; status: string; status_words: string | null }[];
}

/** The journeys of customers with a step that the affected services carry. */
export function TouchedJourneys({ incident }: { incident: Incident }) {
  const query = useQuery({
    queryKey: ['incident', incident.id, 'journeys'],
    queryFn: async ({ signal }): Promise<Touched[]> => {
      try {
        return (await list<Touched>(`/incidents/${incident.id}/journeys`, 'journeys', undefined, signal))
          .items;
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return [];
        throw error;
      }
    },
  });
  if (query.isError) return <ErrorBox error={query.error} again={() => query.refetch()} />;
  if (query.data === undefined || query.data.length === 0) return null;
  return (
    <Part title="Customer journeys" lead="With a step that the affected services carry" flush>
      <Rows
        label="Customer journeys"
        rows={query.data}
        keyOf={(one) => one.journey.id}
        columns={[
          {
            name: 'Journey',
            cell: (one) => (
              <>
                <TextLink to="/checks?tab=journeys" fw={600}>
                  {one.journey.summary}
                </TextLink>
                <Text size="sm" c="dimmed">
                  {one.status_words}
                </Text>
              </>
            ),
          },
          { name: 'State', width: 130, cell: (one) => sentence(one.status) },
          {
            name: 'Steps it hits',
            width: 300,
            cell: (one) =>
              one.steps.map((step, at) => (
                <span key={step.name}>
                  {at > 0 && ', '}
                  {step.name} (<RefLink of={step.service} />)
                </span>
              )),
          },
        ]}
      />
    </Part>
  );
}
