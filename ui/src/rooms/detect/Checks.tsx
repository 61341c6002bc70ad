import { Button, Group, Tabs, Text, TextInput } from '@mantine/core';
import { IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { NamedList } from '../../ground/NamedList';
import { Empty, Page, When } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { mayManage, mayRespond, useMe } from '../../ground/session';
import { inWords } from '../../ground/time';
import { CheckMark } from './CheckMark';
import { type Check, HERE, newProbe, probeWords, wireOfProbe } from './checks';
import { Journeys } from './Journeys';
import { ProbeFields } from './ProbeFields';
import { RunningFields, SiteResults, useRunning, wireOfRunning } from './Running';
import { Sites } from './Sites';

/** What Muster tries by itself: single checks, and whole journeys of customers. */
export function Checks() {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  return (
    <Page
      wide
      title="Checks"
      lead="What Muster tries by itself, as a customer would: so that trouble is known before somebody calls."
    >
      <Tabs
        value={search.tab ?? 'checks'}
        onChange={(next) =>
          navigate({
            to: '/checks' as never,
            search: (next === 'checks' ? {} : { tab: next }) as never,
            replace: true,
          })
        }
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="checks">Checks</Tabs.Tab>
          <Tabs.Tab value="journeys">Journeys</Tabs.Tab>
          <Tabs.Tab value="sites">Sites</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="checks" pt="md">
          <CheckList />
        </Tabs.Panel>
        <Tabs.Panel value="journeys" pt="md">
          <Journeys />
        </Tabs.Panel>
        <Tabs.Panel value="sites" pt="md">
          <Sites />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function CheckList() {
  const me = useMe();
  const manage = mayManage(me);
  const [editing, setEditing] = useState<Check | 'new' | null>(null);
  const remove = useAct({
    run: (one: Check) => api.delete(`/checks/${one.id}`),
    reload: [['checks']],
    done: 'Check deleted',
    inDialog: true,
  });
  const run = useAct({
    run: async (one: Check) => (await api.post<{ check: Check }>(`/checks/${one.id}/run`, {})).check,
    reload: [['checks']],
    done: (one) => `${one.name}: ${one.last_result ?? one.status}`,
    failed: 'The check could not be run',
  });
  return (
    <>
      <NamedList<Check>
        kind="checks"
        path="/checks"
        what="checks"
        tools={
          manage && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
              New check
            </Button>
          )
        }
        empty={
          <Empty
            title="No checks yet"
            action={manage ? <Button onClick={() => setEditing('new')}>Make the first</Button> : undefined}
          >
            Begin with the page that customers open first, and with the certificates.
          </Empty>
        }
        columns={[
          {
            name: 'Check',
            cell: (one) => (
              <>
                <strong>{one.name}</strong>
                <Text size="sm" c="dimmed">
                  {probeWords(one.probe)}, every {inWords(one.interval_seconds)}
                </Text>
              </>
            ),
          },
          { name: 'Service', width: 140, cell: (one) => <RefLink of={one.service} /> },
          {
            name: 'State',
            width: 260,
            cell: (one) => (
              <>
                <CheckMark status={one.status} />
                <Text size="sm" c="dimmed">
                  {one.last_result}
                </Text>
                <SiteResults of={one} />
              </>
            ),
          },
          {
            name: 'Took',
            width: 80,
            right: true,
            cell: (one) => (one.last_milliseconds === null ? '–' : `${Math.round(one.last_milliseconds)} ms`),
          },
          { name: 'Last run', width: 110, cell: (one) => <When at={one.last_run_at} /> },
          { name: 'Certificate ends', width: 130, cell: (one) => <When at={one.certificate_expires_at} /> },
          {
            name: 'Actions',
            quiet: true,
            width: 240,
            cell: (one) => (
              <Group gap="xs" justify="flex-end">
                {mayRespond(me) && one.sites.includes(HERE) && (
                  <Button
                    size="xs"
                    variant="default"
                    leftSection={<IconPlayerPlay size={14} />}
                    loading={run.isPending && run.variables?.id === one.id}
                    onClick={() => run.mutate(one)}
                  >
                    Run<span className="sr"> {one.name}</span>
                  </Button>
                )}
                {manage && (
                  <>
                    <Button size="xs" variant="default" onClick={() => setEditing(one)}>
                      Edit<span className="sr"> {one.name}</span>
                    </Button>
                    <SureButton
                      label="Delete"
                      title={`Delete ${one.name}?`}
                      act={() => remove.mutateAsync(one)}
                    >
                      Its open alert ends; its measurements stay.
                    </SureButton>
                  </>
                )}
              </Group>
            ),
          },
        ]}
      />
      {editing !== null && (
        <Form check={editing === 'new' ? undefined : editing} close={() => setEditing(null)} />
      )}
    </>
  );
}

function Form({ check, close }: { check?: Check; close: () => void }) {
  const [running, set] = useRunning(check, 60);
  const [probe, setProbe] = useState(check?.probe ?? newProbe);
  const save = useAct({
    run: () => {
      const body = { check: { ...wireOfRunning(running), probe: wireOfProbe(probe) } };
      return check === undefined ? api.post('/checks', body) : api.put(`/checks/${check.id}`, body);
    },
    reload: [['checks']],
    done: 'Check saved',
    inDialog: true,
    after: close,
  });
  return (
    <Ask
      title={check === undefined ? 'New check' : `Edit ${check.name}`}
      opened
      close={close}
      size="lg"
      by={save}
      label="Save"
      disabled={
        running.name.trim() === '' ||
        running.service === null ||
        running.sites.length === 0 ||
        probe.target.trim() === ''
      }
    >
      <TextInput
        label="Name"
        required
        data-autofocus
        value={running.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <PickOne
        kind="services"
        label="Service"
        required
        value={running.service}
        onPick={(service) => set({ service })}
      />
      <ProbeFields probe={probe} set={setProbe} />
      <RunningFields running={running} set={set} least={5} />
    </Ask>
  );
}
