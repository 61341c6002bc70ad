import { Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { ButtonLink, RefLinks, TextLink } from '../../ground/Go';
import { NamedList } from '../../ground/NamedList';
import { Empty, Page } from '../../ground/Page';
import type { Column } from '../../ground/Rows';
import { mayManage, useMe } from '../../ground/session';
import type { EscalationPolicy } from '../../ground/wire';

const columns: Column<EscalationPolicy>[] = [
  {
    name: 'Policy',
    cell: (policy) => (
      <>
        <TextLink to={`/escalation_policies/${policy.id}`} fw={600}>
          {policy.name}
        </TextLink>
        {policy.description !== null && policy.description !== '' && (
          <Text size="sm" c="dimmed" lineClamp={1}>
            {policy.description}
          </Text>
        )}
      </>
    ),
  },
  {
    name: 'First paged',
    width: 240,
    cell: (policy) => <RefLinks of={policy.escalation_rules[0]?.targets} />,
  },
  { name: 'Levels', width: 80, right: true, cell: (policy) => policy.escalation_rules.length },
  {
    name: 'Services',
    width: 230,
    cell: (policy) => {
      const services = policy.services ?? [];
      return services.length > 3 ? `${services.length} services` : <RefLinks of={services} none="None" />;
    },
  },
  { name: 'Team', width: 140, cell: (policy) => <RefLinks of={policy.teams} /> },
];

export function Policies() {
  const me = useMe();
  const make = (
    <ButtonLink to="/escalation_policies/new" leftSection={<IconPlus size={16} />}>
      New policy
    </ButtonLink>
  );
  return (
    <Page
      wide
      title="Escalation policies"
      lead="Who is paged first, who next, and when."
      actions={mayManage(me) && make}
    >
      <NamedList<EscalationPolicy>
        kind="escalation_policies"
        path="/escalation_policies"
        what="escalation policies"
        columns={columns}
        empty={
          <Empty title="No escalation policies yet" action={mayManage(me) ? make : undefined}>
            A policy is a ladder: people or schedules on each level, and how long each has to answer.
          </Empty>
        }
      />
    </Page>
  );
}
