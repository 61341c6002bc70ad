import { Button, Group, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { When } from '../../ground/Page';
import type { Undo } from '../../ground/Say';
import type { CauseLink, Suspect } from './insight';

type Said = 'caused' | 'not_caused' | 'withdrawn';

/** Whether a suspected change did it: what a person says has the last word, and Muster learns from it. */
export function CausedBy(props: {
  incidentId: string;
  change: Suspect;
  links: readonly CauseLink[];
  respond: boolean;
}) {
  const { incidentId, change, links, respond } = props;
  const link = links.find(({ changeId }) => changeId === change.id);
  const said: Said =
    link?.state === 'confirmed' ? 'caused' : link?.state === 'rejected' ? 'not_caused' : 'withdrawn';
  const judge = useAct({
    run: (verdict: Said) =>
      api.put(`/incidents/${incidentId}/caused_by/${change.id}`, { caused_by: { verdict } }),
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
        <Group gap="xs" mt={4} role="group" aria-label={`Did “${change.summary}” do it?`}>
          <Button
            size="compact-xs"
            variant={said === 'caused' ? 'filled' : 'default'}
            aria-pressed={said === 'caused'}
            loading={judge.isPending}
            leftSection={<IconCheck size={13} />}
            onClick={() => judge.mutate(said === 'caused' ? 'withdrawn' : 'caused')}
          >
            It did it
          </Button>
          <Button
            size="compact-xs"
            variant={said === 'not_caused' ? 'filled' : 'default'}
            aria-pressed={said === 'not_caused'}
            disabled={judge.isPending}
            leftSection={<IconX size={13} />}
            onClick={() => judge.mutate(said === 'not_caused' ? 'withdrawn' : 'not_caused')}
          >
            It did not
          </Button>
        </Group>
      )}
    </>
  );
}
