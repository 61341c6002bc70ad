import { Button, Group, Text } from '@mantine/core';
import { IconThumbDown, IconThumbUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useAct } from '../../ground/act';
import { ApiError, api } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { Part } from '../../ground/Page';
import { ErrorBox, type Undo } from '../../ground/Say';
import { useMe } from '../../ground/session';
import { useZone, withTimes } from '../../ground/time';
import type { Incident, Ref } from '../../ground/wire';

interface Judged {
  verdict: 'actionable' | 'not_actionable' | 'unknown';
  source: 'human' | 'inferred';
  user: Ref | null;
  reason: string;
}

/** A verdict to give, null to take mine back, and which was mine until then. */
interface Wish {
  verdict: Judged['verdict'] | null;
  before: Judged['verdict'] | null;
}

const words: Record<Judged['verdict'], string> = {
  actionable: 'It was worth it.',
  not_actionable: 'It was not worth it.',
  unknown: 'Not judged yet.',
};

/** Whether it was right to tell somebody: what a person says counts more than what their acts show. */
export function Verdict({ incident, respond }: { incident: Incident; respond: boolean }) {
  const zone = useZone();
  const me = useMe();
  const key = ['incident', incident.id, 'verdict'];
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<Judged | null> => {
      try {
        return (await api.get<{ verdict: Judged }>(`/incidents/${incident.id}/verdict`, undefined, signal))
          .verdict;
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
  });
  const judged = query.data;
  // what somebody else said is theirs: it is neither pressed as mine nor given again in my name
  const mine =
    judged?.source === 'human' && me !== undefined && judged.user?.id === me.id ? judged.verdict : null;
  const give = useAct({
    run: ({ verdict }: Wish) => api.put(`/incidents/${incident.id}/verdict`, { verdict }),
    reload: [key],
    done: 'Thank you. It counts in the measure of noise.',
    undo: (_, { verdict, before }): Undo => ({
      label: 'Undo',
      act: () => give.mutate({ verdict: before, before: verdict }),
    }),
    failed: 'The verdict was not taken',
  });
  if (query.isError) return <ErrorBox error={query.error} again={() => query.refetch()} />;
  if (judged === undefined || judged === null) return null;
  return (
    <Part title="Was it worth waking somebody?">
      <Text size="sm">
        {words[judged.verdict]}{' '}
        <Text span c="dimmed" inherit>
          {judged.user !== null ? (
            <>
              Says <RefLink of={judged.user} />.
            </>
          ) : (
            withTimes(judged.reason, zone)
          )}
        </Text>
      </Text>
      {respond && (
        <Group gap="xs" mt="xs">
          <Button
            size="xs"
            variant={mine === 'actionable' ? 'filled' : 'default'}
            aria-pressed={mine === 'actionable'}
            leftSection={<IconThumbUp size={15} />}
            onClick={() => give.mutate({ verdict: 'actionable', before: mine })}
          >
            Worth it
          </Button>
          <Button
            size="xs"
            variant={mine === 'not_actionable' ? 'filled' : 'default'}
            aria-pressed={mine === 'not_actionable'}
            leftSection={<IconThumbDown size={15} />}
            onClick={() => give.mutate({ verdict: 'not_actionable', before: mine })}
          >
            Noise
          </Button>
        </Group>
      )}
    </Part>
  );
}
