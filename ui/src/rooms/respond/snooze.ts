import { dayStart, instantOf, inWords, partsIn } from '../../ground/time';

/** The API's bounds: one second to seven days. */
export const SNOOZE_MAX = 604_800;

export interface Preset {
  label: string;
  seconds: number;
}

/** What is offered with one click; the last is the next 09:00 on the clock that the person reads. */
export function presets(now: number, zone: string): Preset[] {
  const today = nineOClock(now, zone, 0);
  const morning = Math.round(((today > now ? today : nineOClock(now, zone, 1)) - now) / 1000);
  return [
    { label: '15 min', seconds: 900 },
    { label: '1 h', seconds: 3_600 },
    { label: '4 h', seconds: 14_400 },
    { label: '8 h', seconds: 28_800 },
    { label: `Until 09:00 (in ${inWords(morning)})`, seconds: morning },
  ];
}

function nineOClock(now: number, zone: string, plusDays: number): number {
  const day = partsIn(dayStart(now, zone, plusDays), zone);
  return instantOf({ ...day, hour: 9, minute: 0, second: 0 }, zone);
}

/** Why a length cannot be asked for, or null when it can. */
export function snoozeFault(seconds: number): string | null {
  if (!Number.isFinite(seconds) || seconds < 1) return 'Give a length of at least a second.';
  if (seconds > SNOOZE_MAX) return 'Seven days are the most.';
  return null;
}
