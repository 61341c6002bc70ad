import { percent } from '../../ground/chart';
import { RefLink } from '../../ground/Go';
import { Empty, Part } from '../../ground/Page';
import { PagedRows } from '../../ground/PagedRows';
import type { Told } from './told';

/** Who was told how much in the last 30 days, and how often it was worth it. */
export function People() {
  return (
    <Part
      title="Was it worth it?"
      lead="The last 30 days. What people say of an incident counts more than what their acts show."
      flush
    >
      <PagedRows<Told>
        queryKey={['noise', 'people']}
        path="/noise/people"
        plural="people"
        label="People"
        keyOf={(one) => one.user.id}
        empty={<Empty title="Nobody was told anything" />}
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
    </Part>
  );
}
