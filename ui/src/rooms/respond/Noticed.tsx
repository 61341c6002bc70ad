import { SegmentedControl, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { Part } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import type { Incident, Ref } from '../../ground/wire';

interface Source {
  source: 'monitor' | 'colleague' | 'customer';
  set_by: Ref | null;
  words: string;
}

const names: Record<Source['source'], string> = {
  monitor: 'A monitor',
  colleague: 'A colleague',
  customer: 'A customer',
};

/** Who noticed it first; what people find before monitors do is worth a monitor. */
export function Noticed({ incident, respond }: { incident: Incident; respond: boolean }) {
  const key = ['incident', incident.id, 'detection_source'];
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) =>
      (
        await api.get<{ detection_source: Source }>(
          `/incidents/${incident.id}/detection_source`,
          undefined,
          signal,
        )
      ).detection_source,
  });
  const set = useAct({
    run: (source: Source['source']) =>
      api.put(`/incidents/${incident.id}/detection_source`, { detection_source: { source } }),
    reload: [key, ['detection_sources']],
    done: 'Noted who noticed it',
    failed: 'It was not noted',
  });
  if (query.isError) return <ErrorBox error={query.error} again={() => query.refetch()} />;
  const noticed = query.data;
  if (noticed === undefined) return null;
  return (
    <Part title="Who noticed it first?">
      <Text size="sm" c="dimmed" mb={respond ? 'xs' : 0}>
        {!respond && `${names[noticed.source]}. `}
        {noticed.set_by === null ? (
          noticed.words
        ) : (
          <>
            Says <RefLink of={noticed.set_by} />.
          </>
        )}
      </Text>
      {respond && (
        <SegmentedControl
          aria-label="Who noticed it first"
          size="xs"
          fullWidth
          disabled={set.isPending}
          data={Object.entries(names).map(([value, label]) => ({ value, label }))}
          value={noticed.source}
          onChange={(value) => set.mutate(value as Source['source'])}
        />
      )}
    </Part>
  );
}
