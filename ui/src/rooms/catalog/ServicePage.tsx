import { Alert, Button, Group, Text } from '@mantine/core';
import { IconPencil, IconUserQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { ButtonLink, RefLink, RefLinks, TextLink } from '../../ground/Go';
import { Linked } from '../../ground/Linked';
import { ServiceMark, StatusMark } from '../../ground/Marks';
import { Empty, Fact, Facts, Page, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import { inWords } from '../../ground/time';
import type { Incident, Service } from '../../ground/wire';
import { Integrations } from './Integrations';
import { Maintenance } from './Maintenance';
import type { Ownership } from './ownership';
import { ServiceForm } from './ServiceForm';
import { groupingInWords, urgencyInWords } from './service';

const recoveryWords = {
  resolve: 'Resolve',
  watch: 'Keep watching, then resolve',
  verify: 'Keep watching, and resolve only when its journeys and objectives are green',
} as const;

/** What is missing for somebody to fully answer for the service; nothing when all is there. */
function OwnershipGaps({ serviceId, mend }: { serviceId: string; mend: (() => void) | null }) {
  const query = useQuery({
    queryKey: ['ownership', 'service', serviceId],
    queryFn: ({ signal }) => api.get<Ownership>('/standards/ownership', { service_ids: [serviceId] }, signal),
  });
  const standing = query.data?.services[0];
  if (standing === undefined) return null;
  return (
    <Alert color="yellow" icon={<IconUserQuestion />} title="Who answers for it is not complete" role="note">
      <Text size="sm">{standing.violations.map(({ message }) => message).join(' ')}</Text>
      {standing.ask !== null && standing.ask.users.length > 0 && (
        <Text size="sm">
          Ask <RefLinks of={standing.ask.users} />. {standing.ask.why}
        </Text>
      )}
      <Group gap="xs" mt="xs">
        {mend !== null && (
          <Button size="xs" variant="default" onClick={mend}>
            Mend it
          </Button>
        )}
        <ButtonLink size="xs" variant="subtle" to="/ownership">
          All gaps
        </ButtonLink>
      </Group>
    </Alert>
  );
}

export function ServicePage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const me = useMe();
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const query = useQuery({
    queryKey: ['services', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ service: Service }>(`/services/${id}`, { include: ['integrations'] }, signal)).service,
  });
  const manage = mayManage(me, query.data?.teams);
  const remove = useAct({
    run: () => api.delete(`/services/${id}`),
    reload: [
      ['services', 'list'],
      ['services', 'pick'],
    ],
    done: 'Service deleted',
    inDialog: true,
    after: () => navigate({ to: '/services' as never }),
  });
  const enable = useAct({
    run: (status: 'active' | 'disabled') =>
      api.put(`/services/${id}`, { service: { type: 'service', status } }),
    reload: [['services']],
    done: (_, status) => (status === 'active' ? 'Service enabled' : 'Service disabled'),
    inDialog: true,
  });
  const service = query.data;
  if (service === undefined) {
    return query.isPending ? (
      <Waiting />
    ) : (
      <Page title="Service">
        <ErrorBox error={query.error} again={() => query.refetch()} />
      </Page>
    );
  }
  const runbook = service.runbook ?? null;
  const timeout = (seconds: number | null) =>
    seconds === null || seconds === 0 ? 'Off' : `After ${inWords(seconds)}`;
  return (
    <Page
      title={service.name}
      lead={
        <>
          <TextLink to="/services">Services</TextLink>
          {service.description !== null && <> · {service.description}</>}
        </>
      }
      actions={
        <>
          <ButtonLink variant="default" to={`/event_rules/services/${service.id}`}>
            Event rules
          </ButtonLink>
          {manage && (
            <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
              Edit service
            </Button>
          )}
        </>
      }
    >
      <div>
        <ServiceMark status={service.status} />
      </div>
      <OwnershipGaps serviceId={service.id} mend={manage ? () => setEditing(true) : null} />
      <Part
        title="Runbook"
        lead="What to do when it breaks. It is in each page and on each incident of this service."
        actions={
          manage && (
            <Button size="xs" variant="default" onClick={() => setEditing(true)}>
              {runbook === null ? 'Write one' : 'Change it'}
            </Button>
          )
        }
      >
        <Text size="sm" c={runbook === null ? 'dimmed' : undefined}>
          {runbook === null ? 'Nobody has written down what to do.' : <Linked text={runbook} />}
        </Text>
      </Part>
      <Part title="How it behaves">
        <Facts>
          <Fact name="Escalation policy">
            <RefLink of={service.escalation_policy} />
          </Fact>
          <Fact name="Owning team">
            <RefLinks of={service.teams} />
          </Fact>
          <Fact name="Contact">{service.contact ?? '–'}</Fact>
          <Fact name="Page again when only acknowledged">{timeout(service.acknowledgement_timeout)}</Fact>
          <Fact name="Resolve by itself">{timeout(service.auto_resolve_timeout)}</Fact>
          <Fact name="When all alerts have cleared">{recoveryWords[service.recovery_mode ?? 'resolve']}</Fact>
          <Fact name="Urgency">{urgencyInWords(service)}</Fact>
          <Fact name="Grouping">{groupingInWords(service)}</Fact>
        </Facts>
      </Part>
      <Integrations service={service} manage={manage} />
      <Recent service={service} />
      <Maintenance service={service} manage={manage} />
      {manage && (
        <Part title="Out of service">
          <Group justify="space-between" gap="sm">
            <Text size="sm" c="dimmed">
              A disabled service takes events but opens no incidents.
            </Text>
            <Group gap="xs">
              {service.status === 'disabled' ? (
                <Button
                  size="xs"
                  variant="default"
                  loading={enable.isPending}
                  onClick={() => enable.mutate('active')}
                >
                  Enable
                </Button>
              ) : (
                <SureButton
                  label="Disable"
                  title={`Disable ${service.name}?`}
                  act={() => enable.mutateAsync('disabled')}
                >
                  Nobody is paged for this service until it is enabled again.
                </SureButton>
              )}
              <SureButton
                label="Delete"
                title={`Delete ${service.name}?`}
                act={() => remove.mutateAsync(undefined)}
              >
                Its integrations stop working at once. This cannot be undone.
              </SureButton>
            </Group>
          </Group>
          <ErrorBox error={enable.error} />
        </Part>
      )}
      {editing && <ServiceForm service={service} close={() => setEditing(false)} />}
    </Page>
  );
}

function Recent({ service }: { service: Service }) {
  const query = useQuery({
    queryKey: ['incidents', 'of-service', service.id],
    queryFn: ({ signal }) =>
      list<Incident>(
        '/incidents',
        'incidents',
        { service_ids: [service.id], limit: 5, sort_by: 'created_at:desc' },
        signal,
      ),
  });
  return (
    <Part
      title="Recent incidents"
      flush
      actions={
        <ButtonLink
          size="xs"
          variant="default"
          to={`/incidents?status=all&service=${encodeURIComponent(`${service.id}~${service.name}`)}`}
        >
          All of them
        </ButtonLink>
      }
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && <Empty title="None in the last month" />}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Rows
          label="Recent incidents"
          rows={query.data.items}
          keyOf={(incident) => incident.id}
          columns={[
            {
              name: 'Incident',
              cell: (incident) => (
                <TextLink to={`/incidents/${incident.id}`}>
                  #{incident.incident_number} {incident.title}
                </TextLink>
              ),
            },
            { name: 'Status', width: 150, cell: (incident) => <StatusMark status={incident.status} /> },
            { name: 'Created', width: 140, cell: (incident) => <When at={incident.created_at} /> },
          ]}
        />
      )}
    </Part>
  );
}
