import {
  Alert,
  Button,
  Checkbox,
  Group,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconKey, IconPlayerPause, IconPlus, IconSend } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { TextLink } from '../../ground/Go';
import { DeliveryMark, Mark, OnOff } from '../../ground/Marks';
import { CopyIcon, Empty, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import type { Delivery, Ref } from '../../ground/wire';
import styles from './Webhooks.module.css';
import { eventWord, filterOf, type Subscription, topics } from './webhooks';

const PAGE = 25;

/** Addresses that Muster tells of what happens to incidents. */
export function Webhooks() {
  const me = useMe();
  const manage = mayManage(me);
  const [editing, setEditing] = useState<Subscription | 'new' | null>(null);
  const [fresh, setFresh] = useState<Subscription | null>(null);
  const [offset, setOffset] = useState(0);
  const reload = [['webhook_subscriptions']];
  const query = useQuery({
    queryKey: ['webhook_subscriptions', offset],
    queryFn: ({ signal }) =>
      list<Subscription>(
        '/webhook_subscriptions',
        'webhook_subscriptions',
        { limit: PAGE, offset, total: true },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
  const test = useAct({
    run: (one: Subscription) => api.post(`/webhook_subscriptions/${one.id}/ping`, {}),
    reload: [['webhook_deliveries']],
    done: 'Test sent. The deliveries below show what became of it.',
    failed: 'The test was not sent',
  });
  const enable = useAct({
    run: (one: Subscription) => api.post(`/webhook_subscriptions/${one.id}/enable`, {}),
    reload,
    done: 'It is told again',
    failed: 'It stays off',
  });
  const remove = useAct({
    run: (one: Subscription) => api.delete(`/webhook_subscriptions/${one.id}`),
    reload,
    done: 'Webhook deleted',
    inDialog: true,
    after: (_, one) => setFresh((shown) => (shown?.id === one.id ? null : shown)),
  });
  return (
    <Page
      wide
      title="Webhooks"
      lead="Addresses that Muster tells of what happens to incidents, signed and tried again until they answer."
      actions={
        manage && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
            New webhook
          </Button>
        )
      }
    >
      {fresh?.delivery_method.secret !== undefined && (
        <Alert
          color="teal"
          icon={<IconKey />}
          title="The webhook was made. Copy its secret now."
          role="status"
        >
          <Text size="sm">
            Each message carries <code>X-PagerDuty-Signature: v1=…</code>, an HMAC-SHA256 of the body with
            this secret. It is shown only this once.
          </Text>
          <div className={styles.secret}>
            <code data-testid="webhook-secret">{fresh.delivery_method.secret}</code>
            <CopyIcon value={fresh.delivery_method.secret} what="secret" />
            <Button size="xs" variant="default" onClick={() => setFresh(null)}>
              I have it
            </Button>
          </div>
        </Alert>
      )}
      <Part title="Subscriptions" flush>
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data?.items.length === 0 && (
          <Empty
            title="Nobody is told yet"
            action={manage ? <Button onClick={() => setEditing('new')}>Make a webhook</Button> : undefined}
          >
            For ticket systems, chat bots, status pages and your own scripts.
          </Empty>
        )}
        {query.data !== undefined && query.data.items.length > 0 && (
          <Rows
            label="Webhooks"
            rows={query.data.items}
            keyOf={(one) => one.id}
            columns={[
              {
                name: 'Address',
                cell: (one) => (
                  <>
                    <strong>{one.description === '' ? one.delivery_method.url : one.description}</strong>
                    <Text size="sm" c="dimmed">
                      {one.description !== '' && `${one.delivery_method.url} · `}
                      {one.events.length} kinds of events
                    </Text>
                  </>
                ),
              },
              {
                name: 'Of',
                width: 150,
                cell: (one) =>
                  one.filter.type === 'account_reference' ? (
                    'Everything'
                  ) : (
                    <TextLink
                      to={`/${one.filter.type === 'service_reference' ? 'services' : 'teams'}/${one.filter.id}`}
                    >
                      one {one.filter.type === 'service_reference' ? 'service' : 'team'}
                    </TextLink>
                  ),
              },
              {
                name: 'State',
                width: 170,
                cell: (one) =>
                  one.active && one.delivery_method.temporarily_disabled ? (
                    <>
                      <Mark word="Resting" tone="orange" Icon={IconPlayerPause} />
                      <Text size="xs" c="dimmed">
                        It failed too often; again <When at={one.delivery_method.disabled_until} />
                      </Text>
                    </>
                  ) : (
                    <OnOff on={one.active} />
                  ),
              },
              { name: 'Made', width: 120, cell: (one) => <When at={one.created_at} /> },
              {
                name: 'Actions',
                quiet: true,
                width: 320,
                cell: (one) =>
                  manage && (
                    <Group gap="xs" justify="flex-end">
                      {(one.delivery_method.temporarily_disabled || !one.active) && (
                        <Button size="xs" variant="default" onClick={() => enable.mutate(one)}>
                          Switch on
                        </Button>
                      )}
                      <Button
                        size="xs"
                        variant="default"
                        leftSection={<IconSend size={14} />}
                        loading={test.isPending && test.variables?.id === one.id}
                        onClick={() => test.mutate(one)}
                      >
                        Test
                      </Button>
                      <Button size="xs" variant="default" onClick={() => setEditing(one)}>
                        Edit
                      </Button>
                      <SureButton
                        label="Delete"
                        title="Delete this webhook?"
                        act={() => remove.mutateAsync(one)}
                      >
                        {one.delivery_method.url} hears nothing more.
                      </SureButton>
                    </Group>
                  ),
              },
            ]}
          />
        )}
        {query.data !== undefined && (
          <Pager
            offset={offset}
            limit={PAGE}
            shown={query.data.items.length}
            more={query.data.more}
            total={query.data.total}
            go={setOffset}
          />
        )}
      </Part>
      <Deliveries urls={(query.data?.items ?? []).map((one) => one.delivery_method.url)} />
      {editing !== null && (
        <Form
          subscription={editing === 'new' ? undefined : editing}
          close={() => setEditing(null)}
          made={setFresh}
        />
      )}
    </Page>
  );
}

/** The latest messages to these addresses; the delivery log has all of them. */
function Deliveries({ urls }: { urls: readonly string[] }) {
  const query = useQuery({
    queryKey: ['webhook_deliveries'],
    queryFn: ({ signal }) => list<Delivery>('/deliveries', 'deliveries', { limit: 100 }, signal),
    refetchInterval: 10_000,
  });
  const shown = (query.data?.items ?? [])
    .filter((one) => one.channel.startsWith('webhook') || urls.includes(one.address ?? ''))
    .slice(0, 15);
  return (
    <Part
      title="Latest deliveries"
      lead={
        <span className="prose">
          Among the last hundred messages; the <TextLink to="/deliveries">delivery log</TextLink> has all
        </span>
      }
      flush
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data !== undefined && shown.length === 0 && <Empty title="Nothing was sent lately" />}
      {shown.length > 0 && (
        <Rows
          label="Latest deliveries"
          rows={shown}
          keyOf={(one) => one.id}
          columns={[
            {
              name: 'To',
              cell: (one) => (
                <>
                  {one.address}
                  <Text size="sm" c="dimmed">
                    {one.last_word}
                  </Text>
                </>
              ),
            },
            { name: 'State', width: 150, cell: (one) => <DeliveryMark state={one.state} /> },
            { name: 'Attempts', width: 95, right: true, cell: (one) => one.attempts },
            { name: 'Queued', width: 120, cell: (one) => <When at={one.created_at} /> },
          ]}
        />
      )}
    </Part>
  );
}

function Form(props: { subscription?: Subscription; close: () => void; made: (one: Subscription) => void }) {
  const { subscription } = props;
  const [url, setUrl] = useState(subscription?.delivery_method.url ?? '');
  const [description, setDescription] = useState(subscription?.description ?? '');
  const [events, setEvents] = useState<string[]>(
    subscription?.events ?? ['incident.triggered', 'incident.acknowledged', 'incident.resolved'],
  );
  const [of, setOf] = useState<'account' | 'service' | 'team'>('account');
  const [whose, setWhose] = useState<Ref | null>(null);
  const [headers, setHeaders] = useState('');
  const [active, setActive] = useState(subscription?.active ?? true);
  const filter = filterOf(of, whose);
  const save = useAct({
    run: async (): Promise<Subscription> => {
      if (subscription !== undefined) {
        return (
          await api.put<{ webhook_subscription: Subscription }>(`/webhook_subscriptions/${subscription.id}`, {
            webhook_subscription: { description: description.trim(), events, active },
          })
        ).webhook_subscription;
      }
      return (
        await api.post<{ webhook_subscription: Subscription }>('/webhook_subscriptions', {
          webhook_subscription: {
            type: 'webhook_subscription',
            description: description.trim(),
            events,
            filter,
            active,
            delivery_method: {
              type: 'http_delivery_method',
              url: url.trim(),
              custom_headers: headers
                .split('\n')
                .map((line) => line.split(/:(.*)/s))
                .filter(([name]) => (name ?? '').trim() !== '')
                .map(([name = '', value = '']) => ({ name: name.trim(), value: value.trim() })),
            },
          },
        })
      ).webhook_subscription;
    },
    reload: [['webhook_subscriptions']],
    done: () => (subscription === undefined ? null : 'Webhook saved'),
    inDialog: true,
    after: (one) => {
      if (subscription === undefined) props.made(one);
      props.close();
    },
  });
  return (
    <Ask
      title={subscription === undefined ? 'New webhook' : 'Edit the webhook'}
      opened
      close={props.close}
      size="lg"
      by={save}
      label="Save"
      disabled={url.trim() === '' || events.length === 0 || (subscription === undefined && filter === null)}
    >
      <TextInput
        label="Address"
        type="url"
        required
        data-autofocus
        placeholder="https://hooks.example.com/muster"
        disabled={subscription !== undefined}
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <TextInput
        label="What for"
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      {subscription === undefined && (
        <>
          <SegmentedControl
            aria-label="Whose incidents"
            data={[
              { value: 'account', label: 'All incidents' },
              { value: 'service', label: 'Of a service' },
              { value: 'team', label: 'Of a team' },
            ]}
            value={of}
            onChange={(value) => {
              setOf(value as typeof of);
              setWhose(null);
            }}
          />
          {of !== 'account' && (
            <PickOne
              kind={of === 'service' ? 'services' : 'teams'}
              label={of === 'service' ? 'Service' : 'Team'}
              required
              value={whose}
              onPick={setWhose}
            />
          )}
        </>
      )}
      <Checkbox.Group label="Tell it when an incident is" value={events} onChange={setEvents}>
        <div className={styles.topics}>
          {topics.map((topic) => (
            <Stack key={topic.name} gap={6}>
              <Text size="xs" c="dimmed">
                {topic.name}
              </Text>
              {topic.events.map((event) => (
                <Checkbox key={event} value={event} label={eventWord(event)} size="sm" />
              ))}
            </Stack>
          ))}
        </div>
      </Checkbox.Group>
      {subscription === undefined && (
        <Textarea
          label="Headers to send along"
          description="One a line: Name: value. They are not shown again."
          autosize
          minRows={1}
          classNames={{ input: 'mono' }}
          value={headers}
          onChange={(event) => setHeaders(event.currentTarget.value)}
        />
      )}
      <Switch
        label="It is told"
        checked={active}
        onChange={(event) => setActive(event.currentTarget.checked)}
      />
    </Ask>
  );
}
