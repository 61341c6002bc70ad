import { useQuery } from '@tanstack/react-query';
import { list } from '../../ground/api';
import { TextLink } from '../../ground/Go';
import { Empty, Part, Waiting, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { Trial } from '../../ground/WhatIf';
import type { WhatIf } from '../../ground/whatif';

/** The latest changes that were tried on the tape. */
export function Trials() {
  const query = useQuery({
    queryKey: ['what_ifs', 'list'],
    queryFn: ({ signal }) => list<WhatIf>('/what_ifs', 'what_ifs', { limit: 20 }, signal),
    refetchInterval: 5_000,
  });
  return (
    <>
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && (
        <Part title="What if">
          <Empty title="Nothing was tried yet">
            Change <TextLink to="/event_rules">event rules</TextLink> and try them on the tape before you
            save: the result says how many pages and incidents are gained and lost, and which real ones would
            be missed.
          </Empty>
        </Part>
      )}
      {query.data?.items.map((trial) => (
        <Part
          key={trial.id}
          title={trial.summary}
          lead={
            <>
              tried <When at={trial.created_at} />
            </>
          }
        >
          <Trial id={trial.id} />
        </Part>
      ))}
    </>
  );
}
