import { partsIn } from '../../ground/time';

export type Repeat = 'never' | 'daily' | 'weekdays' | 'weekly' | 'monthly' | 'own';

const days = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

function weekday(at: number, zone: string): number {
  const wall = partsIn(at, zone);
  return new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay();
}

/** The recurrence rule of RFC 5545 for a window that begins then; null when it does not come back. */
export function ruleFor(repeat: Repeat, start: number, zone: string, own: string): string | null {
  switch (repeat) {
    case 'never':
      return null;
    case 'daily':
      return 'FREQ=DAILY';
    case 'weekdays':
      return 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR';
    case 'weekly':
      return `FREQ=WEEKLY;BYDAY=${days[weekday(start, zone)]}`;
    case 'monthly':
      return `FREQ=MONTHLY;BYMONTHDAY=${partsIn(start, zone).day}`;
    case 'own':
      return own.trim().replace(/^RRULE:/i, '') || null;
  }
}

/** Why a window cannot come back so; null when it can. */
export function repeatFault(repeat: Repeat, start: number, zone: string): string | null {
  const day = weekday(start, zone);
  return repeat === 'weekdays' && (day === 0 || day === 6)
    ? 'It begins on a weekend: choose a weekday.'
    : null;
}

const names: Record<string, string> = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
};

/** A rule in words where they are simple, else the rule itself. */
export function ruleWords(rrule: string): string {
  const parts = new Map(
    rrule.split(';').map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=');
      return [name.toUpperCase(), value.toUpperCase()];
    }),
  );
  const known = [...parts.keys()].every((name) => ['FREQ', 'BYDAY', 'BYMONTHDAY'].includes(name));
  const by = parts.get('BYDAY');
  if (!known) return rrule;
  switch (parts.get('FREQ')) {
    case 'DAILY':
      return by === undefined ? 'every day' : rrule;
    case 'WEEKLY':
      if (by === 'MO,TU,WE,TH,FR') return 'every weekday';
      return by === undefined
        ? 'every week'
        : by.split(',').every((day) => names[day] !== undefined)
          ? `every ${by
              .split(',')
              .map((day) => names[day])
              .join(', ')}`
          : rrule;
    case 'MONTHLY':
      return parts.has('BYMONTHDAY') && by === undefined
        ? `on day ${parts.get('BYMONTHDAY')} of every month`
        : rrule;
    default:
      return rrule;
  }
}
