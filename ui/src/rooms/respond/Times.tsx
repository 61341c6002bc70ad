import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fact, When } from '../../ground/Page';
import { inWords } from '../../ground/time';
import { clocksQuery, type Moment, withActor } from './incidents';

/** When it was flagged, when the first person did something about it, and when it was restored. */
export function Times({ incidentId }: { incidentId: string }) {
  const clocks = useQuery(clocksQuery(incidentId)).data;
  if (clocks === undefined || clocks.flagged === null) return null;
  return (
    <>
      <Fact name="Flagged">
        <From moment={clocks.flagged} />
      </Fact>
      {clocks.first_response !== null && (
        <Fact name="First response">
          After {inWords(clocks.seconds_to_first_response ?? 0)}, <From moment={clocks.first_response} />
        </Fact>
      )}
      {clocks.restored !== null && (
        <Fact name="Restored">
          After {inWords(clocks.seconds_to_restore ?? 0)}, <From moment={clocks.restored} />
        </Fact>
      )}
    </>
  );
}

function From({ moment }: { moment: Moment }) {
  return (
    <>
      <When at={moment.at} as="short" />
      <Text size="sm" c="dimmed" lineClamp={2}>
        {withActor(moment)}
      </Text>
    </>
  );
}
