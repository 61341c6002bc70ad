import { Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { listAll } from '../../ground/api';
import { RefLink, RefLinks, TextLink } from '../../ground/Go';
import { NamedList } from '../../ground/NamedList';
import { Empty, Page, Part, Waiting, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { useMe } from '../../ground/session';
import type { EscalationPolicy, OnCall } from '../../ground/wire';
import styles from './OnCallNow.module.css';
import { byPolicy, type Level, ofPolicies, type PolicyOnCall } from './oncall';

/** How many are read at a time: a page of policies with forty people on each. */
const MOST = 1_000;

const oncallsOf = (who: { escalation_policy_ids?: string[]; user_ids?: string[] }) => ({
  queryKey: ['oncalls', who],
  queryFn: ({ signal }: { signal: AbortSignal }) => listAll<OnCall>('/oncalls', 'oncalls', who, MOST, signal),
  refetchInterval: 60_000,
});

/** Read by the page of policies: a company may have thousands of people on call at the same moment. */
export function OnCallNow() {
  const me = useMe();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const mine = search.mine === '1';
  return (
    <Page title="On call now" lead="Who is paged at this moment, level by level.">
      <Switch
        label="Only me"
        checked={mine}
        onChange={(event) =>
          navigate({
            to: '/on_call' as never,
            search: (event.currentTarget.checked ? { mine: '1' } : {}) as never,
            replace: true,
          })
        }
      />
      {mine && me !== undefined && <Mine userId={me.id} />}
      {!mine && (
        <NamedList<EscalationPolicy>
          kind="escalation_policies"
          path="/on_call"
          what="escalation policies"
          show={(policies) => <OnCallOf policies={policies} />}
          empty={
            <Empty title="Nobody is on call">
              There is no escalation policy yet. <TextLink to="/escalation_policies/new">Make one</TextLink>{' '}
              that says who is paged.
            </Empty>
          }
        />
      )}
    </Page>
  );
}

function Mine({ userId }: { userId: string }) {
  const query = useQuery(oncallsOf({ user_ids: [userId] }));
  return (
    <>
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.length === 0 && (
        <Empty title="You are not on call">Not at this moment, on no escalation policy.</Empty>
      )}
      <Groups of={byPolicy(query.data ?? [])} />
    </>
  );
}

function OnCallOf({ policies }: { policies: readonly EscalationPolicy[] }) {
  const query = useQuery(oncallsOf({ escalation_policy_ids: policies.map(({ id }) => id) }));
  if (query.isPending) return <Waiting />;
  if (query.data === undefined) return <ErrorBox error={query.error} again={() => query.refetch()} />;
  return (
    <>
      <ErrorBox error={query.error} again={() => query.refetch()} />
      <Groups of={ofPolicies(policies, query.data)} />
    </>
  );
}

function Groups({ of }: { of: readonly PolicyOnCall[] }) {
  return of.map((group) => (
    <Part key={group.policy.id} title={group.policy.summary ?? group.policy.id} flush>
      {group.levels.length === 0 && <Empty title="No levels: nobody would be paged" />}
      <ol className={styles.levels}>
        {group.levels.map((one) => (
          <li key={one.level}>
            <span className={styles.level}>Level {one.level}</span>
            {one.people.length === 0 ? <Nobody of={one} /> : <People of={one} />}
          </li>
        ))}
      </ol>
    </Part>
  ));
}

function Nobody({ of }: { of: Level }) {
  return (
    <span className={`prose ${styles.how}`}>
      <strong>Nobody</strong> now
      {of.targets.length > 0 && (
        <>
          {' '}
          in <RefLinks of={of.targets} />
        </>
      )}
      , so it is passed over
    </span>
  );
}

function People({ of }: { of: Level }) {
  return (
    <ul>
      {of.people.map((one) => (
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
  );
}
