import { Button, Progress, Text } from '@mantine/core';
import {
  IconCheck,
  IconCircleX,
  IconFlame,
  IconHourglass,
  IconPlayerPause,
  IconPlus,
} from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { list } from '../../ground/api';
import { budgetWords } from '../../ground/chart';
import { RefLink, TextLink } from '../../ground/Go';
import { Mark } from '../../ground/Marks';
import { Empty, Page, Pager, Part, Waiting } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import { SloForm } from './SloForm';
import { counts, newSlo, type Slo } from './slos';

const PAGE = 25;

const looks = {
  ok: { word: 'Within budget', tone: 'green', Icon: IconCheck },
  burning: { word: 'Burning', tone: 'orange', Icon: IconFlame },
  exhausted: { word: 'Budget used up', tone: 'red', Icon: IconCircleX },
  unknown: { word: 'No events yet', tone: 'grey', Icon: IconHourglass },
  disabled: { word: 'Off', tone: 'grey', Icon: IconPlayerPause },
} as const;

export function SloMark({ status }: { status: string }) {
  return <Mark {...(looks[status as keyof typeof looks] ?? looks.unknown)} />;
}

/** Whether what was kept from before an objective was made counts. */
export function pastWords(slo: Pick<Slo, 'past' | 'past_percent'>): string {
  switch (slo.past) {
    case 'counting':
      return slo.past_percent === null
        ? 'Its past waits to be counted'
        : `Its past is being counted, ${slo.past_percent} %`;
    case 'counted':
      return 'Its past is counted';
    case 'too_many':
      return 'Its past does not count';
    default:
      return 'Counted from when it began';
  }
}

/** The rest of the budget as a bar; what is overspent is written, for a bar cannot be less than empty. */
export function Budget({ slo }: { slo: Slo }) {
  if (slo.total_events <= 0) return <span>–</span>;
  const left = slo.budget_left_percent;
  return (
    <div>
      <Text size="sm" className="num">
        {budgetWords(left / 100)}
      </Text>
      <Progress
        value={Math.max(0, Math.min(100, left))}
        color={left <= 0 ? 'red' : left < 25 ? 'orange' : 'teal'}
        aria-label={`Error budget of ${slo.name}`}
      />
    </div>
  );
}

/** What was promised, how it was kept, and how fast the rest of the budget goes. */
export function Slos() {
  const me = useMe();
  const manage = mayManage(me);
  const navigate = useNavigate();
  const [making, setMaking] = useState(false);
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['slos', offset],
    queryFn: ({ signal }) => list<Slo>('/slos', 'slos', { limit: PAGE, offset, total: true }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ past }) => past === 'counting') ? 5_000 : 60_000,
  });
  return (
    <Page
      wide
      title="Objectives"
      lead="Service level objectives: what customers may count on, and how much of the error budget is left."
      actions={
        manage && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
            New objective
          </Button>
        )
      }
    >
      <Part title="Objectives" flush>
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data?.items.length === 0 && (
          <Empty
            title="No objectives yet"
            action={manage ? <Button onClick={() => setMaking(true)}>Make the first</Button> : undefined}
          >
            Choose what customers notice: the share of good answers, or the minutes in which pages are quick.
            Alerts then come by how fast the budget burns, not by every single failure.
          </Empty>
        )}
        {query.data !== undefined && query.data.items.length > 0 && (
          <Rows
            label="Objectives"
            rows={query.data.items}
            keyOf={(slo) => slo.id}
            columns={[
              {
                name: 'Objective',
                cell: (slo) => (
                  <>
                    <TextLink to={`/slos/${slo.id}`} fw={600}>
                      {slo.name}
                    </TextLink>
                    <Text size="sm" c="dimmed">
                      {slo.target_percent} % in {slo.window_days} days
                    </Text>
                  </>
                ),
              },
              { name: 'Service', width: 150, cell: (slo) => <RefLink of={slo.service} /> },
              {
                name: 'State',
                width: 190,
                cell: (slo) => (
                  <>
                    <SloMark status={slo.status} />
                    <Text size="sm" c="dimmed" title={slo.past_words ?? undefined}>
                      {pastWords(slo)}
                    </Text>
                  </>
                ),
              },
              {
                name: 'Good',
                width: 110,
                right: true,
                cell: (slo) => (slo.good_percent === null ? '–' : `${slo.good_percent.toFixed(3)} %`),
              },
              { name: 'Error budget', width: 170, cell: (slo) => <Budget slo={slo} /> },
              {
                name: 'Burn, last hour',
                width: 130,
                right: true,
                cell: (slo) => (counts(slo) ? (slo.burn_rates['1h'] ?? 0).toFixed(1) : '–'),
              },
            ]}
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
      </Part>
      {making && (
        <SloForm
          start={newSlo}
          close={() => setMaking(false)}
          saved={(slo) => navigate({ to: '/slos/$id' as never, params: { id: slo.id } as never })}
        />
      )}
    </Page>
  );
}
