import { Button, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { TextLink } from '../../ground/Go';
import { NamedList } from '../../ground/NamedList';
import { Empty, Page } from '../../ground/Page';
import type { Column } from '../../ground/Rows';
import { mayManage, useMe } from '../../ground/session';
import type { Team } from '../../ground/wire';

const columns: Column<Team>[] = [
  {
    name: 'Team',
    width: '40%',
    cell: (team) => (
      <TextLink to={`/teams/${team.id}`} fw={600}>
        {team.name}
      </TextLink>
    ),
  },
  {
    name: 'Description',
    cell: (team) => (
      <Text size="sm" c="dimmed">
        {team.description ?? '–'}
      </Text>
    ),
  },
];

export function Teams() {
  const me = useMe();
  const navigate = useNavigate();
  const [making, setMaking] = useState(false);
  return (
    <Page
      title="Teams"
      lead="Who owns what. Lists and incidents can be filtered by team."
      actions={
        mayManage(me) && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
            New team
          </Button>
        )
      }
    >
      <NamedList<Team>
        kind="teams"
        path="/teams"
        what="teams"
        columns={columns}
        empty={
          <Empty
            title="No teams yet"
            action={
              mayManage(me) ? (
                <Button onClick={() => setMaking(true)}>Create the first team</Button>
              ) : undefined
            }
          >
            Services and escalation policies can belong to a team, and people to several.
          </Empty>
        }
      />
      {making && (
        <TeamForm
          close={() => setMaking(false)}
          saved={(team) => navigate({ to: '/teams/$id' as never, params: { id: team.id } as never })}
        />
      )}
    </Page>
  );
}

export function TeamForm(props: { team?: Team; close: () => void; saved?: (team: Team) => void }) {
  const { team } = props;
  const [name, setName] = useState(team?.name ?? '');
  const [description, setDescription] = useState(team?.description ?? '');
  const save = useAct({
    run: () => {
      const body = {
        team: {
          type: 'team',
          name: name.trim(),
          description: description.trim() === '' ? null : description.trim(),
        },
      };
      return team === undefined
        ? api.post<{ team: Team }>('/teams', body)
        : api.put<{ team: Team }>(`/teams/${team.id}`, body);
    },
    reload: [['teams']],
    done: ({ team }) => `${team.name} saved`,
    inDialog: true,
    after: ({ team }) => {
      props.close();
      props.saved?.(team);
    },
  });
  return (
    <Ask
      title={team === undefined ? 'New team' : `Edit ${team.name}`}
      opened
      close={props.close}
      by={save}
      label={team === undefined ? 'Create team' : 'Save'}
      disabled={name.trim() === ''}
    >
      <TextInput
        label="Name"
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label="Description"
        autosize
        minRows={2}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
    </Ask>
  );
}
