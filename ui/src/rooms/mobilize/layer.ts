import { formatTime, fromInput, inWords, toInput, toWire } from '../../ground/time';
import type { Ref, Restriction, Schedule, ScheduleLayer } from '../../ground/wire';
import { listed } from './policy';

export type Rotation = 'daily' | 'weekly' | 'custom';

export interface RestrictionDraft {
  key: string;
  type: Restriction['type'];
  /** Wall clock, `HH:mm`. */
  start: string;
  hours: number;
  /** 1 is Monday; only for weekly ones. */
  day: number;
}

/** A layer as the editor holds it; times are wall clock in the schedule's zone. */
export interface LayerDraft {
  key: string;
  id?: string;
  name: string;
  start: string;
  end: string;
  firstTurn: string;
  rotation: Rotation;
  /** Length of a turn when the rotation is custom. */
  hours: number;
  users: Ref[];
  restrictions: RestrictionDraft[];
}

/** Layers stand lowest first: where two cover the same time, the later one holds. */
export interface ScheduleDraft {
  name: string;
  description: string;
  zone: string;
  layers: LayerDraft[];
}

const DAY = 86_400;
const WEEK = 7 * DAY;

export function draftOfSchedule(schedule: Schedule): ScheduleDraft {
  return {
    name: schedule.name,
    description: schedule.description ?? '',
    zone: schedule.time_zone,
    // Read highest first, written lowest first; the draft holds them as they are written.
    layers: (schedule.schedule_layers ?? [])
      .toReversed()
      .map((layer, index) => draftOfLayer(layer, index, schedule.time_zone)),
  };
}

function draftOfLayer(layer: ScheduleLayer, index: number, zone: string): LayerDraft {
  const seconds = layer.rotation_turn_length_seconds;
  return {
    key: layer.id ?? `layer ${index}`,
    id: layer.id,
    name: layer.name ?? '',
    start: toInput(Date.parse(layer.start), zone),
    end: layer.end === null ? '' : toInput(Date.parse(layer.end), zone),
    firstTurn: toInput(Date.parse(layer.rotation_virtual_start), zone),
    rotation: seconds === DAY ? 'daily' : seconds === WEEK ? 'weekly' : 'custom',
    hours: seconds / 3600,
    users: layer.users.map(({ user }) => user),
    restrictions: layer.restrictions.map((restriction, at) => ({
      key: `restriction ${at}`,
      type: restriction.type,
      start: restriction.start_time_of_day.slice(0, 5),
      hours: restriction.duration_seconds / 3600,
      day: restriction.start_day_of_week ?? 1,
    })),
  };
}

export function newLayer(key: string, name: string, weekStartsAt: number, zone: string): LayerDraft {
  // Nine in the morning: handing over at midnight would wake both.
  const start = toInput(weekStartsAt, zone).replace(/T.*/, 'T09:00');
  return {
    key,
    name,
    start,
    end: '',
    firstTurn: start,
    rotation: 'weekly',
    hours: 168,
    users: [],
    restrictions: [],
  };
}

export function turnSeconds(layer: Pick<LayerDraft, 'rotation' | 'hours'>): number {
  switch (layer.rotation) {
    case 'daily':
      return DAY;
    case 'weekly':
      return WEEK;
    case 'custom':
      return Math.round(layer.hours * 3600);
  }
}

export function wireOfSchedule(draft: ScheduleDraft) {
  const instant = (text: string) => {
    const at = fromInput(text, draft.zone);
    return at === null ? null : toWire(at);
  };
  return {
    type: 'schedule',
    name: draft.name.trim(),
    description: draft.description.trim() === '' ? null : draft.description.trim(),
    time_zone: draft.zone,
    schedule_layers: draft.layers.map((layer) => ({
      ...(layer.id === undefined ? {} : { id: layer.id }),
      name: layer.name.trim() === '' ? null : layer.name.trim(),
      start: instant(layer.start),
      end: layer.end === '' ? null : instant(layer.end),
      rotation_virtual_start: instant(layer.firstTurn),
      rotation_turn_length_seconds: turnSeconds(layer),
      users: layer.users.map(({ id }) => ({ user: { id, type: 'user_reference' } })),
      restrictions: layer.restrictions.map((restriction) => ({
        type: restriction.type,
        start_time_of_day: `${restriction.start}:00`,
        duration_seconds: Math.round(restriction.hours * 3600),
        ...(restriction.type === 'weekly_restriction' ? { start_day_of_week: restriction.day } : {}),
      })),
    })),
  };
}

export function scheduleFaults(draft: ScheduleDraft): string[] {
  const faults: string[] = [];
  if (draft.name.trim() === '') faults.push('Give the schedule a name.');
  if (draft.layers.length === 0) faults.push('Add at least one layer.');
  draft.layers.forEach((layer, index) => {
    const name = layer.name.trim() === '' ? `Layer ${index + 1}` : `“${layer.name.trim()}”`;
    if (layer.users.length === 0) faults.push(`${name} has nobody in it.`);
    if (fromInput(layer.start, draft.zone) === null) faults.push(`${name} needs a start.`);
    if (fromInput(layer.firstTurn, draft.zone) === null)
      faults.push(`${name} needs the start of its first turn.`);
    if (!(turnSeconds(layer) >= 3600)) faults.push(`${name} needs turns of at least an hour.`);
    if (layer.restrictions.some((one) => !(one.hours > 0))) faults.push(`${name} has an empty restriction.`);
  });
  return faults;
}

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export function dayName(day: number): string {
  return dayNames[day - 1] ?? '?';
}

function turnWords(layer: LayerDraft): string {
  if (layer.rotation === 'daily') return 'a day';
  return layer.rotation === 'weekly' ? 'a week' : inWords(turnSeconds(layer));
}

/** The layer read aloud. */
export function layerInWords(layer: LayerDraft, zone: string): string {
  const first = fromInput(layer.firstTurn, zone);
  const clock = first === null ? '?' : formatTime(first, zone, 'clock').slice(0, 5);
  const day =
    first === null
      ? '?'
      : new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: zone }).format(new Date(first));
  const names = layer.users.map((user) => user.summary ?? user.id);
  const people =
    names.length === 0
      ? 'Nobody yet'
      : names.length === 1
        ? `${names[0]} alone`
        : `${listed(names)} take turns of ${turnWords(layer)}`;
  const handover =
    names.length < 2
      ? ''
      : layer.rotation === 'weekly'
        ? `, handing over on ${day}s at ${clock}`
        : layer.rotation === 'daily'
          ? `, handing over at ${clock}`
          : `, counted from ${first === null ? '?' : formatTime(first, zone, 'short')}`;
  const hours = layer.restrictions.map((one) =>
    one.type === 'daily_restriction'
      ? `daily from ${one.start} for ${inWords(one.hours * 3600)}`
      : `from ${dayName(one.day)} ${one.start} for ${inWords(one.hours * 3600)}`,
  );
  return `${people}${handover}${hours.length === 0 ? '' : `; only ${listed(hours)}`}.`;
}
