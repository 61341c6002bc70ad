import { Button, Group, Select, Stack, Tabs, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { MailSwitch } from '../../ground/MailSwitch';
import { sentence } from '../../ground/Marks';
import { CopyIcon, Empty, Part, Snippet } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { aboutQuery } from '../../ground/session';
import type { Integration, Ref, Service } from '../../ground/wire';
import { hookQuery } from './hook';
import styles from './Integrations.module.css';
import { snippets } from './snippets';
import { TestEvent } from './TestEvent';
import { WebhookIn } from './WebhookIn';

const kinds = [
  { value: 'events_api_v2_inbound_integration', label: 'Events API v2 (most tools)' },
  { value: 'generic_events_api_inbound_integration', label: 'Events API v1 (old tools)' },
  { value: 'alertmanager_inbound_integration', label: 'Alertmanager webhook, or Prometheus itself' },
  { value: 'webhook_inbound_integration', label: 'Webhook: any tool that can post JSON' },
  { value: 'generic_email_inbound_integration', label: 'E-mail: tools that can only send mail' },
];

const mails = {
  on_new_email: 'A mail to this address opens an alert; each mail is one of its own.',
  on_new_email_subject:
    'A mail to this address opens an alert; mails with the same subject are the same alert.',
  only_if_no_open_incidents:
    'A mail to this address opens an alert; further mails join it for as long as it is open.',
};

function kindWord(type: string): string {
  const plain = type.replace(/_reference$/, '');
  return (
    kinds.find(({ value }) => value === plain)?.label ?? sentence(plain.replace(/_inbound_integration$/, ''))
  );
}

export function Integrations({ service, manage }: { service: Service; manage: boolean }) {
  const [making, setMaking] = useState(false);
  const integrations = service.integrations ?? [];
  return (
    <Part
      title="Integrations"
      lead="Where monitoring tools send their events. Whoever has the key can open incidents here."
      actions={
        manage && (
          <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setMaking(true)}>
            Add integration
          </Button>
        )
      }
      flush={integrations.length > 0}
    >
      {integrations.length === 0 && (
        <Empty
          title="No integration yet"
          action={manage ? <Button onClick={() => setMaking(true)}>Add integration</Button> : undefined}
        >
          Add one to get the key that your monitoring tool asks for.
        </Empty>
      )}
      {integrations.map((one) => (
        <One key={one.id} service={service} given={one} manage={manage} alone={integrations.length === 1} />
      ))}
      {making && <Add service={service} close={() => setMaking(false)} />}
    </Part>
  );
}

