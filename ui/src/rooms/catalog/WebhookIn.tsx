import {
  Alert,
  Button,
  Collapse,
  Group,
  PasswordInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconKey, IconSend, IconTestPipe } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { Json } from '../../ground/Json';
import { Mark } from '../../ground/Marks';
import { CopyIcon, Empty, Pager, Snippet, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import {
  type Call,
  fields,
  type Hook,
  hookQuery,
  linesOf,
  type Signature,
  signedCurl,
  wordsFault,
  wordsOf,
} from './hook';
import styles from './Integrations.module.css';

const PAGE = 10;
const sampleBody = `{
  "title": "Disk 93 % full",
  "host": "db-17",
  "priority": "P2",
  "status": "firing",
  "alert_id": "disk-db-17"
}`;

/** Webhooks in: the address, the signature, what becomes of a body, a trial, and what came so far. */
export function WebhookIn(props: { serviceId: string; integrationId: string; manage: boolean }) {
  const path = `/services/${props.serviceId}/integrations/${props.integrationId}/webhook`;
  const options = hookQuery(props.serviceId, props.integrationId);
  const key = options.queryKey;
  const query = useQuery(options);
  const [secret, setSecret] = useState<string | null>(null);
  if (query.data === undefined) {
    return query.isPending ? <Waiting /> : <ErrorBox error={query.error} again={() => query.refetch()} />;
  }
  const shared = { hook: query.data, path, reload: key, manage: props.manage, made: setSecret };
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        Any tool that can post JSON, or a form, may speak here. Common names such as title, host, priority and
        status are understood as they are; anything else is described below.
      </Text>
      <div className={styles.key}>
        <Text size="sm" c="dimmed">
          Address
        </Text>
        <code className={styles.code} data-testid="webhook-address">
          {query.data.url}
        </code>
        <CopyIcon value={query.data.url} what="address" />
      </div>
      {secret !== null && (
        <Alert color="teal" icon={<IconKey />} title="Copy the secret now" role="status">
          <Text size="sm">Enter it where the tool asks for it. It is shown only this once.</Text>
          <Group gap="xs" mt="xs">
            <code className={styles.code} data-testid="inbound-secret">
              {secret}
            </code>
            <CopyIcon value={secret} what="secret" />
            <Button size="xs" variant="default" onClick={() => setSecret(null)}>
              I have it
            </Button>
          </Group>
        </Alert>
      )}
      {query.data.unreadable !== undefined && query.data.unreadable.length > 0 && (
        <Alert color="red" icon={<IconKey />} title="Part of the set-up cannot be read any more" role="alert">
          <Text size="sm">
            {query.data.unreadable.map((part) => part.replaceAll('_', ' ')).join(', ')}: give it anew below.
            Until then calls that it decides about are refused.
          </Text>
        </Alert>
      )}
      <SignatureForm key={`s${props.integrationId}`} {...shared} />
      <MappingForm key={`m${props.integrationId}`} {...shared} />
      <Calls path={path} reload={key} />
    </Stack>
  );
}

interface Shared {
  hook: Hook;
  path: string;
  reload: readonly unknown[];
  manage: boolean;
  made: (secret: string | null) => void;
}

const presets: { label: string; signature: Signature }[] = [
  {
    label: 'GitHub, and most others',
    signature: sig('hmac_sha256', 'X-Hub-Signature-256', 'sha256='),
  },
  { label: 'Another Muster', signature: sig('hmac_sha256', 'X-PagerDuty-Signature', 'v1=') },
  { label: 'GitLab', signature: sig('token', 'X-Gitlab-Token', '') },
];

function sig(type: Signature['type'], header: string | null, prefix: string): Signature {
  return { type, header, prefix, encoding: 'hex', timestamp_header: null };
}

