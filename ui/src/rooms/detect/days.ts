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

/** How a day is said in the form. */
export type Kind = 'dates' | 'yearly' | 'monthly' | 'weekday';

/** A named day as it is filled in. */
export interface DayDraft {
  name: string;
  kind: Kind;
  dates: string;
  month: number;
  day: number | string;
  weekday: number;
  which: number;
  after: number | string;
  from: string;
  until: string;
  factor: number | string;
}

export const newDay: DayDraft = {
  name: '',
  kind: 'dates',
  dates: '',
  month: 11,
  day: 1,
  weekday: 4,
  which: 4,
  after: 1,
  from: '00:00',
  until: '',
  factor: 2,
};

/** The draft with which an entered day is edited. */
export function draftOfDay(day: NamedDay): DayDraft {
  const { when } = day;
  return {
    ...newDay,
    name: day.name,
    kind:
      when.dates !== undefined
        ? 'dates'
        : when.weekday !== undefined
          ? 'weekday'
          : when.month !== undefined
            ? 'yearly'
            : 'monthly',
    dates: when.dates?.join('\n') ?? '',
    month: when.month ?? newDay.month,
    day: when.day ?? newDay.day,
    weekday: when.weekday ?? newDay.weekday,
    which: when.which ?? 1,
    after: when.days_after ?? 0,
    from: day.from,
    until: day.until ?? '',
    factor: day.factor,
  };
}

/** What is sent. What was left empty or is no date is for the server to name. */
export function wireOfDay(draft: DayDraft) {
  const when = {
    dates: () => ({ dates: listOf(draft.dates) }),
    yearly: () => ({ month: draft.month, day: draft.day }),
    monthly: () => ({ day: draft.day }),
    weekday: () => ({
      month: draft.month,
      weekday: draft.weekday,
      which: draft.which,
      days_after: draft.after === '' ? 0 : Number(draft.after),
    }),
  }[draft.kind]();
  return {
    name: draft.name.trim(),
    when,
    from: draft.from === '' ? '00:00' : draft.from,
    ...(draft.until === '' ? {} : { until: draft.until }),
    factor: draft.factor,
  };
}

export const months = [
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
export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const ordinals: Record<number, string> = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', 5: 'fifth' };

/** Which one of a month's weekdays, in words. */
export function whichWords(which: number): string {
  if (which === -1) return 'last';
  return which < 0 ? `${ordinals[-which]} last` : (ordinals[which] ?? '');
}

/** When it is, in words. */
export function whenWords(when: When): string {
  if (when.dates !== undefined) return when.dates.join(', ');
  const month = months[(when.month ?? 0) - 1] ?? '';
  if (when.weekday !== undefined) {
    const days = when.days_after ?? 0;
    const away = `${Math.abs(days)} day${Math.abs(days) === 1 ? '' : 's'}`;
    const the = days === 0 ? 'the' : `${away} ${days < 0 ? 'before' : 'after'} the`;
    return `${the} ${whichWords(when.which ?? 1)} ${weekdays[when.weekday - 1] ?? ''} of ${month}`;
  }
  if (when.month !== undefined) return `every ${when.day} ${month}`;
  const day = when.day ?? 0;
  if (day > 0) return `day ${day} of every month`;
  return day === -1 ? 'the last day of every month' : `the day ${-day - 1} before the last of every month`;
}

/** The parts of a text, one a line or separated by commas. */
function listOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((one) => one !== '');
}

/** The first part of the text that is no date as the wire writes it; undefined when all are. */
export function noDate(text: string): string | undefined {
  return listOf(text).find((one) => {
    const at = /^\d{4}-\d\d-\d\d$/.test(one) ? Date.parse(`${one}T00:00:00Z`) : Number.NaN;
    return Number.isNaN(at) || !new Date(at).toISOString().startsWith(one); // a 30 February is read as a day of March
  });
}
