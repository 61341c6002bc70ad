import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { RefLinks, TextLink } from '../../ground/Go';
import { Empty, Fact, Facts, Page, Part, Waiting } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import type { EscalationPolicy } from '../../ground/wire';
import { PolicyEditor } from './PolicyEditor';
import styles from './PolicyPage.module.css';
import { PolicyWords } from './PolicyWords';
import { draftOfPolicy, strategyOf } from './policy';

export function PolicyPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const me = useMe();
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const query = useQuery({
    queryKey: ['escalation_policies', id],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ escalation_policy: EscalationPolicy }>(
          `/escalation_policies/${id}`,
          undefined,
          signal,
        )
      ).escalation_policy,
    enabled: id !== 'new',
  });
  const remove = useAct({
    run: () => api.delete(`/escalation_policies/${id}`),
    reload: [
      ['escalation_policies', 'list'],
      ['escalation_policies', 'pick'],
    ],
    done: 'Policy deleted',
    inDialog: true,
    after: () => navigate({ to: '/escalation_policies' as never }),
  });
  if (id === 'new') {
    return (
      <PolicyEditor
        close={() => navigate({ to: '/escalation_policies' as never })}
        saved={(policy) =>
          navigate({ to: '/escalation_policies/$id' as never, params: { id: policy.id } as never })
        }
      />
    );
  }
  const policy = query.data;
  if (policy === undefined) {
    return query.isPending ? (
      <Waiting />
    ) : (
      <Page title="Escalation policy">
        <ErrorBox error={query.error} again={() => query.refetch()} />
      </Page>
    );
  }
  if (editing) {
    return <PolicyEditor policy={policy} close={() => setEditing(false)} saved={() => setEditing(false)} />;
  }
  return (
    <Page
      title={policy.name}
      lead={
        <>
          <TextLink to="/escalation_policies">Escalation policies</TextLink>
          {policy.description !== null && policy.description !== '' && <> · {policy.description}</>}
        </>
      }
      actions={
        mayManage(me, policy.teams) && (
          <>
            <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
              Edit policy
            </Button>
            <SureButton
              label="Delete"
              title={`Delete ${policy.name}?`}
              size="sm"
              act={() => remove.mutateAsync(undefined)}
            >
              Refused while services use it.
            </SureButton>
          </>
        )
      }
    >
      <Part title="What happens">
        <PolicyWords draft={draftOfPolicy(policy)} />
      </Part>
      <Part title="Levels" flush>
        {policy.escalation_rules.length === 0 && <Empty title="No levels: nobody would be paged" />}
        <ol className={styles.levels}>
          {policy.escalation_rules.map((rule, index) => (
            <li key={rule.id ?? index}>
              <span className={styles.level}>Level {index + 1}</span>
              <span>
                <RefLinks of={rule.targets} none="Nobody" />
                {strategyOf(rule) === 'round_robin' && ' (round robin)'}
              </span>
              <span className={styles.delay}>{rule.escalation_delay_in_minutes} min to answer</span>
            </li>
          ))}
        </ol>
      </Part>
      <Part title="Used by">
        <Facts>
          <Fact name="Services">
            <RefLinks of={policy.services} none="None" />
          </Fact>
          <Fact name="Team">
            <RefLinks of={policy.teams} none="None" />
          </Fact>
        </Facts>
      </Part>
    </Page>
  );
}
