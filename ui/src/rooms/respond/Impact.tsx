import { Button, Group, SegmentedControl, Text, Textarea } from '@mantine/core';
import { IconCircleHalf2, IconPlugConnectedX } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { Mark } from '../../ground/Marks';
import { NumberField } from '../../ground/NumberField';
import { Part, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import type { Incident } from '../../ground/wire';
import {
  type Impact as Felt,
  type ImpactState,
  minutesWords,
  percent,
  readImpact,
  sinceUnlessChosen,
} from './impact';

const impactQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id, 'impact'],
    queryFn: async ({ signal }) =>
      readImpact(await api.get<unknown>(`/incidents/${id}/impact`, undefined, signal)),
    refetchInterval: 60_000,
  });

/** Customers are affected: in words, beside the other marks of the incident. */
export function ImpactMark({ incidentId }: { incidentId: string }) {
  const impact = useQuery(impactQuery(incidentId)).data;
  if (impact === undefined || impact.state === 'none') return null;
  return impact.state === 'full' ? (
    <Mark word="Full outage" tone="red" Icon={IconPlugConnectedX} />
  ) : (
    <Mark word={`Partial impact, ${percent(impact.share)}`} tone="orange" Icon={IconCircleHalf2} />
  );
}

/** What customers feel of it: degraded is not down. */
export function Impact({ incident, respond }: { incident: Incident; respond: boolean }) {
  const [asking, setAsking] = useState(false);
  const query = useQuery(impactQuery(incident.id));
  if (query.isError) return <ErrorBox error={query.error} again={() => query.refetch()} />;
  const impact = query.data;
  if (impact === undefined) return null;
  const minutes = minutesWords(impact);
  return (
    <Part
      title="Impact on customers"
      actions={
        respond && (
          <Button size="xs" variant="default" onClick={() => setAsking(true)}>
            Say what it is
          </Button>
        )
      }
    >
      <Text size="sm">
        <strong>
          {impact.state === 'none'
            ? 'None known'
            : impact.state === 'full'
              ? 'Full outage'
              : `Partial, ${percent(impact.share)}`}
        </strong>
        {' · '}
        {impact.words}
      </Text>
      <Text size="sm" c="dimmed">
        {impact.by !== null && (
          <>
            Says <RefLink of={impact.by} />
            {impact.since !== null && (
              <>
                , since <When at={impact.since} as="short" />
              </>
            )}
            .{' '}
          </>
        )}
        {impact.by === null &&
          impact.source === 'measured' &&
          'As the objectives of its services measure it. '}
        {minutes}
      </Text>
      {asking && <SayImpact incident={incident} impact={impact} close={() => setAsking(false)} />}
    </Part>
  );
}

type Word = ImpactState | 'measured';

function SayImpact(props: { incident: Incident; impact: Felt; close: () => void }) {
  const { incident, impact, close } = props;
  const [state, setState] = useState<Word>(impact.state === 'none' ? 'partial' : impact.state);
  const [share, setShare] = useState<string | number>(
    impact.state === 'partial' ? Math.round(100 * impact.share) : 10,
  );
  const [since, setSince] = useState<'now' | 'start'>(sinceUnlessChosen(impact));
  const [words, setWords] = useState('');
  const say = useAct({
    run: () =>
      api.put(`/incidents/${incident.id}/impact`, {
        impact: {
          state,
          ...(state === 'partial' ? { affected_share: Number(share) / 100 } : {}),
          ...(since === 'start' ? { since: incident.created_at } : {}),
          words: words.trim(),
        },
      }),
    reload: [
      ['incident', incident.id, 'impact'],
      ['incident', incident.id, 'log'],
    ],
    done: 'Noted. It stands on the timeline.',
    inDialog: true,
    after: close,
  });
  const faulty = state === 'partial' && !(Number(share) > 0 && Number(share) < 100);
  return (
    <Ask title="What do customers feel?" opened close={close} by={say} label="Save" disabled={faulty}>
      <SegmentedControl
        aria-label="Impact"
        fullWidth
        data={[
          { value: 'none', label: 'None' },
          { value: 'partial', label: 'Partial' },
          { value: 'full', label: 'Full outage' },
          { value: 'measured', label: 'As measured' },
        ]}
        value={state}
        onChange={(next) => setState(next as Word)}
      />
      {state === 'partial' && (
        <NumberField
          label="Share that is affected, in percent"
          description="Of customers, or of what they ask for. An estimate is better than nothing."
          min={1}
          max={99}
          suffix=" %"
          value={share}
          onChange={setShare}
          error={faulty ? 'Between 1 and 99; otherwise it is none, or a full outage.' : undefined}
        />
      )}
      <Group gap="xs" align="center">
        <Text size="sm">So it is</Text>
        <SegmentedControl
          aria-label="Since when"
          size="xs"
          data={[
            { value: 'start', label: 'since it began' },
            { value: 'now', label: 'from now on' },
          ]}
          value={since}
          onChange={(next) => setSince(next as 'now' | 'start')}
        />
      </Group>
      <Textarea
        label="In words"
        description="What does not work, for whom."
        maxLength={500}
        autosize
        minRows={2}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
    </Ask>
  );
}
