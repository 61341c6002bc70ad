import { Button, Group, Select, Text, TextInput } from '@mantine/core';
import { IconRepeat, IconTool } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { RefLinks } from '../../ground/Go';
import { Empty, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { PickMany } from '../../ground/Pick';
import { type Column, Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import { formatTime, fromInput, toInput, toWire, useZone, zoneNames } from '../../ground/time';
import type { Iso, Ref, Service } from '../../ground/wire';
import { type Repeat, repeatFault, ruleFor, ruleWords } from './recurrence';

interface Window extends Ref {
  start_time: Iso;
  end_time: Iso;
  description: string | null;
  created_by?: Ref | null;
  services?: Ref[];
  recurrence?: { rrule: string; time_zone: string } | null;
  next_occurrences?: { start_time: Iso; end_time: Iso }[];
}

const PAGE = 25;

/** Times in which nobody is paged, of one service or of all. */
export function Maintenance({ service, manage }: { service?: Service; manage: boolean }) {
  const [planning, setPlanning] = useState(false);
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['maintenance_windows', service?.id ?? 'all', offset],
    queryFn: ({ signal }) =>
      list<Window>(
        '/maintenance_windows',
        'maintenance_windows',
        {
          service_ids: service === undefined ? [] : [service.id],
          filter: 'open',
          limit: PAGE,
          offset,
          total: true,
        },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
  const end = useAct({
    run: (window: Window) => api.delete(`/maintenance_windows/${window.id}`),
    reload: [['maintenance_windows'], ['services']],
    done: 'Maintenance ended',
    inDialog: true,
  });
  const columns: Column<Window>[] = [
    {
      name: 'What for',
      cell: (window) => (
        <>
          {window.description ?? 'Maintenance'}
          {window.recurrence != null && <Comes window={window} />}
        </>
      ),
    },
    {
      name: 'From',
      width: 150,
      cell: (window) => (
        <When at={window.next_occurrences?.[0]?.start_time ?? window.start_time} as="short" />
      ),
    },
    {
      name: 'To',
      width: 150,
      cell: (window) => <When at={window.next_occurrences?.[0]?.end_time ?? window.end_time} as="short" />,
    },
  ];
  if (service === undefined) {
    columns.push({ name: 'Services', width: 260, cell: (window) => <RefLinks of={window.services} /> });
  }
  columns.push({
    name: 'Actions',
    quiet: true,
    width: 110,
    cell: (window) =>
      manage && (
        <SureButton label="End" title="End this maintenance?" act={() => end.mutateAsync(window)}>
          {window.recurrence == null
            ? 'A running window ends now, a future one is removed.'
            : 'It ends now and does not come back.'}
        </SureButton>
      ),
  });
  return (
    <Part
      title={service === undefined ? 'Running and planned' : 'Maintenance'}
      lead={
        service === undefined
          ? 'No incidents are opened meanwhile'
          : 'Running and planned; no incidents are opened meanwhile'
      }
      actions={
        manage && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconTool size={15} />}
            onClick={() => setPlanning(true)}
          >
            Plan maintenance
          </Button>
        )
      }
      flush
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && (
        <Empty title="None planned">
          {service === undefined && 'Plan the weekly patch night once, as a window that comes back.'}
        </Empty>
      )}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Rows
          label="Maintenance windows"
          rows={query.data.items}
          keyOf={(window) => window.id}
          columns={columns}
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
      {planning && <Plan service={service} close={() => setPlanning(false)} />}
    </Part>
  );
}

/** How a window comes back, and when next. */
function Comes({ window }: { window: Window }) {
  const zone = useZone();
  const rule = window.recurrence;
  if (rule === null || rule === undefined) return null;
  const next = (window.next_occurrences ?? []).slice(1, 4);
  return (
    <Text size="sm" c="dimmed">
      <IconRepeat size={13} aria-hidden /> {ruleWords(rule.rrule)}, by the clock of {rule.time_zone}
      {next.length > 0 &&
        `; then ${next.map(({ start_time }) => formatTime(start_time, zone, 'short')).join(', ')}`}
    </Text>
  );
}

