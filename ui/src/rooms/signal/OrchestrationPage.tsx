import { Alert, Button, Group, Switch, Tabs, Text, TextInput } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { RefLink, TextLink } from '../../ground/Go';
import { CopyIcon, Empty, Page, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import type { Service } from '../../ground/wire';
import { OrchestrationForm } from './Orchestrations';
import { PathEditor } from './PathEditor';
import type { Door, Orchestration } from './rules';

export function OrchestrationPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const search = useSearch({ strict: false }) as { tab?: string };
  const me = useMe();
  const manage = mayManage(me);
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const query = useQuery({
    queryKey: ['orchestration', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ orchestration: Orchestration }>(`/event_orchestrations/${id}`, undefined, signal))
        .orchestration,
  });
  const remove = useAct({
    run: () => api.delete(`/event_orchestrations/${id}`),
    reload: [['orchestrations']],
    done: 'Orchestration deleted',
    inDialog: true,
    after: () => navigate({ to: '/event_rules' as never }),
  });
  const one = query.data;
  if (one === undefined) {
    return query.isPending ? (
      <Waiting />
    ) : (
      <Page title="Event rules">
        <ErrorBox error={query.error} again={() => query.refetch()} />
      </Page>
    );
  }
  const tab = search.tab ?? 'router';
  const base = `/event_orchestrations/${id}`;
  return (
    <Page
      wide
      title={one.name}
      lead={
        <>
          <TextLink to="/event_rules">Event rules</TextLink>
          {one.description !== null && <> · {one.description}</>} · changed <When at={one.updated_at} />
          {one.updated_by !== null && (
            <>
              {' '}
              by <RefLink of={one.updated_by} />
            </>
          )}
        </>
      }
      actions={
        manage && (
          <>
            <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
              Edit
            </Button>
            <SureButton
              label="Delete"
              size="sm"
              title={`Delete ${one.name}?`}
              act={() => remove.mutateAsync(undefined)}
            >
              Its rules go, and events sent with its keys are refused from then on.
            </SureButton>
          </>
        )
      }
    >
      <Tabs
        value={tab}
        onChange={(next) =>
          navigate({
            to: '/event_rules/$id' as never,
            params: { id } as never,
            search: { tab: next ?? 'router' } as never,
            replace: true,
          })
        }
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="global">1. Global rules</Tabs.Tab>
          <Tabs.Tab value="router">2. Router</Tabs.Tab>
          <Tabs.Tab value="unrouted">Unrouted</Tabs.Tab>
          <Tabs.Tab value="keys">Keys</Tabs.Tab>
        </Tabs.List>
        {(['global', 'router', 'unrouted'] as const).map((kind) => (
          <Tabs.Panel key={kind} value={kind} pt="md">
            <PathEditor path={`${base}/${kind}`} kind={kind} owner={id} manage={manage} />
          </Tabs.Panel>
        ))}
        <Tabs.Panel value="keys" pt="md">
          <Doors orchestration={one} manage={manage} />
        </Tabs.Panel>
      </Tabs>
      {editing && <OrchestrationForm orchestration={one} close={() => setEditing(false)} />}
    </Page>
  );
}

function Doors({ orchestration, manage }: { orchestration: Orchestration; manage: boolean }) {
  const [adding, setAdding] = useState(false);
  const [label, setLabel] = useState('');
  const base = `/event_orchestrations/${orchestration.id}/integrations`;
  const reload = [['orchestration', orchestration.id], ['orchestrations']];
  const add = useAct({
    run: () => api.post(base, { integration: { label: label.trim() } }),
    reload,
    done: 'Key made',
    inDialog: true,
    after: () => {
      setAdding(false);
      setLabel('');
    },
  });
  const remove = useAct({
    run: (door: Door) => api.delete(`${base}/${door.id}`),
    reload,
    done: 'Key removed',
    inDialog: true,
  });
  return (
    <Part
      title="Keys"
      lead="Sources send with one of these in place of a service's key: POST /v2/enqueue"
      flush
      actions={
        manage && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={15} />}
            onClick={() => setAdding(true)}
          >
            Add key
          </Button>
        )
      }
    >
      {orchestration.integrations.length === 0 && (
        <Empty title="No key">Without one no event comes to these rules. Add a key.</Empty>
      )}
      {orchestration.integrations.length > 0 && (
        <Rows
          label="Keys"
          rows={orchestration.integrations}
          keyOf={(door) => door.id}
          columns={[
            { name: 'Label', width: 220, cell: (door) => door.label },
            {
              name: 'Key',
              cell: (door) => (
                <Group gap={4} wrap="nowrap">
                  <span className="mono">{door.parameters.routing_key}</span>
                  <CopyIcon value={door.parameters.routing_key} what={`key of ${door.label}`} />
                </Group>
              ),
            },
            {
              name: 'Actions',
              quiet: true,
              width: 110,
              cell: (door) =>
                manage && (
                  <SureButton
                    label="Remove"
                    title={`Remove ${door.label}?`}
                    act={() => remove.mutateAsync(door)}
                  >
                    Events sent with its key are refused from then on.
                  </SureButton>
                ),
            },
          ]}
        />
      )}
      {adding && (
        <Ask
          title="Add a key"
          opened
          close={() => setAdding(false)}
          by={add}
          label="Add key"
          disabled={label.trim() === ''}
        >
          <TextInput
            label="Label"
            description="Which source uses it"
            required
            data-autofocus
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
        </Ask>
      )}
    </Part>
  );
}

/** The event rules of one service. */
export function ServiceRules() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const me = useMe();
  const manage = mayManage(me);
  const service = useQuery({
    queryKey: ['services', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ service: Service }>(`/services/${id}`, undefined, signal)).service,
  });
  const active = useQuery({
    queryKey: ['orchestration', 'active', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ active: boolean }>(`/event_orchestrations/services/${id}/active`, undefined, signal))
        .active,
  });
  const turn = useAct({
    run: (on: boolean) => api.put(`/event_orchestrations/services/${id}/active`, { active: on }),
    reload: [['orchestration', 'active', id]],
    done: (_, on) => (on ? 'The rules apply from now on' : 'The rules do not apply until you switch them on'),
    undo: (_, on) => ({ label: 'Undo', act: () => turn.mutate(!on) }),
  });
  return (
    <Page
      wide
      title={`Event rules of ${service.data?.name ?? 'a service'}`}
      lead={
        <>
          <TextLink to="/event_rules">Event rules</TextLink> ·{' '}
          <TextLink to={`/services/${id}`}>{service.data?.name ?? 'the service'}</TextLink>
        </>
      }
      actions={
        <Switch
          label="Rules apply"
          checked={active.data ?? false}
          disabled={!manage || active.data === undefined}
          onChange={(event) => turn.mutate(event.currentTarget.checked)}
        />
      }
    >
      <ErrorBox error={service.error ?? active.error} again={() => active.refetch()} />
      {active.data === false && (
        <Alert color="gray" title="These rules do not apply">
          <Text size="sm">Switch them on above. Saving rules for the first time does so too.</Text>
        </Alert>
      )}
      <PathEditor path={`/event_orchestrations/services/${id}`} kind="service" owner={id} manage={manage} />
    </Page>
  );
}
