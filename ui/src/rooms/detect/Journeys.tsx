import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowRight, IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { NumberField } from '../../ground/NumberField';
import { OrderButtons } from '../../ground/Order';
import { Empty, Pager, Part, Waiting, When } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { ErrorBox } from '../../ground/Say';
import { mayManage, mayRespond, useMe } from '../../ground/session';
import { inWords, useZone, withTimes } from '../../ground/time';
import type { Ref } from '../../ground/wire';
import { CheckMark } from './CheckMark';
import { HERE, type Journey, newProbe, type Probe, probeWords, wireOfProbe } from './checks';
import styles from './Journeys.module.css';
import { ProbeFields } from './ProbeFields';
import { RunningFields, SiteResults, useRunning, wireOfRunning } from './Running';

const PAGE = 25;

/** What customers do, step by step, each with the service that carries it. */
export function Journeys() {
  const zone = useZone();
  const me = useMe();
  const manage = mayManage(me);
  const [editing, setEditing] = useState<Journey | 'new' | null>(null);
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['journeys', offset],
    queryFn: ({ signal }) =>
      list<Journey>('/journeys', 'journeys', { limit: PAGE, offset, total: true }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  const remove = useAct({
    run: (one: Journey) => api.delete(`/journeys/${one.id}`),
    reload: [['journeys']],
    done: 'Journey deleted',
    inDialog: true,
  });
  const run = useAct({
    run: async (one: Journey) =>
      (await api.post<{ journey: Journey }>(`/journeys/${one.id}/run`, {})).journey,
    reload: [['journeys']],
    done: (one) => `${one.name}: ${one.status_words ?? one.status}`,
    failed: 'The journey could not be run',
  });
  return (
    <div className={styles.stack}>
      {manage && (
        <div>
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
            New journey
          </Button>
        </div>
      )}
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && (
        <Part title="Journeys">
          <Empty
            title="No journeys yet"
            action={
              manage ? <Button onClick={() => setEditing('new')}>Describe the first</Button> : undefined
            }
          >
            A journey is what customers come for: search, basket, payment. When one of its services suffers,
            the journey is degraded, and the incident says which step.
          </Empty>
        </Part>
      )}
      {query.data?.items.map((one) => (
        <Part
          key={one.id}
          title={one.name}
          lead={
            <>
              every {inWords(one.interval_seconds)}, last run <When at={one.last_run_at} />
            </>
          }
          actions={
            <>
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
                    Its open alert ends.
                  </SureButton>
                </>
              )}
            </>
          }
        >
          <div className={styles.state}>
            <CheckMark status={one.status} />
            {one.status_words !== null && <Text size="sm">{withTimes(one.status_words, zone)}</Text>}
          </div>
          <ol className={styles.steps}>
            {one.steps.map((step, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two steps may have the same name
              <li key={at}>
                {at > 0 && <IconArrowRight size={18} aria-hidden className={styles.arrow} />}
                <div className={styles.step}>
                  <strong>{step.name}</strong>
                  <span>
                    <RefLink of={step.service} />
                  </span>
                  <CheckMark status={step.status} />
                  {step.status_words !== null && (
                    <Text size="xs" c="dimmed">
                      {withTimes(step.status_words, zone)}
                    </Text>
                  )}
                  {step.probe !== null && (
                    <Text size="xs" c="dimmed">
                      {probeWords(step.probe)}
                      {step.slow_milliseconds !== null && `, slow from ${step.slow_milliseconds} ms on`}
                    </Text>
                  )}
                </div>
              </li>
            ))}
          </ol>
          <SiteResults of={one} />
        </Part>
      ))}
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
      {editing !== null && (
        <Form journey={editing === 'new' ? undefined : editing} close={() => setEditing(null)} />
      )}
    </div>
  );
}

interface StepDraft {
  /** Tells it from the others wherever it stands. */
  key: string;
  name: string;
  service: Ref | null;
  probe: Probe | null;
  slow_milliseconds: number | null;
  captures: Record<string, string>;
}

