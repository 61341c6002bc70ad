import { Button, Group, SegmentedControl, Select, Switch, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { NamedList } from '../../ground/NamedList';
import { NumberField } from '../../ground/NumberField';
import { CopyIcon, Empty, Page, When } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { mayManage, useMe } from '../../ground/session';
import { inWords, useZone, zoneNames } from '../../ground/time';
import type { Iso, Ref, Severity } from '../../ground/wire';
import { CheckMark } from './CheckMark';

interface Heartbeat extends Ref {
  name: string;
  service: Ref;
  status: 'new' | 'up' | 'late' | 'disabled' | string;
  enabled: boolean;
  interval_seconds: number | null;
  cron: string | null;
  time_zone: string;
  grace_seconds: number;
  severity: Severity;
  last_seen_at: Iso | null;
  last_word: string | null;
  due_at: Iso | null;
  ping_url: string | null;
}

/** What was left empty stays so, and is for the server to name. */
function secondsOf(minutes: number | string): number | string {
  return minutes === '' ? '' : Math.round(Number(minutes) * 60);
}

const words = { new: 'Never heard', up: 'In time' };

/** Jobs and monitors that have to say that they are alive; silence is the alert. */
export function Heartbeats() {
  const me = useMe();
  const manage = mayManage(me);
  const [editing, setEditing] = useState<Heartbeat | 'new' | null>(null);
  const remove = useAct({
    run: (one: Heartbeat) => api.delete(`/heartbeats/${one.id}`),
    reload: [['heartbeats']],
    done: 'Heartbeat deleted',
    inDialog: true,
  });
  return (
    <Page
      wide
      title="Heartbeats"
      lead="For what must happen: a job calls its address when it is done. If it is not heard of in time, that is the alert."
      actions={
        manage && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
            New heartbeat
          </Button>
        )
      }
    >
      <NamedList<Heartbeat>
        kind="heartbeats"
        path="/heartbeats"
        what="heartbeats"
        empty={
          <Empty
            title="No heartbeats yet"
            action={manage ? <Button onClick={() => setEditing('new')}>Make the first</Button> : undefined}
          >
            Backups, nightly imports, certificate renewals, and Muster's own monitoring: whatever fails
            without a sound.
          </Empty>
        }
        columns={[
          {
            name: 'Heartbeat',
            cell: (one) => (
              <>
                <strong>{one.name}</strong>
                {one.ping_url !== null && (
                  <Group gap={2} wrap="nowrap">
                    <Text size="xs" c="dimmed" className="mono" truncate maw={320}>
                      {one.ping_url}
                    </Text>
                    <CopyIcon value={one.ping_url} what={`address of ${one.name}`} />
                  </Group>
                )}
              </>
            ),
          },
          { name: 'Service', width: 150, cell: (one) => <RefLink of={one.service} /> },
          { name: 'State', width: 130, cell: (one) => <CheckMark status={one.status} words={words} /> },
          {
            name: 'Expected',
            width: 180,
            cell: (one) => (
              <>
                {one.cron === null ? (
                  `every ${inWords(one.interval_seconds ?? 0)}`
                ) : (
                  <>
                    <span className="mono">{one.cron}</span> ({one.time_zone})
                  </>
                )}
                <Text size="xs" c="dimmed">
                  {inWords(one.grace_seconds)} of grace
                </Text>
              </>
            ),
          },
          { name: 'Last heard', width: 130, cell: (one) => <When at={one.last_seen_at} /> },
          { name: 'Due', width: 120, cell: (one) => <When at={one.due_at} /> },
          {
            name: 'Actions',
            quiet: true,
            width: 170,
            cell: (one) =>
              manage && (
                <Group gap="xs" justify="flex-end">
                  <Button size="xs" variant="default" onClick={() => setEditing(one)}>
                    Edit<span className="sr"> {one.name}</span>
                  </Button>
                  <SureButton
                    label="Delete"
                    title={`Delete ${one.name}?`}
                    act={() => remove.mutateAsync(one)}
                  >
                    Its address stops working, and nobody hears when the job fails.
                  </SureButton>
                </Group>
              ),
          },
        ]}
      />
      {editing !== null && (
        <Form heartbeat={editing === 'new' ? undefined : editing} close={() => setEditing(null)} />
      )}
    </Page>
  );
}

