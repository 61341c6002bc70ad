import { useEffect, useState } from 'react';
import { memory, storeOf, useStore } from './store';

/** Which clock the screens show: the browser's zone, UTC, or the zone in the user's profile. */
export type ZoneChoice = 'browser' | 'utc' | 'profile';

const kept = memory.read('zone');
export const zoneChoice = storeOf<ZoneChoice>(kept === 'utc' || kept === 'profile' ? kept : 'browser');

/** The zone of the signed-in user's profile, set once the profile is known. */
export const profileZone = storeOf<string | null>(null);

export function chooseZone(choice: ZoneChoice): void {
  memory.write('zone', choice);
  zoneChoice.set(choice);
}

export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

export function useZone(): string {
  const choice = useStore(zoneChoice);
  const profile = useStore(profileZone);
  if (choice === 'utc') return 'UTC';
  if (choice === 'profile' && profile !== null && isZone(profile)) return profile;
  return browserZone();
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export type TimeStyle = 'full' | 'short' | 'clock' | 'day' | 'daymonth';

const styles: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  full: {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  },
  short: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  day: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  daymonth: { weekday: 'short', day: 'numeric', month: 'short' },
};

// Making a formatter costs some 50 us and lists make thousands of them.
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Writes an instant in a zone, 24 hours, month in letters, so that no reader can swap day and month. */
export function formatTime(at: string | number | Date, zone: string, style: TimeStyle = 'short'): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '–';
  const key = `${style} ${zone}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      ...styles[style],
      hourCycle: 'h23',
      timeZone: isZone(zone) ? zone : 'UTC',
    });
    formatters.set(key, formatter);
  }
  return formatter.format(date);
}

const units: [string, number][] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/** A length in its two largest units: `1 h 5 min`, `45 s`. Negative lengths count as zero. */
export function inWords(seconds: number, most = 2): string {
  let left = Math.max(0, Math.floor(seconds));
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === most) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** Instants inside a sentence, such as `until 2026-11-21T02:08:49.698Z`, put on the clock that is shown. */
export function withTimes(words: string, zone: string): string {
  return words.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)/g, (found) =>
    Number.isNaN(Date.parse(found)) ? found : formatTime(found, zone, 'short'),
  );
}

/** Where an instant lies seen from now: `3 min ago`, `in 2 h`, `just now`. */
export function fromNow(at: string | number | Date, now: number): string {
  const seconds = (now - new Date(at).getTime()) / 1000;
  if (Number.isNaN(seconds)) return '–';
  if (Math.abs(seconds) < 5) return 'just now';
  const words = inWords(
    Math.abs(seconds),
    Math.abs(seconds) > 86_400 ? 1 : Math.abs(seconds) > 3_600 ? 2 : 1,
  );
  return seconds > 0 ? `${words} ago` : `in ${words}`;
}

/** What a clock counting down to `at` shows: `4:05`, `1:02:09`, and `now` once it is due. */
export function countdown(at: string | number | Date, now: number): string {
  const left = Math.ceil((new Date(at).getTime() - now) / 1000);
  if (Number.isNaN(left)) return '–';
  if (left <= 0) return 'now';
  const hours = Math.floor(left / 3600);
  const minutes = Math.floor((left % 3600) / 60);
  const pad = (n: number) => String(n).padStart(2, '0');
  if (hours >= 48) return inWords(left);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(left % 60)}` : `${minutes}:${pad(left % 60)}`;
}

/** The present, moved on every `every` milliseconds; screens that show ages or countdowns redraw with it. */
export function useNow(every = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** How far a zone is ahead of UTC at an instant, in milliseconds. */
export function zoneOffset(at: number, zone: string): number {
  const parts = partsIn(at, zone);
  const asUtc = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
  return asUtc - Math.floor(at / 1000) * 1000;
}

export interface WallParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const partFormatters = new Map<string, Intl.DateTimeFormat>();

export function partsIn(at: number, zone: string): WallParts {
  let formatter = partFormatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: isZone(zone) ? zone : 'UTC',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    partFormatters.set(zone, formatter);
  }
  const found: Record<string, number> = {};
  for (const part of formatter.formatToParts(new Date(at))) found[part.type] = Number(part.value);
  return {
    year: found.year ?? 1970,
    month: found.month ?? 1,
    day: found.day ?? 1,
    hour: found.hour ?? 0,
    minute: found.minute ?? 0,
    second: found.second ?? 0,
  };
}

/**
 * The instant at which a zone's clock shows these parts. A time that the zone skips moves on by the length of the
 * gap; a time that it shows twice is the earlier one. Overflowing parts (day 32) roll over as in `Date.UTC`.
 */
export function instantOf(wall: WallParts, zone: string): number {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  const before = zoneOffset(asUtc - 86_400_000, zone);
  const after = zoneOffset(asUtc + 86_400_000, zone);
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    if (zoneOffset(asUtc - offset, zone) === offset) return asUtc - offset;
  }
  return asUtc - before;
}

/** Start of the day in a zone that holds the instant, moved by whole calendar days. */
export function dayStart(at: number, zone: string, plusDays = 0): number {
  const wall = partsIn(at, zone);
  return instantOf({ ...wall, day: wall.day + plusDays, hour: 0, minute: 0, second: 0 }, zone);
}

/** Text for `<input type="datetime-local">`, in the zone's wall clock. */
export function toInput(at: number, zone: string): string {
  const wall = partsIn(at, zone);
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${wall.year}-${pad(wall.month)}-${pad(wall.day)}T${pad(wall.hour)}:${pad(wall.minute)}`;
}

/** Reads such a text back; null while it is incomplete. */
export function fromInput(text: string, zone: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?/.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = '0', minute = '0'] = match;
  return instantOf(
    {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: 0,
    },
    zone,
  );
}

/** An instant as the wire wants it. */
export function toWire(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** All zone names the browser knows, UTC first. */
export function zoneNames(): string[] {
  const names = Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC');
  return ['UTC', ...names];
}