function One(props: { service: Service; given: Ref | Integration; manage: boolean; alone: boolean }) {
  const { service, given } = props;
  // Lists may carry references only, and a reference has no key.
  const complete = 'integration_key' in given || 'integration_email' in given;
  const [open, setOpen] = useState(props.alone);
  const query = useQuery({
    queryKey: ['services', service.id, 'integrations', given.id],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ integration: Integration }>(
          `/services/${service.id}/integrations/${given.id}`,
          undefined,
          signal,
        )
      ).integration,
    enabled: !complete,
  });
  const integration: Integration | undefined = complete ? (given as Integration) : query.data;
  const about = useQuery(aboutQuery);
  const hook = useQuery(hookQuery(service.id, given.id));
  // Who asks for a proof takes nothing without one, by no door: the other set-ups would be refused.
  // So would they be where nobody can say whether it asks for one.
  const proven =
    hook.data !== undefined &&
    (hook.data.signature.type !== 'none' || hook.data.unreadable?.includes('signature') === true);
  const remove = useAct({
    run: () => api.delete(`/services/${service.id}/integrations/${given.id}`),
    reload: [['services']],
    done: 'Integration removed',
    inDialog: true,
  });
  const key = integration?.integration_key ?? null;
  const name = integration?.name ?? given.summary ?? given.id;
  const base = (about.data?.web_base ?? globalThis.location.origin).replace(/\/+$/, '');
  const known = key !== null && hook.data !== undefined;
  const ready = !known || proven ? [] : snippets(base, key);
  return (
    <div className={styles.one}>
      <div className={styles.head}>
        <div>
          <Text fw={600}>{name}</Text>
          <Text size="sm" c="dimmed">
            {kindWord(given.type)}
            {integration?.vendor?.summary !== undefined && ` · ${integration.vendor?.summary}`}
          </Text>
        </div>
        <Group gap="xs">
          {key !== null && (
            <Button size="xs" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? 'Hide set-up' : 'Show set-up'}
              <span className="sr"> of {name}</span>
            </Button>
          )}
          {props.manage && (
            <SureButton label="Remove" title={`Remove ${name}?`} act={() => remove.mutateAsync(undefined)}>
              Events sent with its key are refused from then on. Its open incidents stay.
            </SureButton>
          )}
        </Group>
      </div>
      <ErrorBox error={query.error} again={() => query.refetch()} />
      <ErrorBox error={hook.error} again={() => hook.refetch()} />
      {key !== null && (
        <div className={styles.key}>
          <Text size="sm" c="dimmed">
            Integration key
          </Text>
          <code className={styles.code} data-testid="integration-key">
            {key}
          </code>
          <CopyIcon value={key} what="integration key" />
        </div>
      )}
      {integration?.integration_email != null && integration.mail_comes_in !== false && (
        <div className={styles.key}>
          <Text size="sm" c="dimmed">
            Address
          </Text>
          <code className={styles.code}>{integration.integration_email}</code>
          <CopyIcon value={integration.integration_email} what="address" />
        </div>
      )}
      {integration?.mail_comes_in === true && (
        <Text size="sm" c="dimmed">
          {mails[integration.email_incident_creation ?? 'on_new_email_subject']}
        </Text>
      )}
      {integration?.mail_comes_in === false && (
        <Text size="sm" c="orange">
          No mail comes in: the port for mails is closed, or an older integration has the same address.
          Whoever runs Muster opens the port with muster.mail-in.port.
        </Text>
      )}
      {integration?.drop_folder != null && (
        <div className={styles.key}>
          <Text size="sm" c="dimmed">
            Folder for files
          </Text>
          <code className={styles.code}>{integration.drop_folder}</code>
          <CopyIcon value={integration.drop_folder} what="folder" />
        </div>
      )}
      {integration !== undefined && (
        <MailSwitch
          serviceId={service.id}
          integrationId={integration.id}
          name={name}
          on={integration.mail_notifications !== false}
          disabled={!props.manage}
        />
      )}
      {known && (!proven || props.manage) && (
        <TestEvent service={service} integrationId={given.id} routingKey={proven ? null : key} />
      )}
      {proven && (
        <Text size="sm" c="dimmed">
          It asks for a signature or a secret: what comes without one is refused, by every door.
        </Text>
      )}
      {open && known && (
        <Tabs
          key={proven ? 'proven' : 'open'}
          defaultValue={
            proven
              ? 'webhook'
              : given.type.startsWith('alertmanager')
                ? 'alertmanager-webhook'
                : given.type.startsWith('webhook')
                  ? 'webhook'
                  : 'curl'
          }
          keepMounted={false}
        >
          <Tabs.List>
            {ready.map((one) => (
              <Tabs.Tab key={one.id} value={one.id}>
                {one.name}
              </Tabs.Tab>
            ))}
            <Tabs.Tab value="webhook">Any webhook</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="webhook" pt="sm">
            <WebhookIn serviceId={service.id} integrationId={given.id} manage={props.manage} />
          </Tabs.Panel>
          {ready.map((one) => (
            <Tabs.Panel key={one.id} value={one.id} pt="sm">
              <Stack gap="xs">
                <Text size="sm" c="dimmed">
                  {one.hint}
                </Text>
                <Snippet text={one.text} what={`${one.name} set-up`} />
              </Stack>
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </div>
  );
}

function Add({ service, close }: { service: Service; close: () => void }) {
  const [name, setName] = useState('');
  const [type, setType] = useState(kinds[0]?.value ?? '');
  const add = useAct({
    run: () =>
      api.post(`/services/${service.id}/integrations`, {
        integration: { type, name: name.trim() },
      }),
    reload: [['services']],
    done: 'Integration added',
    inDialog: true,
    after: close,
  });
  return (
    <Ask
      title={`Add an integration to ${service.name}`}
      opened
      close={close}
      by={add}
      label="Add integration"
      disabled={name.trim() === ''}
    >
      <TextInput
        label="Name"
        description="What sends the events, such as Prometheus or nightly jobs"
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label="Kind"
        data={kinds}
        value={type}
        allowDeselect={false}
        onChange={(value) => setType(value ?? kinds[0]?.value ?? '')}
      />
    </Ask>
  );
}
