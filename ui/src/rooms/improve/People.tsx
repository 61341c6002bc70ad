import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { list } from '../../ground/api';
import { percent } from '../../ground/chart';
import { RefLink } from '../../ground/Go';
import { Empty, Pager, Part, Waiting } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import type { Iso, Ref } from '../../ground/wire';

interface Told {
  user: Ref;
  since: Iso;
  until: Iso;
  messages: number;
  incidents: { total: number; actionable: number; not_actionable: number; unknown: number };
  judged_by_people: number;
  precision: number | null;
}

const PAGE = 25;

/** Who was told how much in the last 30 days, and how often it was worth it. */
export function People() {
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['noise', 'people', offset],
    queryFn: ({ signal }) =>
      list<Told>('/noise/people', 'people', { limit: PAGE, offset, total: true }, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <Part
      title="Was it worth it?"
      lead="The last 30 days. What people say of an incident counts more than what their acts show."
      flush
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && <Empty title="Nobody was told anything" />}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Rows
          label="People"
          rows={query.data.items}
          keyOf={(one) => one.user.id}
          columns={[
            { name: 'Who', cell: (one) => <RefLink of={one.user} /> },
            { name: 'Messages', width: 110, right: true, cell: (one) => one.messages },
            { name: 'Incidents', width: 110, right: true, cell: (one) => one.incidents.total },
            { name: 'Worth it', width: 110, right: true, cell: (one) => one.incidents.actionable },
            { name: 'Noise', width: 90, right: true, cell: (one) => one.incidents.not_actionable },
            { name: 'Not judged', width: 115, right: true, cell: (one) => one.incidents.unknown },
            { name: 'Share worth it', width: 135, right: true, cell: (one) => percent(one.precision) },
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
  );
}
