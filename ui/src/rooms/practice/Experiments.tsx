import { Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, pageOf } from '../../ground/api';
import { ExperimentMark } from '../../ground/ExperimentMarks';
import { type Experiment, readExperiment } from '../../ground/experiments';
import { RefLink, RefLinks, TextLink } from '../../ground/Go';
import { Empty, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import { ExperimentForm } from './ExperimentForm';

const PAGE = 25;

/** What is broken on purpose, so that it breaks at a time of our choosing. */
export function Experiments() {
  const manage = mayManage(useMe());
  const navigate = useNavigate();
  const [offset, setOffset] = useState(0);
  const [making, setMaking] = useState(false);
  const query = useQuery({
    queryKey: ['experiments', 'list', offset],
    queryFn: async ({ signal }) =>
      pageOf<unknown>(
        'experiments',
        await api.get<unknown>('/experiments', { limit: PAGE, offset, total: true }, signal),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  const rows = (query.data?.items ?? []).map(readExperiment);
  return (
    <Page
      wide
      title="Experiments"
      lead="What is broken on purpose. Alerts that an experiment expects wake its own team alone; all others wake those whom they always wake."
      actions={
        manage && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
            New experiment
          </Button>
        )
      }
    >
      <Part title="Experiments" flush>
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data !== undefined && rows.length === 0 && (
          <Empty
            title="No experiment yet"
            action={manage ? <Button onClick={() => setMaking(true)}>Plan the first</Button> : undefined}
          >
            Say what you believe, what you will break, and which alerts you expect. Then break it, and see
            whether you were right.
          </Empty>
        )}
        {rows.length > 0 && (
          <Rows
            label="Experiments"
            rows={rows}
            keyOf={(one) => one.id}
            columns={[
              {
                name: 'Experiment',
                cell: (one) => (
                  <>
                    <TextLink to={`/experiments/${one.id}`} fw={600}>
                      {one.name}
                    </TextLink>
                    <Text size="sm" c="dimmed" lineClamp={2}>
                      {one.hypothesis}
                    </Text>
                  </>
                ),
              },
              {
                name: 'State',
                width: 130,
                cell: (one) => <ExperimentMark status={one.status} aborted={one.aborted} />,
              },
              { name: 'Targets', width: 200, cell: (one) => <RefLinks of={one.targets} /> },
              { name: 'Team', width: 140, cell: (one) => <RefLink of={one.team} /> },
              { name: 'Alerts', width: 150, cell: alertsWords },
              {
                name: 'When',
                width: 140,
                cell: (one) => <When at={one.startedAt ?? one.startAt ?? one.createdAt} />,
              },
            ]}
          />
        )}
        {query.data !== undefined && (
          <Pager
            offset={offset}
            limit={PAGE}
            shown={rows.length}
            more={query.data.more}
            total={query.data.total}
            go={setOffset}
          />
        )}
      </Part>
      {making && (
        <ExperimentForm
          close={() => setMaking(false)}
          saved={(one) => navigate({ to: '/experiments/$id' as never, params: { id: one.id } as never })}
        />
      )}
    </Page>
  );
}

function alertsWords({ expected, unexpected, startedAt }: Experiment): string {
  if (startedAt === null) return '–';
  return unexpected === 0 ? `${expected} expected` : `${expected} expected, ${unexpected} not`;
}
