import { Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { PickOne, refOf } from '../../ground/Pick';
import { useMe } from '../../ground/session';
import { fromInput, inWords, toInput, useZone } from '../../ground/time';
import type { Ref, Schedule } from '../../ground/wire';
import { addOverride } from './schedules';
import type { Span } from './timeline';

/** Somebody stands in for a while. Opened from a shift, it offers what is left of that shift. */
export function OverrideDialog(props: { schedule: Schedule; span: Partial<Span>; close: () => void }) {
  const zone = useZone();
  const me = useMe();
  const [opened] = useState(() => Date.now());
  const nextHour = Math.ceil(opened / 3_600_000) * 3_600_000;
  const [user, setUser] = useState<Ref | null>(() => (me === undefined ? null : refOf('users', me)));
  const [start, setStart] = useState(() => toInput(Math.max(props.span.from ?? nextHour, opened), zone));
  const [end, setEnd] = useState(() => toInput(props.span.until ?? nextHour + 8 * 3_600_000, zone));
  const from = fromInput(start, zone);
  const until = fromInput(end, zone);
  const ordered = from !== null && until !== null && from < until;
  const add = useAct({
    run: async () => {
      if (user !== null && from !== null && until !== null) {
        await addOverride(props.schedule.id, user.id, { from, until });
      }
    },
    reload: [['schedules', props.schedule.id], ['oncalls']],
    done: 'Override added',
    inDialog: true,
    after: props.close,
  });
  return (
    <Ask
      title={`Override on ${props.schedule.name}`}
      opened
      close={props.close}
      by={add}
      label="Add override"
      disabled={user === null || !ordered}
      size="lg"
    >
      <PickOne kind="users" label="Who is on call instead" required value={user} onPick={setUser} />
      <Group grow gap="sm">
        <TextInput
          type="datetime-local"
          label="From"
          required
          value={start}
          onChange={(event) => setStart(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label="Until"
          required
          value={end}
          onChange={(event) => setEnd(event.currentTarget.value)}
        />
      </Group>
      <Text size="sm" c={from !== null && until !== null && !ordered ? 'red' : 'dimmed'} aria-live="polite">
        {from === null || until === null
          ? `Times in ${zone}`
          : ordered
            ? `${inWords((until - from) / 1000)}, times in ${zone}`
            : 'It must end after it begins.'}
      </Text>
    </Ask>
  );
}
