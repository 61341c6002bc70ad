import { Group, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listAll } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { Empty, Page, Part, Waiting, When } from '../../ground/Page';
import { PickMany } from '../../ground/Pick';
import { ErrorBox } from '../../ground/Say';
import { useMe } from '../../ground/session';
import type { OnCall, Ref } from '../../ground/wire';
import styles from './OnCallNow.module.css';
import { byPolicy } from './oncall';

/** How many are read; a company with more narrows the list by policy. */
const MOST = 1_000;

export function OnCallNow() {
  const me = useMe();
  const [mine, setMine] = useState(false);
  const [policies, setPolicies] = useState<Ref[]>([]);
  const query = useQuery({
    queryKey: ['oncalls', mine, policies.map(({ id }) => id)],
    queryFn: ({ signal }) =>
      listAll<OnCall>(
        '/oncalls',
        'oncalls',
        {
          escalation_policy_ids: policies.map(({ id }) => id),
          user_ids: mine && me !== undefined ? [me.id] : [],
        },
        MOST,
        signal,
      ),
    refetchInterval: 60_000,
  });
  const groups = byPolicy(query.data ?? []);
  return (
    <Page title="On call now" lead="Who is paged at this moment, level by level.">
      <Group gap="md">
        <Switch label="Only me" checked={mine} onChange={(event) => setMine(event.currentTarget.checked)} />
        <PickMany
          kind="escalation_policies"
          aria-label="Escalation policies"
          placeholder={policies.length === 0 ? 'All escalation policies' : undefined}
          value={policies}
          onPick={setPolicies}
          className={styles.pick}
        />
      </Group>
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data !== undefined && groups.length === 0 && (
        <Empty title={mine ? 'You are not on call' : 'Nobody is on call'}>
          {mine
            ? 'Not at this moment, on no escalation policy.'
            : 'No escalation policy leads to a person now.'}
        </Empty>
      )}
      {groups.map((group) => (
        <Part key={group.policy.id} title={group.policy.summary ?? group.policy.id} flush>
          <ol className={styles.levels}>
            {group.levels.map(({ level, people }) => (
              <li key={level}>
                <span className={styles.level}>Level {level}</span>
                <ul>
                  {people.map((one) => (
                    <li key={`${one.user.id} ${one.schedule?.id ?? ''}`}>
                      <strong>
                        <RefLink of={one.user} />
                      </strong>
                      <span className={`prose ${styles.how}`}>
                        {one.schedule === null ? (
                          'always'
                        ) : (
                          <>
                            in <RefLink of={one.schedule} />
                          </>
                        )}
                        {one.end !== null && (
                          <>
                            , until <When at={one.end} as="short" />
                          </>
                        )}
                      </span>
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ol>
        </Part>
      ))}
      {(query.data?.length ?? 0) >= MOST && (
        <Text size="sm" c="dimmed">
          Only the first {MOST} are shown. Choose escalation policies to see others.
        </Text>
      )}
    </Page>
  );
}
