import { Text } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { Linked } from '../../ground/Linked';
import { Part } from '../../ground/Page';
import type { Incident, Service } from '../../ground/wire';
import type { Cause } from './insight';

/** Longer ones are folded, so that they do not push away what Muster found. */
const FOLDED_FROM = 600;

const serviceQuery = (id: string) =>
  queryOptions({
    queryKey: ['services', id, 'runbook'],
    queryFn: async ({ signal }) =>
      (await api.get<{ service: Service }>(`/services/${id}`, undefined, signal)).service,
    staleTime: 60_000,
  });

function Words({ text }: { text: string }) {
  if (text.length <= FOLDED_FROM) {
    return (
      <Text size="sm">
        <Linked text={text} />
      </Text>
    );
  }
  return (
    <details>
      <summary>
        <Text span size="sm">
          {text.slice(0, 80).replace(/\s+/g, ' ')}… (all of it)
        </Text>
      </summary>
      <Text size="sm">
        <Linked text={text} />
      </Text>
    </details>
  );
}

/** What to do, as the owners of the incident's service wrote it; nothing when they did not. */
export function Runbook({ incident }: { incident: Incident }) {
  const service = useQuery(serviceQuery(incident.service.id)).data;
  if (service?.runbook === undefined || service.runbook === null) return null;
  return (
    <Part
      title="Runbook"
      lead={
        <>
          What to do when <RefLink of={incident.service} /> breaks
        </>
      }
    >
      <Words text={service.runbook} />
    </Part>
  );
}

/** What to do about a probable cause that another service than the incident's answers for. */
export function CauseRunbook({ cause, incident }: { cause: Pick<Cause, 'serviceId'>; incident: Incident }) {
  const id = cause.serviceId === incident.service.id ? null : cause.serviceId;
  const service = useQuery({ ...serviceQuery(id ?? ''), enabled: id !== null }).data;
  if (service?.runbook === undefined || service.runbook === null) return null;
  return (
    <div>
      <Text size="sm" fw={600}>
        Runbook of <RefLink of={{ ...service, type: 'service_reference' }} />
      </Text>
      <Words text={service.runbook} />
    </div>
  );
}
