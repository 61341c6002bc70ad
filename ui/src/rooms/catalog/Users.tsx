import { Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { RefLinks, TextLink } from '../../ground/Go';
import { NamedList } from '../../ground/NamedList';
import { Empty, Page } from '../../ground/Page';
import type { Column } from '../../ground/Rows';
import { sayFailed } from '../../ground/Say';
import { mayAdminister, useMe } from '../../ground/session';
import { useZone, zoneNames } from '../../ground/time';
import type { User } from '../../ground/wire';
import { roles, roleWord } from './roles';

const columns: Column<User>[] = [
  {
    name: 'Person',
    cell: (user) => (
      <TextLink to={`/users/${user.id}`} fw={600}>
        {user.name}
      </TextLink>
    ),
  },
  { name: 'E-mail', cell: (user) => user.email },
  { name: 'Role', width: 150, cell: (user) => roleWord(user.role) },
  { name: 'Job', width: 190, cell: (user) => user.job_title ?? '–' },
  { name: 'Teams', width: 180, cell: (user) => <RefLinks of={user.teams} /> },
];

export function Users() {
  const me = useMe();
  const navigate = useNavigate();
  const [making, setMaking] = useState(false);
  return (
    <Page
      wide
      title="People"
      lead="Who can sign in, and who can be paged."
      actions={
        mayAdminister(me) && (
          <Button leftSection={<IconUserPlus size={16} />} onClick={() => setMaking(true)}>
            Add person
          </Button>
        )
      }
    >
      <NamedList<User>
        kind="users"
        path="/users"
        what="people"
        columns={columns}
        empty={<Empty title="Nobody here" />}
      />
      {making && (
        <AddUser
          close={() => setMaking(false)}
          saved={(user) => navigate({ to: '/users/$id' as never, params: { id: user.id } as never })}
        />
      )}
    </Page>
  );
}

function AddUser(props: { close: () => void; saved: (user: User) => void }) {
  const zone = useZone();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState('limited_user');
  const [timeZone, setTimeZone] = useState(zone);
  const [password, setPassword] = useState('');
  const add = useAct({
    run: async () => {
      const answer = await api.post<{ user: User }>('/users', {
        user: { type: 'user', name: name.trim(), email: email.trim(), role, time_zone: timeZone },
      });
      if (password !== '') {
        // The person exists by now: a refused password must not look as if nothing had happened.
        await api
          .put(`/users/${answer.user.id}/password`, { password })
          .catch((error) => sayFailed(`${answer.user.name} was added without a password`, error));
      }
      return answer;
    },
    reload: [['users']],
    done: ({ user }) => `${user.name} added`,
    inDialog: true,
    after: ({ user }) => {
      props.close();
      props.saved(user);
    },
  });
  return (
    <Ask
      title="Add a person"
      opened
      close={props.close}
      by={add}
      label="Add person"
      disabled={name.trim() === '' || email.trim() === ''}
    >
      <TextInput
        label="Name"
        required
        data-autofocus
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="E-mail"
        type="email"
        required
        autoComplete="off"
        description="Becomes the first way to reach the person"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Select
        label="Role"
        data={roles}
        value={role}
        allowDeselect={false}
        onChange={(value) => setRole(value ?? 'limited_user')}
      />
      <Select
        label="Time zone"
        searchable
        data={zoneNames()}
        limit={60}
        value={timeZone}
        allowDeselect={false}
        onChange={(value) => setTimeZone(value ?? 'UTC')}
      />
      <PasswordInput
        label="First password"
        autoComplete="new-password"
        description="Optional: without one the person can be paged but not sign in until one is set"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </Ask>
  );
}
