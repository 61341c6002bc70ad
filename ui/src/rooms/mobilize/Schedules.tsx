import { Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { ButtonLink, RefLinks, TextLink } from '../../ground/Go';
import { NamedList } from '../../ground/NamedList';
import { Empty, Page } from '../../ground/Page';
import type { Column } from '../../ground/Rows';
import { mayManage, useMe } from '../../ground/session';
import type { Schedule } from '../../ground/wire';

const columns: Column<Schedule>[] = [
  {
    name: 'Schedule',
    cell: (schedule) => (
      <>
        <TextLink to={`/schedules/${schedule.id}`} fw={600}>
          {schedule.name}
        </TextLink>
        {schedule.description !== null && schedule.description !== '' && (
          <Text size="sm" c="dimmed" lineClamp={1}>
            {schedule.description}
          </Text>
        )}
      </>
    ),
  },
  { name: 'Time zone', width: 190, cell: (schedule) => schedule.time_zone },
  {
    name: 'People',
    width: 260,
    cell: (schedule) => {
      const users = schedule.users ?? [];
      return users.length > 3 ? `${users.length} people` : <RefLinks of={users} none="Nobody" />;
    },
  },
  {
    name: 'Used by',
    width: 240,
    cell: (schedule) => <RefLinks of={schedule.escalation_policies} none="No policy" />,
  },
];

export function Schedules() {
  const me = useMe();
  const make = (
    <ButtonLink to="/schedules/new" leftSection={<IconPlus size={16} />}>
      New schedule
    </ButtonLink>
  );
  return (
    <Page wide title="Schedules" lead="Who is on call when." actions={mayManage(me) && make}>
      <NamedList<Schedule>
        kind="schedules"
        path="/schedules"
        what="schedules"
        columns={columns}
        empty={
          <Empty title="No schedules yet" action={mayManage(me) ? make : undefined}>
            A schedule hands the pager from person to person. Escalation policies refer to it.
          </Empty>
        }
      />
    </Page>
  );
}