/** All maintenance windows. */
export function MaintenancePage() {
  const me = useMe();
  return (
    <Page
      wide
      title="Maintenance"
      lead="Times in which work is done and nobody is paged for it. Alerts are kept; what is still broken afterwards becomes an incident then."
    >
      <Maintenance manage={mayManage(me)} />
    </Page>
  );
}

const repeats: { value: Repeat; label: string }[] = [
  { value: 'never', label: 'Only once' },
  { value: 'daily', label: 'Every day' },
  { value: 'weekdays', label: 'Every weekday' },
  { value: 'weekly', label: 'Every week' },
  { value: 'monthly', label: 'Every month' },
  { value: 'own', label: 'By a rule of your own' },
];

function Plan({ service, close }: { service?: Service; close: () => void }) {
  const here = useZone();
  const [services, setServices] = useState<Ref[]>(
    service === undefined ? [] : [{ id: service.id, type: 'service_reference', summary: service.name }],
  );
  const [zone, setZone] = useState(here);
  const [start, setStart] = useState(() => toInput(Date.now(), here));
  const [length, setLength] = useState('60');
  const [description, setDescription] = useState('');
  const [repeat, setRepeat] = useState<Repeat>('never');
  const [own, setOwn] = useState('FREQ=MONTHLY;BYDAY=1SU');
  const at = fromInput(start, zone);
  const fault = at === null ? null : repeatFault(repeat, at, zone);
  const plan = useAct({
    run: (from: number) => {
      const rrule = ruleFor(repeat, from, zone, own);
      return api.post('/maintenance_windows', {
        maintenance_window: {
          type: 'maintenance_window',
          // "Now" in a field without seconds lies a moment back, which the server may refuse.
          start_time: toWire(rrule === null ? Math.max(from, Date.now() + 1_000) : from),
          end_time: toWire(from + Number(length) * 60_000),
          description: description.trim() === '' ? 'Maintenance' : description.trim(),
          services: services.map(({ id }) => ({ id, type: 'service_reference' })),
          ...(rrule === null ? {} : { recurrence: { rrule, time_zone: zone } }),
        },
      });
    },
    reload: [['maintenance_windows'], ['services']],
    done: 'Maintenance planned',
    inDialog: true,
    after: close,
  });
  return (
    <Ask
      title={service === undefined ? 'Plan maintenance' : `Maintenance of ${service.name}`}
      opened
      close={close}
      submit={() => at !== null && plan.mutate(at)}
      label="Plan"
      by={plan}
      disabled={at === null || services.length === 0 || fault !== null}
    >
      <TextInput
        label="What for"
        data-autofocus
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <PickMany kind="services" label="Services" required value={services} onPick={setServices} />
      <Group gap="sm" grow align="flex-start">
        <TextInput
          type="datetime-local"
          label={repeat === 'never' ? 'From' : 'First from'}
          description={zone}
          value={start}
          onChange={(event) => setStart(event.currentTarget.value)}
        />
        <Select
          label="For"
          description="Length"
          data={[
            { value: '15', label: '15 minutes' },
            { value: '30', label: '30 minutes' },
            { value: '60', label: '1 hour' },
            { value: '120', label: '2 hours' },
            { value: '240', label: '4 hours' },
            { value: '480', label: '8 hours' },
            { value: '1440', label: '1 day' },
          ]}
          value={length}
          allowDeselect={false}
          onChange={(value) => setLength(value ?? '60')}
        />
      </Group>
      <Group gap="sm" grow align="flex-start">
        <Select
          label="Comes back"
          data={repeats}
          value={repeat}
          allowDeselect={false}
          onChange={(value) => setRepeat((value ?? 'never') as Repeat)}
        />
        {repeat !== 'never' && (
          <Select
            label="By the clock of"
            searchable
            data={zoneNames()}
            value={zone}
            allowDeselect={false}
            onChange={(value) => setZone(value ?? 'UTC')}
          />
        )}
      </Group>
      {repeat === 'own' && (
        <TextInput
          label="Rule"
          description="As calendars write it (RFC 5545)"
          classNames={{ input: 'mono' }}
          value={own}
          onChange={(event) => setOwn(event.currentTarget.value)}
        />
      )}
      {repeat !== 'never' && (
        <Text size="sm" c={fault === null ? 'dimmed' : 'red'}>
          {fault ?? 'It stays at the same time of day when the clocks change.'}
        </Text>
      )}
    </Ask>
  );
}
