import { Button, Group, NumberInput, Select, Switch, Tabs, Text, TextInput } from '@mantine/core';
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
import type { Ref } from '../../ground/wire';
import { CheckMark } from './CheckMark';
import { type Check, newProbe, probeWords, wireOfProbe } from './checks';
import { Journeys } from './Journeys';
import { ProbeFields } from './ProbeFields';

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
            search: (next === 'journeys' ? { tab: next } : {}) as never,
            replace: true,
          })
        }
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="checks">Checks</Tabs.Tab>
          <Tabs.Tab value="journeys">Journeys</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="checks" pt="md">
          <CheckList />
        </Tabs.Panel>
        <Tabs.Panel value="journeys" pt="md">
          <Journeys />
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
                {mayRespond(me) && (
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
  const [name, setName] = useState(check?.name ?? '');
  const [service, setService] = useState<Ref | null>(check?.service ?? null);
  const [probe, setProbe] = useState(check?.probe ?? newProbe);
  const [every, setEvery] = useState<number | string>(check?.interval_seconds ?? 60);
  const [points, setPoints] = useState<number | string>(check?.persistence.points ?? 2);
  const [of, setOf] = useState<number | string>(check?.persistence.of ?? 3);
  const [severity, setSeverity] = useState<string>(check?.severity ?? 'error');
  const [enabled, setEnabled] = useState(check?.enabled ?? true);
  const save = useAct({
    run: () => {
      const body = {
        check: {
          name: name.trim(),
          service: { id: service?.id, type: 'service_reference' },
          probe: wireOfProbe(probe),
          interval_seconds: Number(every),
          persistence: { points: Number(points), of: Math.max(Number(points), Number(of)) },
          severity,
          enabled,
        },
      };
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
      submit={() => save.mutate(undefined)}
      label="Save"
      pending={save.isPending}
      error={save.error}
      disabled={name.trim() === '' || service === null || probe.target.trim() === ''}
    >
      <TextInput
        label="Name"
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PickOne kind="services" label="Service" required value={service} onPick={setService} />
      <ProbeFields probe={probe} set={setProbe} />
      <Persistence {...{ every, setEvery, points, setPoints, of, setOf, severity, setSeverity }} least={5} />
      <Switch
        label="It runs"
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
    </Ask>
  );
}

/** How often something runs, and how many failures are an alert. */
export function Persistence(props: {
  every: number | string;
  setEvery: (value: number | string) => void;
  points: number | string;
  setPoints: (value: number | string) => void;
  of: number | string;
  setOf: (value: number | string) => void;
  severity: string;
  setSeverity: (value: string) => void;
  least: number;
}) {
  return (
    <Group gap="sm" align="flex-end" grow>
      <NumberInput
        label="Every, in seconds"
        min={props.least}
        max={86_400}
        value={props.every}
        onChange={props.setEvery}
      />
      <NumberInput label="Alert after" min={1} max={20} value={props.points} onChange={props.setPoints} />
      <NumberInput label="failures of" min={1} max={20} value={props.of} onChange={props.setOf} />
      <Select
        label="Severity"
        data={['critical', 'error', 'warning', 'info']}
        value={props.severity}
        allowDeselect={false}
        onChange={(value) => props.setSeverity(value ?? 'error')}
      />
    </Group>
  );
}
