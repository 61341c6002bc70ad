import {
  IconAlertTriangle,
  IconCheck,
  IconCircleX,
  IconHourglass,
  IconPlayerPause,
} from '@tabler/icons-react';
import { Mark, sentence } from '../../ground/Marks';

const looks: Record<
  string,
  { word: string; tone: 'green' | 'red' | 'yellow' | 'grey'; Icon: typeof IconCheck }
> = {
  new: { word: 'Not run yet', tone: 'grey', Icon: IconHourglass },
  unknown: { word: 'Not known', tone: 'grey', Icon: IconHourglass },
  up: { word: 'Works', tone: 'green', Icon: IconCheck },
  well: { word: 'Works', tone: 'green', Icon: IconCheck },
  ok: { word: 'Works', tone: 'green', Icon: IconCheck },
  healthy: { word: 'Works', tone: 'green', Icon: IconCheck },
  degraded: { word: 'Degraded', tone: 'yellow', Icon: IconAlertTriangle },
  late: { word: 'Late', tone: 'red', Icon: IconAlertTriangle },
  down: { word: 'Fails', tone: 'red', Icon: IconCircleX },
  failing: { word: 'Fails', tone: 'red', Icon: IconCircleX },
  silent: { word: 'Silent', tone: 'red', Icon: IconCircleX },
  disabled: { word: 'Off', tone: 'grey', Icon: IconPlayerPause },
};

/** The state of a check, a journey or one of its steps, or a heartbeat. Degraded is not down. */
export function CheckMark({
  status,
  words = {},
}: {
  status: string;
  /** States that have another word here. */
  words?: Record<string, string>;
}) {
  const look = looks[status] ?? { word: sentence(status), tone: 'grey', Icon: IconHourglass };
  return <Mark {...look} word={words[status] ?? look.word} />;
}