function Form({ heartbeat, close }: { heartbeat?: Heartbeat; close: () => void }) {
  const here = useZone();
  const [name, setName] = useState(heartbeat?.name ?? '');
  const [service, setService] = useState<Ref | null>(heartbeat?.service ?? null);
  const [by, setBy] = useState(heartbeat?.cron ? 'cron' : 'interval');
  const [minutes, setMinutes] = useState<number | string>((heartbeat?.interval_seconds ?? 86_400) / 60);
  const [cron, setCron] = useState(heartbeat?.cron ?? '0 3 * * *');
  const [zone, setZone] = useState(heartbeat?.time_zone ?? here);
  const [grace, setGrace] = useState<number | string>((heartbeat?.grace_seconds ?? 600) / 60);
  const [severity, setSeverity] = useState<string>(heartbeat?.severity ?? 'error');
  const [enabled, setEnabled] = useState(heartbeat?.enabled ?? true);
  const save = useAct({
    run: () => {
      const body = {
        heartbeat: {
          name: name.trim(),
          service: { id: service?.id, type: 'service_reference' },
          ...(by === 'cron'
            ? { cron: cron.trim(), time_zone: zone }
            : { interval_seconds: secondsOf(minutes) }),
          grace_seconds: secondsOf(grace),
          severity,
          enabled,
        },
      };
      return heartbeat === undefined
        ? api.post('/heartbeats', body)
        : api.put(`/heartbeats/${heartbeat.id}`, body);
    },
    reload: [['heartbeats']],
    done: heartbeat === undefined ? 'Made. Let the job call its address when it is done.' : 'Saved',
    inDialog: true,
    after: close,
  });
  return (
    <Ask
      title={heartbeat === undefined ? 'New heartbeat' : `Edit ${heartbeat.name}`}
      opened
      close={close}
      size="lg"
      by={save}
      label="Save"
      disabled={name.trim() === '' || service === null}
    >
      <TextInput
        label="Name"
        placeholder="Nightly backup of the shop"
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PickOne kind="services" label="Service" required value={service} onPick={setService} />
      <SegmentedControl
        aria-label="Rhythm"
        data={[
          { value: 'interval', label: 'At least every …' },
          { value: 'cron', label: 'By a schedule' },
        ]}
        value={by}
        onChange={setBy}
      />
      {by === 'interval' ? (
        <NumberField
          label="Minutes"
          data-field="interval_seconds"
          description="It must be heard of at least this often"
          min={1}
          value={minutes}
          onChange={setMinutes}
        />
      ) : (
        <Group grow align="flex-start">
          <TextInput
            label="Cron expression"
            data-field="cron"
            description="Minute, hour, day, month, weekday"
            value={cron}
            onChange={(event) => setCron(event.currentTarget.value)}
          />
          <Select
            label="Time zone"
            description="In which it is meant"
            searchable
            data={zoneNames()}
            value={zone}
            allowDeselect={false}
            onChange={(value) => setZone(value ?? 'UTC')}
          />
        </Group>
      )}
      <Group grow align="flex-start">
        <NumberField
          label="Minutes of grace"
          data-field="grace_seconds"
          description="How late it may be"
          min={0}
          value={grace}
          onChange={setGrace}
        />
        <Select
          label="Severity"
          description="When it is late"
          data={['critical', 'error', 'warning', 'info']}
          value={severity}
          allowDeselect={false}
          onChange={(value) => setSeverity(value ?? 'error')}
        />
      </Group>
      <Switch
        label="It is watched"
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
    </Ask>
  );
}
