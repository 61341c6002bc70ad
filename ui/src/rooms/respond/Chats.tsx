import { Alert, Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconPlus, IconSend, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import type { ChatApp, ChatCall } from '../../ground/chat';
import { RefLink } from '../../ground/Go';
import { Mark, sentence } from '../../ground/Marks';
import { CopyIcon, Empty, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayAdminister, useMe } from '../../ground/session';

const PAGE = 25;
const kindName = { slack: 'Slack', mattermost: 'Mattermost' } as const;

/** The chats from which people act. */
export function Chats() {
  const manage = mayAdminister(useMe());
  const [editing, setEditing] = useState<ChatApp | 'new' | null>(null);
  const [shown, setShown] = useState<ChatApp | null>(null);
  const query = useQuery({
    queryKey: ['chat_apps'],
    queryFn: ({ signal }) => list<ChatApp>('/chat_apps', 'chat_apps', { limit: 100 }, signal),
  });
  const apps = query.data?.items ?? [];
  const test = useAct({
    run: (one: ChatApp) =>
      api.post<{ test: { status: number; answer: { text?: string; error?: string } } }>(
        `/chat_apps/${one.id}/test`,
        {},
      ),
    reload: [['chat_calls']],
    done: ({ test: { status, answer } }) =>
      status === 200 ? 'The door answers' : `The door answered ${status}: ${answer.error ?? ''}`,
    failed: 'The test did not work',
  });
  const remove = useAct({
    run: (one: ChatApp) => api.delete(`/chat_apps/${one.id}`),
    reload: [['chat_apps']],
    done: 'Chat removed',
    inDialog: true,
    after: (_, one) => setShown((before) => (before?.id === one.id ? null : before)),
  });
  return (
    <Page
      wide
      title="Chat"
      lead="People acknowledge, escalate and resolve from Slack or Mattermost: /muster ack 12, or the buttons of a page."
      actions={
        manage && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
            New chat
          </Button>
        )
      }
    >
      <Part title="Chats" flush={apps.length > 0}>
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data !== undefined && apps.length === 0 && (
          <Empty
            title="No chat is set up"
            action={manage ? <Button onClick={() => setEditing('new')}>Set one up</Button> : undefined}
          >
            {manage
              ? 'It takes a slash command there and its secret here.'
              : 'An administrator can set up Slack or Mattermost.'}
          </Empty>
        )}
        {apps.length > 0 && (
          <Rows
            label="Chats"
            rows={apps}
            keyOf={(one) => one.id}
            columns={[
              {
                name: 'Chat',
                width: 170,
                cell: (one) => (
                  <>
                    <strong>{one.name}</strong>
                    <Text size="sm" c="dimmed">
                      {kindName[one.kind]}
                    </Text>
                  </>
                ),
              },
              {
                name: 'Address for commands and buttons',
                cell: (one) => (
                  <>
                    <Group gap={4} wrap="nowrap">
                      <code style={{ overflowWrap: 'anywhere' }}>{one.url}</code>
                      <CopyIcon value={one.url} what={`address of ${one.name}`} />
                    </Group>
                    {one.page_prefix !== '' && (
                      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                        Pages to {one.page_prefix}… have buttons
                      </Text>
                    )}
                  </>
                ),
              },
              { name: 'Linked', width: 80, right: true, cell: (one) => one.linked },
              {
                name: 'Actions',
                quiet: true,
                width: 330,
                cell: (one) =>
                  manage && (
                    <Group gap="xs" justify="flex-end">
                      <Button
                        size="xs"
                        variant="default"
                        aria-expanded={shown?.id === one.id}
                        onClick={() => setShown(shown?.id === one.id ? null : one)}
                      >
                        Log<span className="sr"> of {one.name}</span>
                      </Button>
                      <Button
                        size="xs"
                        variant="default"
                        leftSection={<IconSend size={14} />}
                        loading={test.isPending && test.variables?.id === one.id}
                        onClick={() => test.mutate(one)}
                      >
                        Test<span className="sr"> {one.name}</span>
                      </Button>
                      <Button size="xs" variant="default" onClick={() => setEditing(one)}>
                        Edit<span className="sr"> {one.name}</span>
                      </Button>
                      <SureButton
                        label="Remove"
                        title={`Remove ${one.name}?`}
                        act={() => remove.mutateAsync(one)}
                      >
                        Nobody acts from there any more, and {one.linked} linked accounts are forgotten.
                      </SureButton>
                    </Group>
                  ),
              },
            ]}
          />
        )}
      </Part>
      {shown !== null && <Calls key={shown.id} app={shown} />}
      {editing !== null && (
        <Form app={editing === 'new' ? undefined : editing} close={() => setEditing(null)} />
      )}
    </Page>
  );
}

