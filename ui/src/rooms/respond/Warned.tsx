import { Alert } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { list } from '../../ground/api';
import { TextLink } from '../../ground/Go';
import { When } from '../../ground/Page';
import { inWords, useZone, withTimes } from '../../ground/time';
import { readWarning } from '../../ground/warning';
import { analysisQuery } from './insights';

/** Warnings looked through for those of an incident: it names them by id only. */
const LOOKED_AT = 100;

/** The early warnings that came before this incident. */
export function Warned({ incidentId }: { incidentId: string }) {
  const zone = useZone();
  const analysis = useQuery(analysisQuery(incidentId));
  const ids = analysis.data?.warnings ?? [];
  const query = useQuery({
    queryKey: ['incident', incidentId, 'warnings', ids.join()],
    queryFn: async ({ signal }) =>
      (await list<unknown>('/warnings', 'warnings', { limit: LOOKED_AT }, signal)).items
        .map(readWarning)
        .filter((one) => ids.includes(one.id)),
    enabled: ids.length > 0,
  });
  return (
    <>
      {(query.data ?? []).map((one) => (
        <Alert key={one.id} color="yellow" icon={<IconBell />} title="An early warning came before">
          {withTimes(one.words, zone)} It came <When at={one.at} as="short" />
          {one.leadSeconds !== null && `; as a rule there are ${inWords(one.leadSeconds)} until it fails`}.{' '}
          <TextLink to="/warnings">All warnings</TextLink>
        </Alert>
      ))}
    </>
  );
}
