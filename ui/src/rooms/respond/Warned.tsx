import { Alert } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { ApiError, list } from '../../ground/api';
import { TextLink } from '../../ground/Go';
import { inWords, useZone, withTimes } from '../../ground/time';
import { readWarning, type Warning } from './insight';

/** Early warnings that this incident's beginning called up. */
export function Warned({ incidentId }: { incidentId: string }) {
  const zone = useZone();
  const query = useQuery({
    queryKey: ['incident', incidentId, 'warnings'],
    queryFn: async ({ signal }): Promise<Warning[]> => {
      try {
        const page = await list<unknown>(
          '/warnings',
          'warnings',
          { incident_id: incidentId, limit: 5 },
          signal,
        );
        return page.items.map(readWarning).filter((one) => one.incidentId === incidentId);
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return [];
        throw error;
      }
    },
  });
  const open = (query.data ?? []).filter(({ outcome }) => outcome !== 'miss');
  if (open.length === 0) return null;
  return (
    <>
      {open.map((one) => (
        <Alert key={one.id} color="yellow" icon={<IconBell />} title={`Early warning: ${one.title}`}>
          {withTimes(one.words, zone)}
          {one.leadSeconds !== null && ` As a rule it took ${inWords(one.leadSeconds)} until it failed.`}
          {one.earlier.length > 0 && (
            <>
              {' '}
              Earlier:{' '}
              {one.earlier.slice(0, 3).map((past, at) => (
                <span key={past.id}>
                  {at > 0 && ', '}
                  <TextLink to={`/incidents/${past.id}`}>{past.title}</TextLink>
                </span>
              ))}
              .
            </>
          )}
        </Alert>
      ))}
    </>
  );
}