function SignatureForm({ hook, path, reload, manage, made }: Shared) {
  const [signature, setSignature] = useState<Signature>(hook.signature);
  const [own, setOwn] = useState('');
  // What it was cannot be read, so nothing is chosen until somebody chooses.
  const lost = hook.unreadable?.includes('signature') === true;
  const [chosen, setChosen] = useState(false);
  const open = lost && !chosen;
  const set = (change: Partial<Signature>) => setSignature({ ...signature, ...change });
  const save = useAct({
    run: () =>
      api.put<{ webhook: Hook }>(path, {
        webhook: {
          signature:
            signature.type === 'none'
              ? { type: 'none' }
              : { ...signature, timestamp_header: signature.timestamp_header ?? '' },
          ...(own === '' ? {} : { secret: own }),
        },
      }),
    reload: [reload],
    done: 'Signature saved',
    inDialog: true,
    after: ({ webhook }) => {
      made(webhook.secret);
      setSignature(webhook.signature);
      setOwn('');
    },
  });
  const renew = useAct({
    run: () => api.post<{ webhook: Hook }>(`${path}/secret`, {}),
    reload: [reload],
    done: 'New secret made',
    inDialog: true,
    after: ({ webhook }) => made(webhook.secret),
  });
  const revoke = useAct({
    run: () => api.put(path, { webhook: { revoke_previous: true } }),
    reload: [reload],
    done: 'The secret before ended',
    inDialog: true,
  });
  const signed = signature.type !== 'none';
  return (
    <Stack gap="xs" role="group" aria-label="Signature">
      <Text fw={600} size="sm">
        How the tool proves that a call is its own
      </Text>
      <SegmentedControl
        aria-label="Proof"
        className={styles.scroll}
        data={[
          { value: 'none', label: 'Not at all' },
          { value: 'hmac_sha256', label: 'Signed body' },
          { value: 'token', label: 'Secret in a header' },
        ]}
        value={open ? '' : signature.type}
        disabled={!manage}
        onChange={(type) => {
          setChosen(true);
          setSignature(
            type === 'none'
              ? sig('none', null, '')
              : type === 'token'
                ? sig('token', 'X-Token', '')
                : sig('hmac_sha256', 'X-Signature-256', 'sha256='),
          );
        }}
      />
      {open && (
        <Text size="sm" c="dimmed">
          Nothing is taken until this is chosen again.
        </Text>
      )}
      {!signed && !open && (
        <Text size="sm" c="dimmed">
          Whoever knows the address may call it.
        </Text>
      )}
      {signed && (
        <Text size="sm" c="dimmed">
          Nothing else is taken with this integration's key then: what sends events, changes or metrics with
          it needs an integration of its own.
        </Text>
      )}
      {signed && manage && (
        <>
          <Group gap="sm" align="flex-end">
            <Select
              label="As it is done by"
              placeholder="Choose, or enter below"
              data={presets.map(({ label }) => label)}
              value={null}
              onChange={(label) => {
                const preset = presets.find((one) => one.label === label);
                if (preset !== undefined) setSignature(preset.signature);
              }}
            />
            <TextInput
              label="Header"
              value={signature.header ?? ''}
              onChange={(event) => set({ header: event.currentTarget.value })}
            />
            <TextInput
              label="Before the value"
              value={signature.prefix}
              onChange={(event) => set({ prefix: event.currentTarget.value })}
              w={130}
            />
          </Group>
          {signature.type === 'hmac_sha256' && (
            <Group gap="sm" align="flex-end">
              <Select
                label="Written in"
                data={[
                  { value: 'hex', label: 'Hexadecimal digits' },
                  { value: 'base64', label: 'Base64' },
                ]}
                value={signature.encoding}
                allowDeselect={false}
                onChange={(value) => set({ encoding: value === 'base64' ? 'base64' : 'hex' })}
              />
              <TextInput
                label="Header with the time"
                description="Only when time, a dot and the body are signed"
                value={signature.timestamp_header ?? ''}
                onChange={(event) =>
                  set({
                    timestamp_header: event.currentTarget.value === '' ? null : event.currentTarget.value,
                  })
                }
              />
            </Group>
          )}
          <PasswordInput
            label={hook.secret_set ? 'Another secret' : 'Secret'}
            description={
              hook.secret_set
                ? 'Only when the tool insists on one of its own. It takes the place of the one in use at once'
                : 'Leave it empty to have one made, unless the tool insists on one of its own'
            }
            autoComplete="new-password"
            value={own}
            onChange={(event) => setOwn(event.currentTarget.value)}
          />
        </>
      )}
      <ErrorBox error={save.error} />
      {manage && (
        <Group gap="xs">
          <Button size="xs" loading={save.isPending} disabled={open} onClick={() => save.mutate(undefined)}>
            Save the signature
          </Button>
          {(hook.secret_set || hook.unreadable?.includes('secret') === true) && (
            <SureButton
              label="Make a new secret"
              title="Make a new secret?"
              act={() => renew.mutateAsync(undefined)}
            >
              The one in use stays good for another day, so that the tool can be changed in peace. When it may
              be in wrong hands, end it afterwards.
            </SureButton>
          )}
        </Group>
      )}
      {hook.previous_secret_until !== null && (
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            The secret before is good until <When at={hook.previous_secret_until} as="short" />.
          </Text>
          {manage && (
            <SureButton
              label="End it now"
              title="End the secret before?"
              act={() => revoke.mutateAsync(undefined)}
            >
              Calls that are proven with it are turned away at once. Do so when it may be in wrong hands, or
              when the tool has the new one.
            </SureButton>
          )}
        </Group>
      )}
      {!lost && (
        <>
          <Text size="sm" c="dimmed">
            From a shell:
          </Text>
          <Snippet text={signedCurl(hook.url, hook.signature)} what="signed call" />
        </>
      )}
    </Stack>
  );
}