const tones: Record<string, 'green' | 'orange' | 'red' | 'grey'> = {
  done: 'green',
  refused: 'orange',
  unclear: 'grey',
  unknown: 'grey',
  unproven: 'red',
  failed: 'red',
};

function Calls({ app }: { app: ChatApp }) {
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['chat_calls', app.id, offset],
    queryFn: ({ signal }) =>
      list<ChatCall>(`/chat_apps/${app.id}/calls`, 'calls', { limit: PAGE, offset, total: true }, signal),
    refetchInterval: 10_000,
  });
  return (
    <Part title={`What came from ${app.name}`} flush>
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && <Empty title="Nothing came yet" />}
      {query.data !== undefined && query.data.items.length > 0 && (
        <>
          <Rows
            label={`Requests of ${app.name}`}
            rows={query.data.items}
            keyOf={(one) => one.id}
            columns={[
              { name: 'When', width: 120, cell: (one) => <When at={one.at} /> },
              {
                name: 'Who',
                width: 170,
                cell: (one) => (
                  <>
                    {one.sender ?? '–'}
                    {one.user !== null && (
                      <Text size="sm" c="dimmed">
                        <RefLink of={one.user} />
                      </Text>
                    )}
                  </>
                ),
              },
              {
                name: 'Asked, and answered',
                cell: (one) => (
                  <>
                    {one.asked !== '' && <code style={{ overflowWrap: 'anywhere' }}>{one.asked}</code>}
                    <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
                      {one.words}
                    </Text>
                  </>
                ),
              },
              {
                name: 'Outcome',
                width: 120,
                cell: (one) => (
                  <Mark
                    word={sentence(one.outcome)}
                    tone={tones[one.outcome] ?? 'grey'}
                    Icon={one.outcome === 'done' ? IconCheck : IconX}
                  />
                ),
              },
            ]}
          />
          <Pager
            offset={offset}
            limit={PAGE}
            shown={query.data.items.length}
            more={query.data.more}
            total={query.data.total}
            go={setOffset}
          />
        </>
      )}
    </Part>
  );
}

function Form({ app, close }: { app?: ChatApp; close: () => void }) {
  const [kind, setKind] = useState<ChatApp['kind']>(app?.kind ?? 'slack');
  const [name, setName] = useState(app?.name ?? '');
  const [secret, setSecret] = useState('');
  const [prefix, setPrefix] = useState(app?.page_prefix ?? '');
  const save = useAct({
    run: () => {
      const chat_app = {
        ...(app === undefined ? { kind } : {}),
        name: name.trim(),
        ...(secret.trim() === '' ? {} : { secret: secret.trim() }),
        ...(app === undefined && prefix.trim() === '' ? {} : { page_prefix: prefix.trim() }),
      };
      return app === undefined
        ? api.post('/chat_apps', { chat_app })
        : api.put(`/chat_apps/${app.id}`, { chat_app });
    },
    reload: [['chat_apps']],
    done: 'Chat saved',
    inDialog: true,
    after: close,
  });
  return (
    <Ask
      title={app === undefined ? 'New chat' : `Edit ${app.name}`}
      opened
      close={close}
      size="lg"
      by={save}
      label="Save"
      disabled={name.trim() === '' || (app === undefined && secret.trim() === '')}
    >
      <Stack gap="md">
        {app === undefined && (
          <SegmentedControl
            aria-label="Kind of chat"
            data={[
              { value: 'slack', label: 'Slack' },
              { value: 'mattermost', label: 'Mattermost' },
            ]}
            value={kind}
            onChange={(value) => setKind(value as ChatApp['kind'])}
          />
        )}
        <TextInput
          label="Name"
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={kind === 'slack' ? 'Signing secret' : 'Token of the slash command'}
          description={
            app !== undefined
              ? 'Leave it empty to keep the one in use. A new one is good alone and at once.'
              : kind === 'slack'
                ? 'Of your Slack app, under Basic Information. It is not shown again.'
                : 'Mattermost shows it once the command is made. Until then enter anything; edit it afterwards.'
          }
          required={app === undefined}
          type="password"
          autoComplete="off"
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
        <TextInput
          label="Pages with buttons go to addresses that begin with"
          description="Contact methods of the type webhook with such an address get pages in the chat's form."
          placeholder={kind === 'slack' ? 'https://hooks.slack.com/' : 'https://chat.example.com/hooks/'}
          value={prefix}
          onChange={(event) => setPrefix(event.currentTarget.value)}
        />
        {app === undefined && (
          <Alert color="blue" title="Afterwards">
            <Text size="sm">
              The list shows the address that the chat asks for:{' '}
              {kind === 'slack'
                ? 'enter it as Request URL of a slash command /muster and of Interactivity.'
                : 'enter it as Request URL of a slash command, with the method POST.'}
            </Text>
          </Alert>
        )}
      </Stack>
    </Ask>
  );
}
