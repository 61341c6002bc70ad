import { Button, Switch } from '@mantine/core';
import {
  IconAlarmSnooze,
  IconAlertCircle,
  IconArrowBackUp,
  IconArrowsExchange,
  IconBell,
  IconCheck,
  IconClockExclamation,
  IconClockPlus,
  IconEye,
  IconFlame,
  IconLink,
  IconMessage,
  IconNote,
  IconPencil,
  IconStairsUp,
  IconUserShare,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ComponentType, useState } from 'react';
import { Because } from '../../ground/Because';
import { RefLink } from '../../ground/Go';
import { sentence } from '../../ground/Marks';
import { Empty, Pager, Part, Waiting, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { useZone, withTimes } from '../../ground/time';
import type { Incident, LogEntry } from '../../ground/wire';
import { logQuery } from './incidents';
import { channelOf, kindOf, wordsOf } from './log';
import styles from './Timeline.module.css';

const icons: Record<string, ComponentType<{ size?: number; 'aria-hidden'?: boolean }>> = {
  trigger: IconFlame,
  acknowledge: IconEye,
  unacknowledge: IconArrowBackUp,
  resolve: IconCheck,
  assign: IconUserShare,
  delegate: IconArrowsExchange,
  escalate: IconStairsUp,
  repeat_escalation_path: IconStairsUp,
  exhaust_escalation_path: IconAlertCircle,
  notify: IconBell,
  annotate: IconNote,
  snooze: IconAlarmSnooze,
  reach_ack_limit: IconClockExclamation,
  reach_trigger_limit: IconClockExclamation,
  status_update: IconMessage,
  link: IconLink,
  field_value_change: IconPencil,
  urgency_change: IconPencil,
};

/** Everything that happened, newest first, each with who did it, through what and why. */
export function Timeline({
  incident,
  note,
  earlier,
}: {
  incident: Incident;
  note: (() => void) | null;
  earlier: (() => void) | null;
}) {
  const [all, setAll] = useState(true);
  const [offset, setOffset] = useState(0);
  const query = useQuery(logQuery(incident.id, !all, offset));
  return (
    <Part
      title="Timeline"
      lead="Newest first"
      actions={
        <>
          <Switch
            label="Every step"
            checked={all}
            onChange={(event) => {
              setAll(event.currentTarget.checked);
              setOffset(0);
            }}
          />
          {earlier !== null && (
            <Button size="xs" variant="default" leftSection={<IconClockPlus size={15} />} onClick={earlier}>
              Add what happened earlier
            </Button>
          )}
          {note !== null && (
            <Button size="xs" variant="default" leftSection={<IconNote size={15} />} onClick={note}>
              Add note
            </Button>
          )}
        </>
      }
    >
      {query.isPending && <Waiting what="Loading the timeline" />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && <Empty title="Nothing recorded yet" />}
      <ol className={styles.list} aria-label="Timeline entries">
        {query.data?.items.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      {query.data !== undefined && (
        <Pager
          offset={offset}
          limit={50}
          shown={query.data.items.length}
          more={query.data.more}
          total={query.data.total}
          go={setOffset}
        />
      )}
    </Part>
  );
}

function Entry({ entry }: { entry: LogEntry }) {
  const kind = kindOf(entry);
  const Icon = icons[kind] ?? IconPencil;
  const { text, quote } = wordsOf(entry);
  const channel = channelOf(entry);
  const zone = useZone();
  return (
    <li className={styles.entry} data-kind={kind}>
      <span className={styles.icon} title={sentence(kind)}>
        <Icon size={16} aria-hidden />
      </span>
      <div className={styles.body}>
        <div className={styles.words}>{withTimes(text, zone)}</div>
        {quote !== null && <blockquote className={styles.quote}>{quote}</blockquote>}
        <Because why={entry.reason} />
        <div className={`prose ${styles.foot}`}>
          <When at={entry.created_at} as="clock" />
          <When at={entry.created_at} />
          {entry.agent !== null ? (
            <span>
              by <RefLink of={entry.agent} />
            </span>
          ) : (
            entry.actor !== undefined && <span>by {entry.actor}</span>
          )}
          {channel !== null && <span>via {channel}</span>}
          {entry.recorded_at !== undefined && entry.recorded_at !== null && (
            <span>
              from {entry.source}, written down {entry.late === true && 'later, '}
              <When at={entry.recorded_at} as="short" />
            </span>
          )}
        </div>
      </div>
    </li>
  );
}
