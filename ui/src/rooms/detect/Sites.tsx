import { Alert, Button, Code, Group, Select, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { Empty, Part, Waiting, When } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import type { Ref } from '../../ground/wire';
import { CheckMark } from './CheckMark';
import type { ProbeSite } from './checks';
import { useSites } from './Running';

/** Other places from which checks and journeys run. */
export function Sites() {
  const manage = mayManage(useMe());
  const [making, setMaking] = useState(false);
  const [fresh, setFresh] = useState<ProbeSite | null>(null);
  const query = useSites();
  const remove = useAct({
    run: (one: ProbeSite) => api.delete(`/probe_sites/${one.id}`),
    reload: [['probe_sites'], ['checks'], ['journeys']],
    done: 'Site deleted',
    inDialog: true,
    after: (_, one) => setFresh((shown) => (shown?.id === one.id ? null : shown)),
  });
  return (
    <>
      {fresh !== null && (
        <Alert
          title={`Start the probe at ${fresh.name}`}
          color="teal"
          mb="md"
          withCloseButton
          onClose={() => setFresh(null)}
        >
          <Text size="sm" mb="xs">
            The token is shown only now. The probe needs this program and nothing else, no database and no
            open port.
          </Text>
          <Code block>
            {`MUSTER_PROBE_TOKEN=${fresh.token} ./muster probe --server ${window.location.origin} --site '${fresh.name}'`}
          </Code>
        </Alert>
      )}
      <Part
        title="Sites"
        lead="What fails at one place only is often the way there. A site runs the checks and journeys that name it."
        actions={
          manage && (
            <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setMaking(true)}>
              New site
            </Button>
          )
        }
        flush
      >
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data?.length === 0 && (
          <Empty title="No other sites yet">Checks and journeys run here alone.</Empty>
        )}
        {query.data !== undefined && query.data.length > 0 && (
          <Rows<ProbeSite>
            label="Sites"
            rows={query.data}
            keyOf={(one) => one.id}
            columns={[
              { name: 'Site', cell: (one) => <strong>{one.name}</strong> },
              { name: 'State', width: 140, cell: (one) => <CheckMark status={one.status} /> },
              { name: 'Last heard of', width: 140, cell: (one) => <When at={one.last_seen_at} /> },
              {
                name: 'Missed by',
                width: 160,
                cell: (one) => <RefLink of={one.service} />,
              },
              {
                name: 'Actions',
                quiet: true,
                width: 110,
                cell: (one) =>
                  manage && (
                    <Group justify="flex-end">
                      <SureButton
                        label="Delete"
                        title={`Delete ${one.name}?`}
                        act={() => remove.mutateAsync(one)}
                      >
                        Its token is worth nothing from then on. Checks that run only there run nowhere.
                      </SureButton>
                    </Group>
                  ),
              },
            ]}
          />
        )}
      </Part>
      {making && (
        <Form
          close={() => setMaking(false)}
          made={(site) => {
            setMaking(false);
            setFresh(site);
          }}
        />
      )}
    </>
  );
}

function Form({ close, made }: { close: () => void; made: (site: ProbeSite) => void }) {
  const [name, setName] = useState('');
  const [service, setService] = useState<Ref | null>(null);
  const [severity, setSeverity] = useState('warning');
  const save = useAct({
    run: async () =>
      (
        await api.post<{ probe_site: ProbeSite }>('/probe_sites', {
          probe_site: {
            name: name.trim(),
            service: { id: service?.id, type: 'service_reference' },
            severity,
          },
        })
      ).probe_site,
    reload: [['probe_sites']],
    done: 'Site made',
    inDialog: true,
    after: made,
  });
  return (
    <Ask
      title="New site"
      opened
      close={close}
      by={save}
      label="Make it"
      disabled={name.trim() === '' || service === null}
    >
      <TextInput
        label="Name"
        placeholder="Frankfurt"
        required
        data-autofocus
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PickOne
        kind="services"
        label="Who is told when it falls silent"
        required
        value={service}
        onPick={setService}
      />
      <Select
        label="Severity of that"
        data={['critical', 'error', 'warning', 'info']}
        value={severity}
        allowDeselect={false}
        onChange={(value) => setSeverity(value ?? 'warning')}
      />
    </Ask>
  );
}
