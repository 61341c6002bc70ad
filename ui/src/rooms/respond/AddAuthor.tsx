import { Button, Text } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { mayRespond, useMe } from '../../ground/session';
import type { Incident, Ref } from '../../ground/wire';

export interface ChangeAuthor {
  change: { id: string };
  author: string | null;
  user: Ref | null;
  asked: boolean;
}

/** Who made the changes that may be behind it. */
export function authorsQuery(incidentId: string) {
  return queryOptions({
    queryKey: ['incident', incidentId, 'change_authors'],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ change_authors: ChangeAuthor[] }>(
          `/incidents/${incidentId}/change_authors`,
          undefined,
          signal,
        )
      ).change_authors,
  });
}

/** Brings the author of a change that may be behind it in, in one action. */
export function AddAuthor({ incident, changeId }: { incident: Incident; changeId: string }) {
  const me = useMe();
  const query = useQuery(authorsQuery(incident.id));
  const add = useAct({
    run: () => api.post(`/incidents/${incident.id}/change_authors`, { change_id: changeId }),
    reload: [['incident', incident.id], ['incidents']],
    done: 'The author is asked to help',
    failed: 'The author was not asked',
  });
  const one = query.data?.find(({ change }) => change.id === changeId);
  if (one === undefined || one.user === null) return null;
  const { user } = one;
  if (one.asked)
    return (
      <Text size="xs" c="dimmed">
        <RefLink of={user} />{' '}
        {incident.assignments.some(({ assignee }) => assignee.id === user.id)
          ? 'has the incident'
          : 'was asked to help'}
      </Text>
    );
  if (!mayRespond(me, incident.teams) || incident.status === 'resolved') return null;
  return (
    <Button
      size="compact-xs"
      variant="default"
      mt={4}
      leftSection={<IconUserPlus size={14} />}
      loading={add.isPending}
      onClick={() => add.mutate(undefined)}
    >
      Add author {user.summary}
    </Button>
  );
}
