import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../ground/api';
import { percent } from '../../ground/chart';
import { counted } from '../../ground/counted';
import { Part, Waiting } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import type { Iso } from '../../ground/wire';

interface Sources {
  incidents: { monitor: number; colleague: number; customer: number };
  total: number;
  share_found_by_people: number | null;
}

/** How often people noticed an incident before a monitor did. */
export function Noticed({ since, until }: { since: Iso; until: Iso }) {
  const query = useQuery({
    queryKey: ['detection_sources', since, until],
    queryFn: async ({ signal }) =>
      (await api.get<{ detection_sources: Sources }>('/detection_sources', { since, until }, signal))
        .detection_sources,
  });
  if (query.isPending) return <Waiting />;
  if (query.isError) return <ErrorBox error={query.error} again={() => query.refetch()} />;
  const { incidents, total, share_found_by_people: share } = query.data;
  return (
    <Part title="Who noticed first" lead="What people find before monitors do is worth a monitor">
      {share === null ? (
        <Text size="sm" c="dimmed">
          No incidents in this time.
        </Text>
      ) : (
        <Text size="sm">
          People found {percent(share)} of {counted(total, 'incident')}:{' '}
          {counted(incidents.colleague, 'time')} it was a colleague, {counted(incidents.customer, 'time')} a
          customer. Monitors found {incidents.monitor}.
        </Text>
      )}
    </Part>
  );
}
