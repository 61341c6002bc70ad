import { Alert, Button, Group, List, Select, Textarea, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { ButtonLink, RefLinks, TextLink } from '../../ground/Go';
import { Fact, Facts, Page, Part, Waiting } from '../../ground/Page';
import { PasswordForm } from '../../ground/PasswordForm';
import { ErrorBox } from '../../ground/Say';
import { mayAdminister, useMe } from '../../ground/session';
import { useZone, zoneNames } from '../../ground/time';
import type { ContactMethod, NotificationRule, User } from '../../ground/wire';
import { ContactMethods } from './ContactMethods';
import { ruleFaults } from './contact';
import { Handoffs } from './Handoffs';
import { NotificationRules } from './NotificationRules';
import { roleChoices, roleWord } from './roles';

export function UserPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const me = useMe();
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const query = useQuery({
    queryKey: ['users', id],
    queryFn: async ({ signal }) => (await api.get<{ user: User }>(`/users/${id}`, undefined, signal)).user,
  });
  const methods = useQuery({
    queryKey: ['users', id, 'contact_methods'],
    queryFn: async ({ signal }) =>
      (await list<ContactMethod>(`/users/${id}/contact_methods`, 'contact_methods', undefined, signal)).items,
  });
  const rules = useQuery({
    queryKey: ['users', id, 'notification_rules'],
    queryFn: async ({ signal }) =>
      (
        await list<NotificationRule>(
          `/users/${id}/notification_rules`,
          'notification_rules',
          { urgency: 'all' },
          signal,
        )
      ).items,
  });
  const remove = useAct({
    run: () => api.delete(`/users/${id}`),
    reload: [
      ['users', 'list'],
      ['users', 'pick'],
    ],
    done: 'Person removed',
    inDialog: true,
    after: () => navigate({ to: '/users' as never }),
  });
  const user = query.data;
  if (user === undefined) {
    return query.isPending ? (
      <Waiting />
    ) : (
      <Page title="Person">
        <ErrorBox error={query.error} again={() => query.refetch()} />
      </Page>
    );
  }
  // Reached as `me`: the page goes on under the id, by which the parts of it ask.
  if (user.id !== id) return <Navigate to={`/users/${user.id}` as never} replace />;
  const self = me?.id === user.id;
  const change = self || mayAdminister(me);
  const faults =
    methods.data === undefined || rules.data === undefined ? [] : ruleFaults(rules.data, methods.data);
  return (
    <Page
      title={user.name}
      lead={
        <>
          <TextLink to="/users">People</TextLink> · {user.email}
        </>
      }
      actions={
        <>
          {self && (
            <ButtonLink variant="default" to="/settings">
              Password and API tokens
            </ButtonLink>
          )}
          {change && (
            <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
              Edit profile
            </Button>
          )}
          {mayAdminister(me) && !self && (
            <SureButton
              label="Remove"
              title={`Remove ${user.name}?`}
              size="sm"
              act={() => remove.mutateAsync(undefined)}
            >
              The person can no longer sign in or be paged. Refused while open incidents are assigned to them.
            </SureButton>
          )}
        </>
      }
    >
      {faults.length > 0 && (
        <Alert
          color="yellow"
          icon={<IconAlertTriangle />}
          title={self ? 'A page may not reach you' : `A page may not reach ${user.name}`}
          role="note"
        >
          <List size="sm">
            {faults.map((fault) => (
              <List.Item key={fault}>{fault}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Part title="Profile">
        <Facts>
          <Fact name="Role">{roleWord(user.role)}</Fact>
          <Fact name="Job">{user.job_title ?? '–'}</Fact>
          <Fact name="Time zone">{user.time_zone ?? '–'}</Fact>
          <Fact name="Teams">
            <RefLinks of={user.teams} />
          </Fact>
          {user.description !== null && user.description !== undefined && user.description !== '' && (
            <Fact name="About">{user.description}</Fact>
          )}
        </Facts>
      </Part>
      {self && (
        <TextLink to="/noise?tab=yours" size="sm">
          How often you were told, and how often it was worth it
        </TextLink>
      )}
      <ContactMethods user={user} query={methods} change={change} self={self} />
      <NotificationRules user={user} query={rules} methods={methods.data ?? []} change={change} />
      <Handoffs user={user} methods={methods.data ?? []} change={change} />
      {mayAdminister(me) && !self && (
        <Part title="Password" lead="Sets a new one; the person is signed out everywhere">
          <PasswordForm userId={user.id} own={false} />
        </Part>
      )}
      {editing && <Profile user={user} roles={mayAdminister(me)} close={() => setEditing(false)} />}
    </Page>
  );
}

function Profile(props: { user: User; roles: boolean; close: () => void }) {
  const zone = useZone();
  const { user } = props;
  const [name, setName] = useState(user.name);
  const [email, setEmail] = useState(user.email);
  const [role, setRole] = useState(user.role);
  const [timeZone, setTimeZone] = useState(user.time_zone ?? zone);
  const [job, setJob] = useState(user.job_title ?? '');
  const [about, setAbout] = useState(user.description ?? '');
  const save = useAct({
    run: () =>
      api.put(`/users/${user.id}`, {
        user: {
          type: 'user',
          name: name.trim(),
          email: email.trim(),
          time_zone: timeZone,
          job_title: job.trim() === '' ? null : job.trim(),
          description: about.trim() === '' ? null : about.trim(),
          ...(role === user.role ? {} : { role }),
        },
      }),
    reload: [['users'], ['me']],
    done: 'Profile saved',
    inDialog: true,
    after: props.close,
  });
  return (
    <Ask
      title={`Edit ${user.name}`}
      opened
      close={props.close}
      by={save}
      label="Save"
      disabled={name.trim() === '' || email.trim() === ''}
    >
      <TextInput
        label="Name"
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="E-mail"
        type="email"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Group grow align="flex-start">
        <Select
          label="Role"
          data={roleChoices(user.role)}
          value={role}
          disabled={!props.roles}
          allowDeselect={false}
          onChange={(value) => setRole(value ?? user.role)}
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
      </Group>
      <TextInput label="Job" value={job} onChange={(event) => setJob(event.currentTarget.value)} />
      <Textarea
        label="About"
        autosize
        minRows={2}
        value={about}
        onChange={(event) => setAbout(event.currentTarget.value)}
      />
    </Ask>
  );
}
