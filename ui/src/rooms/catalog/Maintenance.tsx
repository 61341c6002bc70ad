import { Button, Group, Select, TextInput } from '@mantine/core';
import { IconTool } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { Empty, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { fromInput, toInput, toWire, useZone } from '../../ground/time';
import type { Iso, Ref, Service } from '../../ground/wire';

interface Window extends Ref {
  start_time: Iso;
  end_time: Iso;
  description: string | null;
  created_by?: Ref | null;
}

/** Times in which nobody is paged for the service. */
export function Maintenance({ service, manage }: { service: Service; manage: boolean }) {
  const [planning, setPlanning] = useState(false);
  const query = useQuery({
    queryKey: ['maintenance_windows', service.id],
    queryFn: ({ signal }) =>
      list<Window>(
        '/maintenance_windows',
        'maintenance_windows',
        { service_ids: [service.id], filter: 'open', limit: 25 },
        signal,
      ),
  });
  const end = useAct({
    run: (window: Window) => api.delete(`/maintenance_windows/${window.id}`),
    reload: [['maintenance_windows'], ['services']],
    done: 'Maintenance ended',
    inDialog: true,
  });
  return (
    <Part
      title="Maintenance"
      lead="Running and planned; no incidents are opened meanwhile"
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
      {query.data?.items.length === 0 && <Empty title="None planned" />}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Rows
          label="Maintenance windows"
          rows={query.data.items}
          keyOf={(window) => window.id}
          columns={[
            { name: 'What for', cell: (window) => window.description ?? 'Maintenance' },
            { name: 'From', width: 160, cell: (window) => <When at={window.start_time} as="short" /> },
            { name: 'To', width: 160, cell: (window) => <When at={window.end_time} as="short" /> },
            {
              name: 'Actions',
              quiet: true,
              width: 110,
              cell: (window) =>
                manage && (
                  <SureButton label="End" title="End this maintenance?" act={() => end.mutateAsync(window)}>
                    A running window ends now, a future one is removed.
                  </SureButton>
                ),
            },
          ]}
        />
      )}
      {planning && <Plan service={service} close={() => setPlanning(false)} />}
    </Part>
  );
}

function Plan({ service, close }: { service: Service; close: () => void }) {
  const zone = useZone();
  const [start, setStart] = useState(() => toInput(Date.now(), zone));
  const [length, setLength] = useState('60');
  const [description, setDescription] = useState('');
  const at = fromInput(start, zone);
  const plan = useAct({
    run: (from: number) =>
      api.post('/maintenance_windows', {
        maintenance_window: {
          type: 'maintenance_window',
          // "Now" in a field without seconds lies a moment back, which the server may refuse.
          start_time: toWire(Math.max(from, Date.now() + 1_000)),
          end_time: toWire(from + Number(length) * 60_000),
          description: description.trim() === '' ? 'Maintenance' : description.trim(),
          services: [{ id: service.id, type: 'service_reference' }],
        },
      }),
    reload: [['maintenance_windows'], ['services']],
    done: 'Maintenance planned',
    inDialog: true,
    after: close,
  });
  return (
    <Ask
      title={`Maintenance of ${service.name}`}
      opened
      close={close}
      submit={() => at !== null && plan.mutate(at)}
      label="Plan"
      pending={plan.isPending}
      error={plan.error}
      disabled={at === null}
    >
      <TextInput
        label="What for"
        data-autofocus
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <Group gap="sm" grow align="flex-start">
        <TextInput
          type="datetime-local"
          label="From"
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
    </Ask>
  );
}
