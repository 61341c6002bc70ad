import type { Ref } from '../../ground/wire';

export interface When {
  dates?: string[];
  month?: number;
  day?: number;
  weekday?: number;
  /** Which one of the month; from the end when negative. */
  which?: number;
  days_after?: number;
}

/** A known peak, on which more is expected than on any other day. */
export interface NamedDay extends Ref {
  name: string;
  when: When;
  from: string;
  until?: string;
  factor: number;
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const ordinals: Record<number, string> = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', 5: 'fifth' };

/** When it is, in words. */
export function whenWords(when: When): string {
  if (when.dates !== undefined) return when.dates.join(', ');
  const month = months[(when.month ?? 0) - 1] ?? '';
  if (when.weekday !== undefined) {
    const which =
      (when.which ?? 1) < 0
        ? (when.which ?? -1) === -1
          ? 'last'
          : `${ordinals[-(when.which ?? 0)]} last`
        : ordinals[when.which ?? 1];
    const after = when.days_after
      ? `${when.days_after} day${when.days_after === 1 ? '' : 's'} after the`
      : 'the';
    return `${after} ${which} ${weekdays[when.weekday - 1] ?? ''} of ${month}`;
  }
  return when.month !== undefined ? `every ${when.day} ${month}` : `day ${when.day} of every month`;
}

/** The dates in a text, one a line or separated by commas; null when one of them is none. */
export function datesOf(text: string): string[] | null {
  const dates = text.split(/[\s,]+/).filter((one) => one !== '');
  return dates.length > 0 &&
    dates.every((one) => /^\d{4}-\d\d-\d\d$/.test(one) && !Number.isNaN(Date.parse(one)))
    ? dates
    : null;
}
