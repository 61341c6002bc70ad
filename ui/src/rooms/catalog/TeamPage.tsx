import { Button, Select } from '@mantine/core';
import { IconPencil, IconUserPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { ButtonLink, RefLink, TextLink } from '../../ground/Go';
import { Empty, Page, Pager, Part, Waiting } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import type { EscalationPolicy, Member, Ref, Service, Team } from '../../ground/wire';
import { TeamForm } from './Teams';

const roles = [
  { value: 'observer', label: 'Observer' },
  { value: 'responder', label: 'Responder' },
  { value: 'manager', label: 'Manager' },
];

export function TeamPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const me = useMe();
  const manage = mayManage(me);
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const query = useQuery({
    queryKey: ['teams', id],
    queryFn: async ({ signal }) => (await api.get<{ team: Team }>(`/teams/${id}`, undefined, signal)).team,
  });
  const remove = useAct({
    run: () => api.delete(`/teams/${id}`),
    reload: [
      ['teams', 'list'],
      ['teams', 'pick'],
    ],
    done: 'Team deleted',
    inDialog: true,
    after: () => navigate({ to: '/teams' as never }),
  });
  const team = query.data;
  if (team === undefined) {
    return query.isPending ? (
      <Waiting />
    ) : (
      <Page title="Team">
        <ErrorBox error={query.error} again={() => query.refetch()} />
      </Page>
    );
  }
  const filter = encodeURIComponent(`${team.id}~${team.name}`);
  return (
    <Page
      title={team.name}
      lead={
        <>
          <TextLink to="/teams">Teams</TextLink>
          {team.description !== null && <> · {team.description}</>}
        </>
      }
      actions={
        <>
          <ButtonLink variant="default" to={`/incidents?team=${filter}`}>
            Open incidents
          </ButtonLink>
          {manage && (
            <>
              <Button
                variant="default"
                leftSection={<IconPencil size={16} />}
                onClick={() => setEditing(true)}
              >
                Edit team
              </Button>
              <SureButton
                label="Delete"
                title={`Delete ${team.name}?`}
                size="sm"
                act={() => remove.mutateAsync(undefined)}
              >
                Its services and escalation policies stay and belong to no team then.
              </SureButton>
            </>
          )}
        </>
      }
    >
      <Members team={team} manage={manage} />
      <Owned team={team} kind="services" title="Services" none="This team owns no services." />
      <Owned
        team={team}
        kind="escalation_policies"
        title="Escalation policies"
        none="This team owns no escalation policies."
      />
      {editing && <TeamForm team={team} close={() => setEditing(false)} />}
    </Page>
  );
}

function Members({ team, manage }: { team: Team; manage: boolean }) {
  const [offset, setOffset] = useState(0);
  const [adding, setAdding] = useState(false);
  const reload = [['teams', team.id]];
  const query = useQuery({
    queryKey: ['teams', team.id, 'members', offset],
    queryFn: ({ signal }) =>
      list<Member>(`/teams/${team.id}/members`, 'members', { limit: 50, offset, total: true }, signal),
    placeholderData: keepPreviousData,
  });
  const change = useAct({
    run: ({ user, role }: { user: Ref; role: string }) =>
      api.put(`/teams/${team.id}/users/${user.id}`, { role }),
    reload,
    done: 'Role changed',
  });
  const remove = useAct({
    run: (user: Ref) => api.delete(`/teams/${team.id}/users/${user.id}`),
    reload,
    done: 'Removed from the team',
    inDialog: true,
  });
  return (
    <Part
      title="Members"
      flush
      actions={
        manage && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconUserPlus size={15} />}
            onClick={() => setAdding(true)}
          >
            Add member
          </Button>
        )
      }
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && <Empty title="Nobody is in this team yet" />}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Rows
          label="Members"
          rows={query.data.items}
          keyOf={({ user }) => user.id}
          columns={[
            { name: 'Person', cell: ({ user }) => <RefLink of={user} /> },
            {
              name: 'Role',
              width: 200,
              cell: ({ user, role }) =>
                manage ? (
                  <Select
                    aria-label={`Role of ${user.summary}`}
                    data={roles}
                    value={role}
                    allowDeselect={false}
                    onChange={(next) => next !== null && change.mutate({ user, role: next })}
                  />
                ) : (
                  (roles.find(({ value }) => value === role)?.label ?? role)
                ),
            },
            {
              name: 'Actions',
              quiet: true,
              width: 110,
              cell: ({ user }) =>
                manage && (
                  <SureButton
                    label="Remove"
                    title={`Remove ${user.summary} from ${team.name}?`}
                    act={() => remove.mutateAsync(user)}
                  >
                    The person stays in Muster, and on the schedules and policies that name them.
                  </SureButton>
                ),
            },
          ]}
        />
      )}
      {query.data !== undefined && (
        <Pager
          offset={offset}
          limit={50}
          shown={query.data.items.length}
          more={query.data.more}
          total={query.data.total}
          go={setOffset}
        />
      )}
      {adding && <AddMember team={team} close={() => setAdding(false)} />}
    </Part>
  );
}

function AddMember({ team, close }: { team: Team; close: () => void }) {
  const [user, setUser] = useState<Ref | null>(null);
  const [role, setRole] = useState('responder');
  const add = useAct({
    run: (id: string) => api.put(`/teams/${team.id}/users/${id}`, { role }),
    reload: [['teams', team.id]],
    done: 'Added to the team',
    inDialog: true,
    after: close,
  });
  return (
    <Ask
      title={`Add to ${team.name}`}
      opened
      close={close}
      submit={() => user !== null && add.mutate(user.id)}
      label="Add member"
      by={add}
      disabled={user === null}
    >
      <PickOne kind="users" label="Person" required data-autofocus value={user} onPick={setUser} />
      <Select
        label="Role in the team"
        data={roles}
        value={role}
        allowDeselect={false}
        onChange={(value) => setRole(value ?? 'responder')}
      />
    </Ask>
  );
}

function Owned(props: { team: Team; kind: 'services' | 'escalation_policies'; title: string; none: string }) {
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: [props.kind, 'of-team', props.team.id, offset],
    queryFn: ({ signal }) =>
      list<Service | EscalationPolicy>(
        `/${props.kind}`,
        props.kind,
        { team_ids: [props.team.id], limit: 25, offset, total: true },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <Part title={props.title} flush>
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && <Empty title={props.none} />}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Rows
          label={props.title}
          rows={query.data.items}
          keyOf={(one) => one.id}
          columns={[
            { name: 'Name', cell: (one) => <RefLink of={one} /> },
            { name: 'Description', cell: (one) => one.description ?? '–' },
          ]}
        />
      )}
      {query.data !== undefined && (
        <Pager
          offset={offset}
          limit={25}
          shown={query.data.items.length}
          more={query.data.more}
          total={query.data.total}
          go={setOffset}
        />
      )}
    </Part>
  );
}
