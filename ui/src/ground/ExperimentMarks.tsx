import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconFlask,
  IconHourglass,
  IconX,
} from '@tabler/icons-react';
import type { ExperimentStatus } from './experiments';
import { Mark } from './Marks';

export function ExperimentMark({ status, aborted }: { status: ExperimentStatus; aborted: boolean }) {
  switch (status) {
    case 'planned':
      return <Mark word="Planned" tone="blue" Icon={IconClock} />;
    case 'running':
      return <Mark word="Running" tone="orange" Icon={IconFlask} solid />;
    case 'settling':
      return <Mark word="Settling" tone="yellow" Icon={IconHourglass} />;
    case 'withdrawn':
      return <Mark word="Withdrawn" tone="grey" Icon={IconX} />;
    case 'ended':
      return aborted ? (
        <Mark word="Broken off" tone="red" Icon={IconX} />
      ) : (
        <Mark word="Ended" tone="green" Icon={IconCheck} />
      );
  }
}

/** Whether an experiment had said that an alert would come. */
export function ExpectedMark({ expected }: { expected: boolean }) {
  return expected ? (
    <Mark word="Expected" tone="blue" Icon={IconFlask} />
  ) : (
    <Mark word="Unexpected" tone="orange" Icon={IconAlertTriangle} />
  );
}
