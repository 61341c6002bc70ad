import { Alert, Text } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '../../ground/api';
import { ExpectedMark } from '../../ground/ExperimentMarks';
import { readExperiment, readTagged, toldWords } from '../../ground/experiments';
import { TextLink } from '../../ground/Go';
import { items, record } from '../../ground/read';

const experimentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id, 'experiments'],
    queryFn: async ({ signal }) => {
      const answer = record(await api.get<unknown>(`/incidents/${id}/experiments`, undefined, signal));
      const tags = items(answer.alerts).map(readTagged);
      return {
        experiments: items(answer.experiments).map(readExperiment),
        tags: new Map(tags.map((tag) => [tag.alertId, tag])),
        kept: answer.kept === true,
      };
    },
    staleTime: 15_000,
  });

/** Somebody may have broken this on purpose: says so before anybody looks for a cause. */
export function Experimented({ incidentId }: { incidentId: string }) {
  const found = useQuery(experimentsQuery(incidentId)).data;
  if (found === undefined || found.experiments.length === 0) return null;
  const tags = [...found.tags.values()];
  return (
    <>
      {found.experiments.map((one) => {
        const its = tags.filter(({ experiment }) => experiment.id === one.id);
        const unexpected = its.filter(({ expected }) => !expected).length;
        return (
          <Alert
            key={one.id}
            color={unexpected > 0 ? 'orange' : 'blue'}
            icon={<IconFlask />}
            title={
              one.status === 'running'
                ? 'An experiment is running on what this is about'
                : 'An experiment was running on what this is about'
            }
          >
            <Text size="sm">
              <TextLink to={`/experiments/${one.id}`}>{one.name}</TextLink> by{' '}
              {one.team.summary ?? 'its team'}: {one.hypothesis}
            </Text>
            <Text size="sm">
              {toldWords(
                one,
                its.map(({ expected }) => expected),
                found.kept,
              )}
            </Text>
          </Alert>
        );
      })}
    </>
  );
}

/** Whether an experiment had said that this alert would come; nothing for alerts that no experiment is about. */
export function AlertExpected({ incidentId, alertId }: { incidentId: string; alertId: string }) {
  const tag = useQuery(experimentsQuery(incidentId)).data?.tags.get(alertId);
  return tag === undefined ? null : <ExpectedMark expected={tag.expected} />;
}
