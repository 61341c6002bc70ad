import { Text } from '@mantine/core';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { Judge, type Verdict } from '../../ground/Judge';
import { When } from '../../ground/Page';
import type { Undo } from '../../ground/Say';
import type { CauseLink, Suspect } from './insight';

/** As the API calls what is said of a change. */
const wireOf: Record<Verdict, string> = { right: 'caused', wrong: 'not_caused', withdrawn: 'withdrawn' };

/** Whether a suspected change did it: what a person says has the last word, and Muster learns from it. */
export function CausedBy(props: {
  incidentId: string;
  change: Suspect;
  links: readonly CauseLink[];
  respond: boolean;
}) {
  const { incidentId, change, links, respond } = props;
  const link = links.find(({ changeId }) => changeId === change.id);
  const said: Verdict =
    link?.state === 'confirmed' ? 'right' : link?.state === 'rejected' ? 'wrong' : 'withdrawn';
  const judge = useAct({
    run: (verdict: Verdict) =>
      api.put(`/incidents/${incidentId}/caused_by/${change.id}`, { caused_by: { verdict: wireOf[verdict] } }),
    reload: [
      ['incident', incidentId, 'caused_by'],
      ['incident', incidentId, 'log'],
    ],
    done: 'Thank you. Muster learns from it.',
    undo: (): Undo => ({ label: 'Undo', act: () => judge.mutate(said) }),
    failed: 'That was not taken',
  });
  return (
    <>
      {link !== undefined && link.state !== 'inferred' && (
        <Text size="sm" mt={4}>
          <strong>{link.state === 'confirmed' ? 'It did it' : 'It did not do it'}</strong>
          {link.by !== null && `, says ${link.by}`}
          {link.at !== null && (
            <>
              {' · '}
              <When at={link.at} />
            </>
          )}
        </Text>
      )}
      {respond && (
        <Judge
          question={`Did “${change.summary}” do it?`}
          yes="It did it"
          no="It did not"
          said={said}
          pending={judge.isPending}
          say={(verdict) => judge.mutate(verdict)}
        />
      )}
    </>
  );
}
