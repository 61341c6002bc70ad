import { Button, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { RefLink, TextLink } from '../../ground/Go';
import { Empty, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import type { Ref } from '../../ground/wire';
import type { Orchestration } from './rules';

const PAGE = 25;

/** Sets of event rules: what happens to an event before it becomes an alert. */
export function Orchestrations() {
  const me = useMe();
  const manage = mayManage(me);
  const navigate = useNavigate();
  const [making, setMaking] = useState(false);
  const [service, setService] = useState<Ref | null>(null);
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['orchestrations', offset],
    queryFn: ({ signal }) =>
      list<Orchestration>(
        '/event_orchestrations',
        'orchestrations',
        { limit: PAGE, offset, total: true },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      wide
      title="Event rules"
      lead="What happens to an event before it becomes an alert: where it goes, what is changed, what is quiet or dropped."
      actions={
        manage && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
            New orchestration
          </Button>
        )
      }
    >
      <Part
        title="Orchestrations"
        lead="Each has keys of its own: many sources send to one, and its router finds the service"
        flush
      >
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data?.items.length === 0 && (
          <Empty
            title="No orchestration yet"
            action={manage ? <Button onClick={() => setMaking(true)}>Create the first</Button> : undefined}
          >
            Make one when a source sends for several services with one key, or when rules should hold for all
            of them. Rules for one service alone are below.
          </Empty>
        )}
        {query.data !== undefined && query.data.items.length > 0 && (
          <Rows
            label="Orchestrations"
            rows={query.data.items}
            keyOf={(one) => one.id}
            columns={[
              {
                name: 'Name',
                cell: (one) => (
                  <>
                    <TextLink to={`/event_rules/${one.id}`} fw={600}>
                      {one.name}
                    </TextLink>
                    {one.description !== null && (
                      <Text size="sm" c="dimmed" lineClamp={1}>
                        {one.description}
                      </Text>
                    )}
                  </>
                ),
              },
              { name: 'Routes to', width: 130, cell: (one) => `${one.routes} services` },
              { name: 'Keys', width: 80, right: true, cell: (one) => one.integrations.length },
              { name: 'Team', width: 150, cell: (one) => <RefLink of={one.team} /> },
              { name: 'Changed', width: 140, cell: (one) => <When at={one.updated_at} /> },
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
      <Part
        title="Rules of one service"
        lead="Asked after those of the orchestration, for every event of the service"
      >
        <PickOne
          kind="services"
          label="Service"
          placeholder="Choose a service to see its rules"
          value={service}
          onPick={(picked) => {
            setService(picked);
            if (picked !== null)
              navigate({
                to: '/event_rules/services/$id' as never,
                params: { id: picked.id } as never,
              });
          }}
          maw={420}
        />
      </Part>
      {making && (
        <OrchestrationForm
          close={() => setMaking(false)}
          saved={(one) => navigate({ to: '/event_rules/$id' as never, params: { id: one.id } as never })}
        />
      )}
    </Page>
  );
}

export function OrchestrationForm(props: {
  orchestration?: Orchestration;
  close: () => void;
  saved?: (one: Orchestration) => void;
}) {
  const { orchestration } = props;
  const [name, setName] = useState(orchestration?.name ?? '');
  const [description, setDescription] = useState(orchestration?.description ?? '');
  const [team, setTeam] = useState<Ref | null>(orchestration?.team ?? null);
  const save = useAct({
    run: async () => {
      const body = {
        orchestration: {
          name: name.trim(),
          description: description.trim() === '' ? null : description.trim(),
          team: team === null ? null : { id: team.id },
        },
      };
      const answer =
        orchestration === undefined
          ? await api.post<{ orchestration: Orchestration }>('/event_orchestrations', body)
          : await api.put<{ orchestration: Orchestration }>(
              `/event_orchestrations/${orchestration.id}`,
              body,
            );
      return answer.orchestration;
    },
    reload: [['orchestrations'], ['orchestration']],
    done: 'Saved',
    inDialog: true,
    after: (one) => {
      props.close();
      props.saved?.(one);
    },
  });
  return (
    <Ask
      title={orchestration === undefined ? 'New orchestration' : `Edit ${orchestration.name}`}
      opened
      close={props.close}
      by={save}
      label="Save"
      disabled={name.trim() === ''}
    >
      <TextInput
        label="Name"
        required
        data-autofocus
        maxLength={255}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label="What for"
        autosize
        minRows={2}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <PickOne kind="teams" label="Team" value={team} onPick={setTeam} />
    </Ask>
  );
}
