import { dayStart } from '../../ground/time';
import type { RenderedEntry } from '../../ground/wire';

/** A shift as instants in milliseconds, [from, until). */
export interface Shift {
  from: number;
  until: number;
  userId: string | null;
  name: string;
}

export interface Span {
  from: number;
  until: number;
}

export function shiftsOf(entries: readonly RenderedEntry[] | null | undefined): Shift[] {
  return (entries ?? [])
    .map((entry) => ({
      from: Date.parse(entry.start),
      until: Date.parse(entry.end),
      userId: entry.user?.id ?? null,
      name: entry.user?.summary ?? 'Nobody',
    }))
    .filter((shift) => shift.until > shift.from)
    .sort((a, b) => a.from - b.from);
}

/** Joins shifts of one person that touch, as a reader sees them. */
export function joined(shifts: readonly Shift[]): Shift[] {
  const out: Shift[] = [];
  for (const shift of shifts) {
    const last = out[out.length - 1];
    if (last !== undefined && last.userId === shift.userId && last.until >= shift.from) {
      out[out.length - 1] = { ...last, until: Math.max(last.until, shift.until) };
    } else {
      out.push({ ...shift });
    }
  }
  return out;
}

/** Where nobody is on call inside the window. Entries without a person count as gaps, too. */
export function gaps(shifts: readonly Shift[], window: Span): Span[] {
  const out: Span[] = [];
  let reached = window.from;
  for (const shift of [...shifts].sort((a, b) => a.from - b.from)) {
    if (shift.userId === null) continue;
    if (shift.from >= window.until) break;
    if (shift.from > reached) out.push({ from: reached, until: shift.from });
    reached = Math.max(reached, shift.until);
  }
  if (reached < window.until) out.push({ from: reached, until: window.until });
  return out;
}

/** Left edge and width inside the window in percent; null when it lies outside. */
export function placed(span: Span, window: Span): { left: number; width: number } | null {
  const from = Math.max(span.from, window.from);
  const until = Math.min(span.until, window.until);
  if (until <= from) return null;
  const whole = window.until - window.from;
  return { left: ((from - window.from) / whole) * 100, width: ((until - from) / whole) * 100 };
}

/**
 * The days of a window that begins at the start of `from`'s day in the zone. Each is measured on that zone's calendar,
 * so a day on which the clock changes is 23 or 25 hours wide, and drawn so.
 */
export function daysOf(from: number, weeks: number, zone: string): Span[] {
  return Array.from({ length: weeks * 7 }, (_, day) => ({
    from: dayStart(from, zone, day),
    until: dayStart(from, zone, day + 1),
  }));
}

/** Monday of the week in which an instant lies, on the zone's calendar. */
export function weekStart(at: number, zone: string): number {
  const short = new Intl.DateTimeFormat('en-US', { weekday: 'short', timeZone: zone }).format(new Date(at));
  const back = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(short);
  return dayStart(at, zone, -Math.max(0, back));
}

/** Who is on call at an instant, and who comes after; `next` is the first other shift that begins later. */
export function nowAndNext(shifts: readonly Shift[], now: number): { now: Shift | null; next: Shift | null } {
  const all = joined(shifts);
  const current =
    all.find((shift) => shift.from <= now && now < shift.until && shift.userId !== null) ?? null;
  const next = all.find((shift) => shift.from > now && shift.userId !== null) ?? null;
  return { now: current, next };
}

/** One of `count` colours for a person: the same everywhere, and two people of one schedule rarely share it. */
export function colourOf(userId: string | null, order: readonly string[], count: number): number | null {
  if (userId === null) return null;
  const at = order.indexOf(userId);
  if (at >= 0) return at % count;
  let hash = 0;
  for (const letter of userId) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return hash % count;
}
