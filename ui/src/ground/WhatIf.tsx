import { Alert, Button, Group, List, Progress, Select, Text } from '@mantine/core';
import { IconHistoryToggle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from './act';
import { api } from './api';
import { RefLink, TextLink } from './Go';
import { When } from './Page';
import { Rows } from './Rows';
import { ErrorBox } from './Say';
import { toWire } from './time';
import { compared, type Formed, isOver, verdictOf, type WhatIf } from './whatif';

/** Tries a change on what really came in before it is saved; `change` is made when the trial begins. */
export function TryOnTape({ change, disabled }: { change: () => object; disabled?: boolean }) {
  const [days, setDays] = useState('30');
  const [tried, setTried] = useState<{ id: string; change: string } | null>(null);
  const now = JSON.stringify(change());
  const begin = useAct({
    run: async () => {
      const wanted = change();
      const answer = await api.post<{ what_if: WhatIf }>('/what_ifs', {
        what_if: { ...wanted, since: toWire(Date.now() - Number(days) * 86_400_000) },
      });
      return { id: answer.what_if.id, change: JSON.stringify(wanted) };
    },
    reload: [['what_ifs']],
    inDialog: true,
    after: setTried,
  });
  return (
    <div>
      <Group gap="xs" align="flex-end">
        <Select
          label="Try it on what came in"
          data={[
            { value: '1', label: 'in the last day' },
            { value: '7', label: 'in the last week' },
            { value: '30', label: 'in the last 30 days' },
          ]}
          value={days}
          allowDeselect={false}
          onChange={(value) => setDays(value ?? '30')}
          w={200}
        />
        <Button
          variant="default"
          leftSection={<IconHistoryToggle size={16} />}
          disabled={disabled}
          loading={begin.isPending}
          onClick={() => begin.mutate(undefined)}
        >
          Try it
        </Button>
      </Group>
      <ErrorBox error={begin.error} />
      {tried !== null && tried.change !== now && (
        <Text size="sm" mt="sm" role="status">
          You have changed something since: this is how it would have been before. Try it again.
        </Text>
      )}
      {tried !== null && <Trial id={tried.id} />}
    </div>
  );
}

/** One trial, while it runs and when it is done. */
export function Trial({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ['what_ifs', 'one', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ what_if: WhatIf }>(`/what_ifs/${id}`, undefined, signal)).what_if,
    refetchInterval: ({ state }) => (state.data !== undefined && isOver(state.data) ? false : 1_000),
  });
  const cancel = useAct({
    run: () => api.post(`/what_ifs/${id}/cancel`, {}),
    reload: [['what_ifs']],
    done: 'The trial was ended',
    failed: 'The trial goes on',
  });
  const trial = query.data;
  if (query.isError) return <ErrorBox error={query.error} again={() => query.refetch()} />;
  if (trial === undefined) return null;
  if (!isOver(trial)) {
    return (
      <Group gap="sm" mt="sm" role="status">
        <Progress
          value={trial.progress * 100}
          animated
          aria-label="Progress of the trial"
          flex={1}
          maw={420}
        />
        <Text size="sm">{trial.status === 'running' ? 'Playing the tape' : 'Waiting for its turn'}</Text>
        <Button size="compact-sm" variant="default" onClick={() => cancel.mutate(undefined)}>
          Cancel
        </Button>
      </Group>
    );
  }
  return <Result trial={trial} />;
}

/** What a change would have done. */
export function Result({ trial }: { trial: WhatIf }) {
  if (trial.as_it_is === undefined || trial.as_it_would_be === undefined) {
    return (
      <Alert color="gray" title={trial.failure === null ? 'The trial was ended' : 'The trial failed'} mt="sm">
        {trial.failure}
      </Alert>
    );
  }
  const verdict = verdictOf(trial);
  const missed = trial.real_incidents_missed;
  return (
    <Alert color={verdict.tone} title={verdict.words} mt="sm" role="status">
      <Text size="sm">
        Played from <When at={trial.since} as="short" /> to <When at={trial.until} as="short" />. Nothing is
        saved.
      </Text>
      <Rows
        label="As it is and as it would be"
        rows={compared(trial.as_it_is, trial.as_it_would_be)}
        keyOf={(row) => row.name}
        columns={[
          { name: 'What', cell: (row) => row.name },
          { name: 'As it is', right: true, width: 110, cell: (row) => row.now.toLocaleString('en-GB') },
          {
            name: 'As it would be',
            right: true,
            width: 130,
            cell: (row) => row.would.toLocaleString('en-GB'),
          },
          { name: 'Difference', right: true, width: 110, cell: (row) => row.difference },
        ]}
      />
      {missed !== undefined && missed.total > 0 && (
        <details open>
          <summary>Real incidents that would have been missed: {missed.total}</summary>
          <List size="sm">
            {missed.examples.map((one) => (
              <List.Item key={one.id}>
                <TextLink to={`/incidents/${one.id}`}>
                  #{one.number} {one.title}
                </TextLink>
              </List.Item>
            ))}
          </List>
        </details>
      )}
      <Examples title="Pages lost" of={trial.pages_lost} />
      <Examples title="Pages gained" of={trial.pages_gained} />
      <Examples title="Incidents lost" of={trial.incidents_lost} />
      <Examples title="Incidents gained" of={trial.incidents_gained} />
      {trial.largest_incidents !== undefined && trial.largest_incidents.length > 0 && (
        <details>
          <summary>What would go together, and why</summary>
          <List size="sm">
            {trial.largest_incidents.map((one) => (
              <List.Item key={`${one.title} ${one.at}`}>
                {one.title} (<RefLink of={one.service} />, <When at={one.at} as="short" />, {one.alerts}{' '}
                alerts)
                <List size="xs" c="dimmed">
                  {one.examples.map((alert) => (
                    <List.Item key={`${alert.alert_key} ${alert.at}`}>
                      {alert.summary}: {alert.reason}
                    </List.Item>
                  ))}
                </List>
              </List.Item>
            ))}
          </List>
        </details>
      )}
    </Alert>
  );
}

function Examples({ title, of }: { title: string; of: { total: number; examples: Formed[] } | undefined }) {
  if (of === undefined || of.total === 0) return null;
  return (
    <details>
      <summary>
        {title}: {of.total}
      </summary>
      <List size="sm">
        {of.examples.map((one) => (
          <List.Item key={`${one.alert_key} ${one.at}`}>
            {one.title} (<RefLink of={one.service} />, <When at={one.at} as="short" />)
          </List.Item>
        ))}
      </List>
    </details>
  );
}
