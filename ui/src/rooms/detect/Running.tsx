import { Group, MultiSelect, Select, SimpleGrid, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listAll } from '../../ground/api';
import { NumberField } from '../../ground/NumberField';
import { When } from '../../ground/Page';
import type { Ref } from '../../ground/wire';
import { CheckMark } from './CheckMark';
import { HERE, type ProbeSite, type SiteResult, type Watched } from './checks';
import styles from './Detect.module.css';

/** What checks and journeys have in common, as their forms hold it. */
export interface Running {
  name: string;
  service: Ref | null;
  every: number | string;
  points: number | string;
  of: number | string;
  severity: string;
  enabled: boolean;
  sites: string[];
  agree: number | string;
}

export function useRunning(start: Watched | undefined, every: number) {
  const [running, setRunning] = useState<Running>({
    name: start?.name ?? '',
    service: start?.service ?? null,
    every: start?.interval_seconds ?? every,
    points: start?.persistence.points ?? 2,
    of: start?.persistence.of ?? 3,
    severity: start?.severity ?? 'error',
    enabled: start?.enabled ?? true,
    sites: start?.sites ?? [HERE],
    agree: start?.agree ?? 1,
  });
  const set = (more: Partial<Running>) => setRunning((before) => ({ ...before, ...more }));
  return [running, set] as const;
}

export function wireOfRunning(running: Running) {
  return {
    name: running.name.trim(),
    service: { id: running.service?.id, type: 'service_reference' },
    interval_seconds: running.every,
    persistence: { points: running.points, of: running.of },
    sites: running.sites,
    agree: Math.min(running.sites.length, Math.max(1, Number(running.agree))),
    severity: running.severity,
    enabled: running.enabled,
  };
}

export const useSites = () =>
  useQuery({
    queryKey: ['probe_sites'],
    queryFn: ({ signal }) => listAll<ProbeSite>('/probe_sites', 'probe_sites', {}, undefined, signal),
    refetchInterval: 30_000,
  });

/** How often something runs, from where, and how many failures are an alert. */
export function RunningFields(props: {
  running: Running;
  set: (more: Partial<Running>) => void;
  least: number;
}) {
  const { running, set } = props;
  const sites = useSites();
  const choices = [
    { value: HERE, label: 'Here' },
    ...(sites.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <>
      <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="sm">
        <NumberField
          label="Every, in seconds"
          data-field="interval_seconds"
          min={props.least}
          max={86_400}
          value={running.every}
          onChange={(every) => set({ every })}
        />
        <NumberField
          label="Alert after"
          data-field="persistence.points"
          min={1}
          max={20}
          value={running.points}
          onChange={(points) => set({ points })}
        />
        <NumberField
          label="failures of"
          data-field="persistence.of"
          min={1}
          max={20}
          value={running.of}
          onChange={(of) => set({ of })}
        />
        <Select
          label="Severity"
          data={['critical', 'error', 'warning', 'info']}
          value={running.severity}
          allowDeselect={false}
          onChange={(severity) => set({ severity: severity ?? 'error' })}
        />
      </SimpleGrid>
      {choices.length > 1 && (
        <Group gap="sm" align="flex-end" grow>
          <MultiSelect
            label="Runs at"
            required
            data={choices}
            value={running.sites}
            onChange={(chosen) => set({ sites: chosen })}
            error={running.sites.length === 0 ? 'Choose a site at least' : undefined}
          />
          {running.sites.length > 1 && (
            <NumberField
              label={`Sites of ${running.sites.length} that must agree`}
              data-field="agree"
              min={1}
              max={running.sites.length}
              value={running.agree}
              onChange={(agree) => set({ agree })}
            />
          )}
        </Group>
      )}
      <Switch
        label="It runs"
        checked={running.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked })}
      />
    </>
  );
}

/** How something is seen from each of its sites; nothing when it runs here alone. */
export function SiteResults({ of }: { of: Watched }) {
  if (of.sites.length === 1 && of.sites[0] === HERE) return null;
  return (
    <div>
      {of.sites.length > 1 && (
        <Text size="sm" c="dimmed">
          {of.agree} of {of.sites.length} sites must agree
        </Text>
      )}
      <ul className={styles.sites}>
        {of.site_results.map((one: SiteResult) => (
          <li key={one.site.id}>
            <strong>{one.site.id === HERE ? 'Here' : one.site.summary}</strong>{' '}
            <CheckMark status={one.status} />{' '}
            <Text span size="sm" c="dimmed">
              {one.last_result} <When at={one.last_run_at} />
            </Text>
          </li>
        ))}
      </ul>
      {of.site_results.length === 0 && (
        <Text size="sm" c="dimmed">
          No site has reported yet.
        </Text>
      )}
    </div>
  );
}
