import { Alert, Button, List, Text } from '@mantine/core';
import { IconConfetti, IconPlus, IconUserQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../ground/api';
import { ButtonLink, RefLink, RefLinks, TextLink } from '../../ground/Go';
import { ServiceMark } from '../../ground/Marks';
import { NamedList } from '../../ground/NamedList';
import { Empty, Page, When } from '../../ground/Page';
import type { Column } from '../../ground/Rows';
import { mayManage, useMe } from '../../ground/session';
import type { Service } from '../../ground/wire';
import { FirstService } from './FirstService';
import { type Ownership, shortfall } from './ownership';
import { ServiceForm } from './ServiceForm';

const columns: Column<Service>[] = [
  {
    name: 'Service',
    cell: (service) => (
      <>
        <TextLink to={`/services/${service.id}`} fw={600}>
          {service.name}
        </TextLink>
        {service.description !== null && (
          <Text size="sm" c="dimmed" lineClamp={1}>
            {service.description}
          </Text>
        )}
      </>
    ),
  },
  { name: 'State', width: 210, cell: (service) => <ServiceMark status={service.status} /> },
  { name: 'Escalation policy', width: 220, cell: (service) => <RefLink of={service.escalation_policy} /> },
  { name: 'Teams', width: 150, cell: (service) => <RefLinks of={service.teams} /> },
  { name: 'Last incident', width: 130, cell: (service) => <When at={service.last_incident_timestamp} /> },
];

export function Services() {
  const me = useMe();
  const navigate = useNavigate();
  const { first } = useSearch({ strict: false }) as { first?: string };
  const [making, setMaking] = useState(false);
  const [starting, setStarting] = useState(false);
  const open = (service: Service) =>
    navigate({ to: '/services/$id' as never, params: { id: service.id } as never });
  return (
    <Page
      wide
      title="Services"
      lead="What you run. Each service has its own integrations, and an escalation policy that says who is paged."
      actions={
        <>
          <ButtonLink variant="default" to="/ownership">
            Ownership
          </ButtonLink>
          {mayManage(me) && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
              New service
            </Button>
          )}
        </>
      }
    >
      <Gaps />
      {first === '1' && <FirstSteps start={() => setStarting(true)} />}
      <NamedList<Service>
        kind="services"
        path="/services"
        what="services"
        columns={columns}
        empty={
          <Empty
            title="No services yet"
            action={
              mayManage(me) ? (
                <Button onClick={() => setStarting(true)}>Start with one service</Button>
              ) : undefined
            }
          >
            A service is anything that can break and has somebody to call: an API, a database, a job.
            Monitoring tools send their events to one of its integrations.
          </Empty>
        }
      />
      {making && <ServiceForm close={() => setMaking(false)} saved={open} />}
      {starting && me !== undefined && <FirstService me={me} close={() => setStarting(false)} saved={open} />}
    </Page>
  );
}

/** How many services have nobody who fully answers for them; nothing when all have. */
function Gaps() {
  const query = useQuery({
    queryKey: ['ownership', 'count'],
    queryFn: ({ signal }) => api.get<Ownership>('/standards/ownership', { limit: 1 }, signal),
  });
  const words = query.data === undefined ? null : shortfall(query.data);
  return words === null ? null : (
    <Alert color="yellow" icon={<IconUserQuestion />} role="note">
      {words}. <TextLink to="/ownership">See what is missing, and whom to ask</TextLink>
    </Alert>
  );
}

function FirstSteps({ start }: { start: () => void }) {
  return (
    <Alert
      icon={<IconConfetti />}
      color="cyan"
      title="Muster is yours. Two steps to the first page:"
      role="note"
    >
      <List type="ordered" size="sm">
        <List.Item>
          <Button size="compact-xs" variant="default" onClick={start}>
            Start with one service
          </Button>{' '}
          that you are paged for. Teams, <TextLink to="/escalation_policies">escalation policies</TextLink>{' '}
          and schedules can be made by themselves, too.
        </List.Item>
        <List.Item>Press “Send test event” on its page, and see what happens.</List.Item>
      </List>
    </Alert>
  );
}
