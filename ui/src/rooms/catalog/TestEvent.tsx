import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { ButtonLink } from '../../ground/Go';
import { ErrorBox } from '../../ground/Say';
import type { Incident, Service } from '../../ground/wire';

interface Sent {
  status: string;
  message: string;
  /** Null when it became no event. */
  dedupKey: string | null;
  incident: Incident | null;
}

interface Props {
  service: Service;
  integrationId: string;
  /** Null where calls have to be proven: then the server makes the call, as it alone has the secret. */
  routingKey: string | null;
}

/** Sends one made-up event through the same door that monitoring tools use, then looks for what came of it. */
export function TestEvent({ service, integrationId, routingKey }: Props) {
  const send = useAct({
    run: async (): Promise<Sent> => {
      const dedupKey = `muster-test-${crypto.getRandomValues(new Uint32Array(1))[0]?.toString(16)}`;
      const why = 'Sent by the button “Send test event”. It is safe to resolve.';
      const summary = `Test event for ${service.name}`;
      const answer =
        routingKey === null
          ? await proven(service.id, integrationId, {
              title: summary,
              source: 'muster-ui',
              severity: 'critical',
              status: 'firing',
              alert_id: dedupKey,
              why,
            })
          : await api.post<Answer>('/v2/enqueue', {
              routing_key: routingKey,
              event_action: 'trigger',
              dedup_key: dedupKey,
              client: 'Muster',
              payload: { summary, source: 'muster-ui', severity: 'critical', custom_details: { why } },
            });
      const key = answer.dedup_key;
      return {
        status: answer.status,
        message: answer.message,
        dedupKey: key ?? null,
        incident: key === undefined ? null : await incidentOf(service.id, key),
      };
    },
    reload: [['incidents'], ['services']],
    inDialog: true,
  });
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconSend size={15} />}
          loading={send.isPending}
          onClick={() => send.mutate(undefined)}
        >
          Send test event
        </Button>
        <Text size="sm" c="dimmed">
          Opens a real incident and pages whoever is on call.
        </Text>
      </Group>
      <ErrorBox error={send.error} />
      {send.data !== undefined && (
        <Alert
          color={send.data.dedupKey === null ? 'yellow' : 'teal'}
          title={send.data.dedupKey === null ? 'It became no event' : 'Accepted'}
          role="status"
        >
          <Text size="sm">
            {send.data.message} <Badge variant="default">{send.data.status}</Badge>{' '}
            <span className="mono">{send.data.dedupKey}</span>
          </Text>
          <Group mt="xs">
            {send.data.dedupKey === null ? (
              <Text size="sm">A body that your tool sends can be tried under Show set-up.</Text>
            ) : send.data.incident === null ? (
              <>
                <Text size="sm">
                  No incident yet: the service may be in maintenance or disabled, or the event joined an open
                  incident.
                </Text>
                <ButtonLink
                  size="xs"
                  variant="default"
                  to={`/incidents?service=${encodeURIComponent(`${service.id}~${service.name}`)}`}
                >
                  Incidents of this service
                </ButtonLink>
              </>
            ) : (
              <ButtonLink size="xs" to={`/incidents/${send.data.incident.id}`}>
                Open incident #{send.data.incident.incident_number}
              </ButtonLink>
            )}
          </Group>
        </Alert>
      )}
    </Stack>
  );
}

interface Answer {
  status: string;
  message: string;
  dedup_key?: string;
  errors?: string[];
}

async function proven(serviceId: string, integrationId: string, body: unknown): Promise<Answer> {
  const { test } = await api.post<{ test: { status: number; answer: Answer } }>(
    `/services/${serviceId}/integrations/${integrationId}/webhook/test`,
    { body },
  );
  const { answer } = test;
  const message = [answer.message, ...(answer.errors ?? [])].filter(Boolean).join(' ');
  return test.status === 202
    ? { ...answer, message }
    : { status: answer.status ?? String(test.status), message };
}

const LOOKS = 8;

/** The incident comes a moment after the event was accepted, so look a few times. */
async function incidentOf(serviceId: string, dedupKey: string): Promise<Incident | null> {
  for (let look = 0; look < LOOKS; look++) {
    await new Promise((resolve) => setTimeout(resolve, 250 * (look + 1)));
    const page = await list<Incident>('/incidents', 'incidents', {
      incident_key: dedupKey,
      service_ids: [serviceId],
      date_range: 'all',
      limit: 1,
    });
    const found = page.items[0];
    if (found !== undefined) return found;
  }
  return null;
}
