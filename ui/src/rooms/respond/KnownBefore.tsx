import { Alert, Anchor, Text } from '@mantine/core';
import { IconClockExclamation } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../ground/api';
import { RefLink, TextLink } from '../../ground/Go';
import { type Known, readKnown } from '../../ground/problems';
import { items, record } from '../../ground/read';

/** What was known about the same thing before and not done: nobody should search for what is written down. */
export function KnownBefore({ incidentId }: { incidentId: string }) {
  const query = useQuery({
    queryKey: ['incident', incidentId, 'known_before'],
    queryFn: async ({ signal }) =>
      items(
        record(await api.get<unknown>(`/incidents/${incidentId}/known_before`, undefined, signal))
          .known_before,
      ).map(readKnown),
    staleTime: 60_000,
  });
  const known = query.data ?? [];
  if (known.length === 0) return null;
  const exact = known.some((one) => one.exact);
  return (
    <Alert
      color={exact ? 'orange' : 'gray'}
      icon={<IconClockExclamation />}
      title={exact ? 'Known before, and not done' : 'Known about this service'}
    >
      {known.slice(0, 5).map((one) => (
        <div key={one.problem?.id ?? one.incident?.id ?? one.words} style={{ marginBottom: 6 }}>
          <Subject known={one} />
          <Text size="sm" c="dimmed">
            {one.words}
          </Text>
        </div>
      ))}
      {known.length > 5 && <TextLink to="/known_problems">All known problems</TextLink>}
    </Alert>
  );
}

function Subject({ known }: { known: Known }) {
  const { problem, incident } = known;
  if (problem === null) return <RefLink of={incident} />;
  return (
    <Text size="sm" fw={600}>
      {problem.url === null ? (
        problem.title
      ) : (
        <Anchor href={problem.url} target="_blank" rel="noreferrer noopener" inherit>
          {problem.title}
        </Anchor>
      )}
      {problem.externalId !== null && (
        <Text span inherit fw={400} c="dimmed">
          {' '}
          {problem.externalId}
        </Text>
      )}
    </Text>
  );
}
