import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ApiError, list } from '../../ground/api';
import { sentence } from '../../ground/Marks';
import { When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { useZone, withTimes } from '../../ground/time';
import styles from './Alerts.module.css';
import { type Decided, readDecision } from './insight';

/** Everything that Muster decided about an alert so far, the oldest first, each with its rule and version. */
export function Decisions({ alertId }: { alertId: string }) {
  const zone = useZone();
  const query = useQuery({
    queryKey: ['alert', alertId, 'decisions'],
    queryFn: async ({ signal }): Promise<Decided[]> => {
      try {
        const page = await list<unknown>(`/alerts/${alertId}/decisions`, 'decisions', { limit: 25 }, signal);
        return page.items.map(readDecision);
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return [];
        throw error;
      }
    },
  });
  if (query.isError) return <ErrorBox error={query.error} again={() => query.refetch()} />;
  if (query.data === undefined || query.data.length === 0) return null;
  return (
    <div>
      <Text size="xs" c="dimmed">
        What Muster decided about it
      </Text>
      <ol className={styles.decisions}>
        {query.data.map((one) => (
          <li key={`${one.at} ${one.kind}`}>
            <When at={one.at} as="clock" /> <strong>{sentence(one.kind)}</strong>:{' '}
            {withTimes(one.words, zone)}{' '}
            <Text span size="xs" c="dimmed">
              {one.by}
            </Text>
          </li>
        ))}
      </ol>
    </div>
  );
}
