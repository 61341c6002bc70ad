import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Part, Waiting } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { useZone, withTimes } from '../../ground/time';
import type { Incident } from '../../ground/wire';
import { differencesQuery } from './insights';

/** What sets the alerts of the incident apart from others of the same services. */
export function Differences({ incident }: { incident: Incident }) {
  const zone = useZone();
  const query = useQuery(differencesQuery(incident.id));
  const data = query.data;
  return (
    <Part
      title="What is different about the failing ones"
      lead="Attributes of its alerts beside those of other alerts of the same services in the week before"
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {data !== undefined && data !== null && (
        <>
          {data.verdict !== 'found' && (
            <Text size="sm" c="dimmed">
              {data.verdict === 'not_enough_data' && 'Not enough data: '}
              {data.words}
            </Text>
          )}
          {data.firstSeen.length > 0 && (
            <>
              <Text size="sm" fw={600}>
                Never seen before
              </Text>
              <ul>
                {data.firstSeen.map((words) => (
                  <li key={words}>
                    <Text size="sm">{withTimes(words, zone)}</Text>
                  </li>
                ))}
              </ul>
            </>
          )}
          {data.segments.length > 0 && (
            <ol>
              {data.segments.map((one) => (
                <li key={one.words}>
                  <Text size="sm">
                    {one.words}{' '}
                    <Text span c="dimmed" inherit>
                      {one.interval}
                    </Text>
                  </Text>
                </li>
              ))}
            </ol>
          )}
        </>
      )}
    </Part>
  );
}
