import { Tooltip } from '@mantine/core';
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconBell,
  IconCheck,
  IconChevronsDown,
  IconChevronsUp,
  IconCircleX,
  IconEye,
  IconFlame,
  IconInfoCircle,
  IconPlayerPause,
  IconTool,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import styles from './Marks.module.css';
import type { Priority } from './wire';

type Tone = 'red' | 'orange' | 'yellow' | 'green' | 'blue' | 'grey';

interface MarkLook {
  word: string;
  tone: Tone;
  Icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
}

/** A state in word, shape and colour: two of the three can be lost and it still reads. */
export function Mark({ word, tone, Icon, solid = false }: MarkLook & { solid?: boolean }) {
  return (
    <span className={styles.mark} data-tone={tone} data-solid={solid || undefined}>
      <Icon size={14} aria-hidden />
      {word}
    </span>
  );
}

/** Whether something that people switch on and off is on. */
export function OnOff({ on }: { on: boolean }) {
  return on ? (
    <Mark word="On" tone="green" Icon={IconCheck} />
  ) : (
    <Mark word="Off" tone="grey" Icon={IconPlayerPause} />
  );
}

const statuses: Record<string, MarkLook> = {
  triggered: { word: 'Triggered', tone: 'red', Icon: IconFlame },
  acknowledged: { word: 'Acknowledged', tone: 'yellow', Icon: IconEye },
  resolved: { word: 'Resolved', tone: 'green', Icon: IconCheck },
  suppressed: { word: 'Suppressed', tone: 'grey', Icon: IconPlayerPause },
};

function look(table: Record<string, MarkLook>, word: string): MarkLook {
  return table[word] ?? { word: sentence(word), tone: 'grey', Icon: IconInfoCircle };
}

/** `some_word` as people write it. */
export function sentence(word: string): string {
  const spaced = word.replaceAll('_', ' ').trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

const channels: Record<string, string> = {
  email: 'E-mail',
  sms: 'SMS',
  phone: 'Phone call',
  push: 'Push message',
  push_notification: 'Push to a browser',
  whatsapp: 'WhatsApp',
  personal_webhook: 'Webhook',
};

/** A way to reach a person or a machine, as people say it; also takes `sms_contact_method`. */
export function channelWord(channel: string): string {
  const short = channel.replace(/_reference$/, '').replace(/_contact_method$/, '');
  return channels[short] ?? sentence(short);
}

export function StatusMark({ status }: { status: string }) {
  return <Mark {...look(statuses, status)} solid={status === 'triggered'} />;
}

const urgencies: Record<string, MarkLook> = {
  high: { word: 'High', tone: 'orange', Icon: IconChevronsUp },
  low: { word: 'Low', tone: 'grey', Icon: IconChevronsDown },
};

export function UrgencyMark({ urgency }: { urgency: string }) {
  return <Mark {...look(urgencies, urgency)} />;
}

const severities: Record<string, MarkLook> = {
  critical: { word: 'Critical', tone: 'red', Icon: IconAlertOctagon },
  error: { word: 'Error', tone: 'orange', Icon: IconCircleX },
  warning: { word: 'Warning', tone: 'yellow', Icon: IconAlertTriangle },
  info: { word: 'Info', tone: 'blue', Icon: IconInfoCircle },
};

export function SeverityMark({ severity }: { severity: string | null | undefined }) {
  return severity === null || severity === undefined ? (
    <span>–</span>
  ) : (
    <Mark {...look(severities, severity)} />
  );
}

const serviceStates: Record<string, MarkLook> = {
  active: { word: 'All clear', tone: 'green', Icon: IconCheck },
  warning: { word: 'Acknowledged incident', tone: 'yellow', Icon: IconEye },
  critical: { word: 'Triggered incident', tone: 'red', Icon: IconFlame },
  maintenance: { word: 'Maintenance', tone: 'blue', Icon: IconTool },
  disabled: { word: 'Disabled', tone: 'grey', Icon: IconPlayerPause },
};

export function ServiceMark({ status }: { status: string }) {
  return <Mark {...look(serviceStates, status)} />;
}

const deliveries: Record<string, MarkLook> = {
  pending: { word: 'Waiting', tone: 'blue', Icon: IconBell },
  sent: { word: 'Sent', tone: 'green', Icon: IconCheck },
  handed: { word: 'Sent', tone: 'green', Icon: IconCheck },
  waiting: { word: 'Waiting', tone: 'blue', Icon: IconBell },
  leased: { word: 'On its way', tone: 'blue', Icon: IconBell },
  delivered: { word: 'Delivered', tone: 'green', Icon: IconCheck },
  failed: { word: 'Failed', tone: 'red', Icon: IconCircleX },
  given_up: { word: 'Given up', tone: 'red', Icon: IconCircleX },
  cancelled: { word: 'Cancelled', tone: 'grey', Icon: IconPlayerPause },
  moot: { word: 'No longer needed', tone: 'grey', Icon: IconPlayerPause },
};

export function DeliveryMark({ state }: { state: string }) {
  return <Mark {...look(deliveries, state)} />;
}

export function PriorityMark({ priority }: { priority: Priority | null }) {
  if (priority === null) return <span>–</span>;
  const name = priority.summary ?? priority.name ?? priority.id;
  const mark = (
    <span className={styles.mark} data-tone="grey">
      {name}
    </span>
  );
  return priority.description ? <Tooltip label={priority.description}>{mark}</Tooltip> : mark;
}
