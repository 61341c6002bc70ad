import { Text } from '@mantine/core';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { Judge, type Verdict } from '../../ground/Judge';
import type { Undo } from '../../ground/Say';
import type { PastIncident } from './insight';

/** Whether an incident of the past was the same trouble: what people say comes first, and is what the likenesses are judged by. */
export function Like(props: { incidentId: string; past: PastIncident; respond: boolean }) {
  const { incidentId, past, respond } = props;
  const said: Verdict = past.verdict ?? 'withdrawn';
  const judge = useAct({
    run: (verdict: Verdict) =>
      api.put(`/incidents/${incidentId}/past_incidents/${past.id}`, { past_incident: { verdict } }),
    reload: [['incident', incidentId, 'past'], ['suggestions']],
    done: 'Thank you. It counts for how good the likenesses are.',
    undo: (): Undo => ({ label: 'Undo', act: () => judge.mutate(said) }),
    failed: 'That was not taken',
  });
  return (
    <>
      {past.verdict !== null && (
        <Text size="sm" mt={4}>
          <strong>{past.verdict === 'right' ? 'The same trouble' : 'Another trouble'}</strong>
          {past.by !== null && (
            <>
              , says <RefLink of={past.by} />
            </>
          )}
        </Text>
      )}
      {respond && (
        <Judge
          question={`Was “${past.title}” the same trouble?`}
          yes="The same"
          no="Another"
          said={said}
          pending={judge.isPending}
          say={judge.mutate}
        />
      )}
    </>
  );
}