interface Trial {
  outcome: string;
  words: string;
  event: unknown;
}

interface Test {
  status: number;
  answer: { message?: string; errors?: string[] };
}

function MappingForm({ hook, path, reload, manage }: Shared) {
  const [mapping, setMapping] = useState<Record<string, string>>(hook.mapping);
  const [severities, setSeverities] = useState(linesOf(hook.severity_words));
  const [actions, setActions] = useState(linesOf(hook.action_words));
  const [described, setDescribed] = useState(Object.keys(hook.mapping).length > 0);
  const [sample, setSample] = useState(sampleBody);
  const body = parsed(sample);
  const settings = { mapping, severity_words: wordsOf(severities), action_words: wordsOf(actions) };
  const attempt = useAct({
    run: async () => (await api.post<{ trial: Trial }>(`${path}/trial`, { body, ...settings })).trial,
    reload: [],
    inDialog: true,
  });
  const send = useAct({
    run: async () => (await api.post<{ test: Test }>(`${path}/test`, { body })).test,
    reload: [['incidents']],
    inDialog: true,
  });
  const save = useAct({
    run: () => api.put<{ webhook: Hook }>(path, { webhook: settings }),
    reload: [reload],
    done: 'Mapping saved',
    inDialog: true,
    after: ({ webhook }) => {
      setMapping(webhook.mapping);
      setSeverities(linesOf(webhook.severity_words));
      setActions(linesOf(webhook.action_words));
    },
  });
  const severityFault = wordsFault(severities);
  const actionFault = wordsFault(actions);
  const faulty = severityFault !== null || actionFault !== null;
  return (
    <Stack gap="xs" role="group" aria-label="Mapping">
      <Group justify="space-between" gap="xs">
        <Text fw={600} size="sm">
          What becomes of a body
        </Text>
        <Button
          size="compact-xs"
          variant="subtle"
          aria-expanded={described || faulty}
          disabled={faulty}
          onClick={() => setDescribed(!described)}
        >
          {described ? 'Hide the fields' : 'Describe the fields'}
        </Button>
      </Group>
      <Collapse expanded={described || faulty}>
        <Stack gap="xs">
          <Text size="sm" c="dimmed">
            Texts with places, such as <code>{'{{raw_event.check.name}} on {{raw_event.host}}'}</code>. An
            empty field is looked for under its common names.
          </Text>
          <div className={styles.fields}>
            {fields.map(({ name, label, hint }) => (
              <TextInput
                key={name}
                label={label}
                description={hint}
                disabled={!manage}
                classNames={{ input: 'mono' }}
                value={mapping[name] ?? ''}
                onChange={(event) => setMapping({ ...mapping, [name]: event.currentTarget.value })}
              />
            ))}
            <Textarea
              label="Words for severities"
              description="One a line: S1 = critical"
              autosize
              disabled={!manage}
              classNames={{ input: 'mono' }}
              error={severityFault}
              value={severities}
              onChange={(event) => setSeverities(event.currentTarget.value)}
            />
            <Textarea
              label="Words for the status"
              description="One a line: green = resolve. Others: trigger, acknowledge, ignore"
              autosize
              disabled={!manage}
              classNames={{ input: 'mono' }}
              error={actionFault}
              value={actions}
              onChange={(event) => setActions(event.currentTarget.value)}
            />
          </div>
          <ErrorBox error={save.error} />
          {manage && (
            <div>
              <Button
                size="xs"
                disabled={faulty}
                loading={save.isPending}
                onClick={() => save.mutate(undefined)}
              >
                Save the mapping
              </Button>
            </div>
          )}
        </Stack>
      </Collapse>
      <Textarea
        label="A body to try"
        description="Paste one that your tool sends"
        autosize
        minRows={3}
        maxRows={14}
        classNames={{ input: 'mono' }}
        error={body === undefined ? 'This is not JSON' : undefined}
        value={sample}
        onChange={(event) => setSample(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTestPipe size={15} />}
          disabled={body === undefined || faulty}
          loading={attempt.isPending}
          onClick={() => attempt.mutate(undefined)}
        >
          Show what it becomes
        </Button>
        {manage && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconSend size={15} />}
            disabled={body === undefined}
            loading={send.isPending}
            onClick={() => send.mutate(undefined)}
          >
            Send it through the door
          </Button>
        )}
        <Text size="sm" c="dimmed">
          Sending is signed, uses what is saved, and opens a real incident.
        </Text>
      </Group>
      <ErrorBox error={attempt.error} />
      {attempt.data !== undefined && (
        <Alert color={attempt.data.outcome === 'event' ? 'teal' : 'yellow'} role="status">
          <Text size="sm">{attempt.data.words}</Text>
          {attempt.data.event !== null && <Json value={attempt.data.event} />}
        </Alert>
      )}
      <ErrorBox error={send.error} />
      {send.data !== undefined && (
        <Alert color={send.data.status < 300 ? 'teal' : 'red'} role="status">
          <Text size="sm">
            Answered {send.data.status}: {send.data.answer.message}{' '}
            {(send.data.answer.errors ?? []).join('; ')}
          </Text>
        </Alert>
      )}
    </Stack>
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const outcomes: Record<string, { word: string; tone: 'green' | 'red' | 'yellow' | 'grey' }> = {
  accepted: { word: 'Accepted', tone: 'green' },
  ignored: { word: 'Ignored', tone: 'grey' },
  unproven: { word: 'Not proven', tone: 'red' },
  unreadable: { word: 'Not understood', tone: 'yellow' },
  refused: { word: 'Refused', tone: 'red' },
};

function Calls({ path, reload }: { path: string; reload: readonly unknown[] }) {
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: [...reload, 'calls', offset],
    queryFn: ({ signal }) =>
      list<Call>(`${path}/calls`, 'calls', { limit: PAGE, offset, total: true }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
  });
  return (
    <Stack gap="xs" role="group" aria-label="Calls">
      <Text fw={600} size="sm">
        What came so far
      </Text>
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && (
        <Empty title="Nothing came yet">
          Calls appear here within seconds, also those that are turned away.
        </Empty>
      )}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Rows
          label="Calls"
          rows={query.data.items}
          keyOf={(call) => call.id}
          columns={[
            { name: 'When', width: 120, cell: (call) => <When at={call.at} /> },
            {
              name: 'Outcome',
              width: 140,
              cell: (call) => {
                const known = outcomes[call.outcome] ?? { word: call.outcome, tone: 'grey' as const };
                return <Mark word={known.word} tone={known.tone} Icon={IconSend} />;
              },
            },
            {
              name: 'What became of it',
              cell: (call) => (
                <>
                  {call.summary ?? call.words}{' '}
                  <Text span size="sm" c="dimmed">
                    {call.status}
                    {call.summary !== null && `, ${call.words}`}
                    {call.dedup_key !== null && `, ${call.event_action} of ${call.dedup_key}`}
                  </Text>
                  <details>
                    <summary>Body</summary>
                    <pre className={styles.body}>{call.body}</pre>
                  </details>
                </>
              ),
            },
          ]}
        />
      )}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Pager
          offset={offset}
          limit={PAGE}
          shown={query.data.items.length}
          more={query.data.more}
          total={query.data.total}
          go={setOffset}
        />
      )}
    </Stack>
  );
}