let keys = 0;

const nextKey = () => `step ${keys++}`;

const newStep = (): StepDraft => ({
  key: nextKey(),
  name: '',
  service: null,
  probe: null,
  slow_milliseconds: null,
  captures: {},
});

function Form({ journey, close }: { journey?: Journey; close: () => void }) {
  const [running, set] = useRunning(journey, 300);
  const [steps, setSteps] = useState<StepDraft[]>(
    journey?.steps.map((step) => ({ ...step, key: nextKey() })) ?? [newStep()],
  );
  const change = (at: number, more: Partial<StepDraft>) =>
    setSteps(steps.map((step, index) => (index === at ? { ...step, ...more } : step)));
  const save = useAct({
    run: () => {
      const body = {
        journey: {
          ...wireOfRunning(running),
          steps: steps.map((step) => ({
            name: step.name.trim(),
            service: { id: step.service?.id, type: 'service_reference' },
            ...(step.probe === null
              ? {}
              : { probe: wireOfProbe(step.probe), slow_milliseconds: step.slow_milliseconds }),
            captures: step.captures,
          })),
        },
      };
      return journey === undefined ? api.post('/journeys', body) : api.put(`/journeys/${journey.id}`, body);
    },
    reload: [['journeys']],
    done: 'Journey saved',
    inDialog: true,
    after: close,
  });
  return (
    <Ask
      title={journey === undefined ? 'New journey' : `Edit ${journey.name}`}
      opened
      close={close}
      size="xl"
      by={save}
      label="Save"
      disabled={
        running.name.trim() === '' ||
        running.service === null ||
        running.sites.length === 0 ||
        steps.length === 0 ||
        steps.some((step) => step.name.trim() === '' || step.service === null)
      }
    >
      <TextInput
        label="Name"
        placeholder="Buy something"
        required
        data-autofocus
        value={running.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <PickOne
        kind="services"
        label="Alerts go to"
        description="The service whose people answer for the journey as a whole"
        required
        value={running.service}
        onPick={(service) => set({ service })}
      />
      {steps.map((step, at) => (
        <fieldset key={step.key} className={styles.fieldset}>
          <legend>Step {at + 1}</legend>
          <Stack gap="xs">
            <Group gap="sm" align="flex-end" wrap="nowrap">
              <TextInput
                label="Name"
                data-field={`steps[${at}].name`}
                value={step.name}
                onChange={(event) => change(at, { name: event.currentTarget.value })}
                flex={1}
              />
              <PickOne
                kind="services"
                label="Carried by"
                data-field={`steps[${at}].service`}
                value={step.service}
                onPick={(picked) => change(at, { service: picked })}
                flex={1}
              />
              <OrderButtons items={steps} at={at} name={`step ${at + 1}`} set={setSteps} least={1} />
            </Group>
            <Checkbox
              label="Muster tries this step"
              description="Else it works as long as its service does"
              checked={step.probe !== null}
              onChange={(event) => change(at, { probe: event.currentTarget.checked ? newProbe : null })}
            />
            {step.probe !== null && (
              <ProbeFields
                path={`steps[${at}].probe`}
                probe={step.probe}
                set={(probe) => change(at, { probe })}
              />
            )}
            {step.probe !== null && (
              <NumberField
                label="Slow from, in milliseconds"
                data-field={`steps[${at}].slow_milliseconds`}
                description="A slower answer is well, and the journey is degraded; empty for no such bound"
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                min={1}
                max={600_000}
                value={step.slow_milliseconds ?? ''}
                onChange={(value) => change(at, { slow_milliseconds: value === '' ? null : Number(value) })}
              />
            )}
          </Stack>
        </fieldset>
      ))}
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => setSteps([...steps, newStep()])}
        >
          Add step
        </Button>
      </div>
      <RunningFields running={running} set={set} least={10} />
    </Ask>
  );
}
