import { Alert, Button, Checkbox, Group, Text, TextInput } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { CopyIcon, Empty, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import type { ApiToken } from '../../ground/wire';
import styles from './Tokens.module.css';

export function Tokens({ title, lead, path }: { title: string; lead: string; path: string }) {
  const [making, setMaking] = useState(false);
  const [fresh, setFresh] = useState<ApiToken | null>(null);
  const query = useQuery({
    queryKey: ['tokens', path],
    queryFn: ({ signal }) => list<ApiToken>(path, 'tokens', undefined, signal),
  });
  const revoke = useAct({
    run: (token: ApiToken) => api.delete(`${path}/${token.id}`),
    reload: [['tokens', path]],
    done: 'Token revoked',
    inDialog: true,
    after: (_, token) => setFresh((shown) => (shown?.id === token.id ? null : shown)),
  });
  return (
    <Part
      title={title}
      lead={lead}
      flush
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} />}
          onClick={() => setMaking(true)}
        >
          New token
        </Button>
      }
    >
      {fresh !== null && (
        <Alert
          color="teal"
          icon={<IconKey />}
          title={`“${fresh.name}” was made. Copy it now.`}
          role="status"
          m="md"
        >
          <Text size="sm">It is shown only this once; Muster keeps no copy that could be read.</Text>
          <div className={styles.secret}>
            <code data-testid="fresh-token">{fresh.token}</code>
            <CopyIcon value={fresh.token ?? ''} what="token" />
            <Button size="xs" variant="default" onClick={() => setFresh(null)}>
              I have it
            </Button>
          </div>
        </Alert>
      )}
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && <Empty title="No tokens" />}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Rows
          label={title}
          rows={query.data.items}
          keyOf={(token) => token.id}
          columns={[
            {
              name: 'Name',
              cell: (token) => (
                <>
                  {token.name}
                  {token.read_only === true && (
                    <Text size="xs" c="dimmed">
                      Only reads
                    </Text>
                  )}
                </>
              ),
            },
            {
              name: 'Begins with',
              width: 140,
              cell: (token) => <span className="mono">{token.prefix ?? '–'}</span>,
            },
            { name: 'Made', width: 150, cell: (token) => <When at={token.created_at} /> },
            {
              name: 'Last used',
              width: 150,
              cell: (token) => (token.last_used_at ? <When at={token.last_used_at} /> : 'Never'),
            },
            {
              name: 'Actions',
              quiet: true,
              width: 110,
              cell: (token) => (
                <SureButton
                  label="Revoke"
                  title={`Revoke “${token.name}”?`}
                  act={() => revoke.mutateAsync(token)}
                >
                  Whatever uses it is refused from then on.
                </SureButton>
              ),
            },
          ]}
        />
      )}
      {making && <Make path={path} close={() => setMaking(false)} made={setFresh} />}
    </Part>
  );
}

function Make(props: { path: string; close: () => void; made: (token: ApiToken) => void }) {
  const [name, setName] = useState('');
  const [readOnly, setReadOnly] = useState(false);
  const make = useAct({
    run: () =>
      api.post<{ token: ApiToken }>(props.path, { token: { name: name.trim(), read_only: readOnly } }),
    reload: [['tokens', props.path]],
    inDialog: true,
    after: ({ token }) => {
      props.made(token);
      props.close();
    },
  });
  return (
    <Ask
      title="New API token"
      opened
      close={props.close}
      by={make}
      label="Make token"
      disabled={name.trim() === ''}
    >
      <TextInput
        label="Name"
        description="Where it will be used, so that you know later what breaks when it goes"
        required
        data-autofocus
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Group>
        <Checkbox
          label="May only read"
          checked={readOnly}
          onChange={(event) => setReadOnly(event.currentTarget.checked)}
        />
      </Group>
    </Ask>
  );
}
