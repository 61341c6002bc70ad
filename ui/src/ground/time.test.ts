import { describe, expect, it } from 'vitest';
import {
  countdown,
  dayStart,
  formatTime,
  fromInput,
  fromNow,
  instantOf,
  inWords,
  isZone,
  toInput,
  toWire,
  withTimes,
  zoneNames,
  zoneOffset,
} from './time';

const at = (text: string) => Date.parse(text);

describe('lengths and distances', () => {
  it('are told in two units', () => {
    expect(inWords(0)).toBe('0 s');
    expect(inWords(59)).toBe('59 s');
    expect(inWords(3_900)).toBe('1 h 5 min');
    expect(inWords(86_400 + 60)).toBe('1 d');
    expect(inWords(-5)).toBe('0 s');
  });

  it('are told from now', () => {
    const now = at('2026-11-20T12:00:00Z');
    expect(fromNow('2026-11-20T11:59:58Z', now)).toBe('just now');
    expect(fromNow('2026-11-20T11:57:00Z', now)).toBe('3 min ago');
    expect(fromNow('2026-11-20T14:30:00Z', now)).toBe('in 2 h 30 min');
    expect(fromNow('2026-11-10T12:00:00Z', now)).toBe('10 d ago');
    expect(fromNow('nonsense', now)).toBe('–');
  });
});

describe('sentences', () => {
  it('show their instants on the chosen clock', () => {
    expect(withTimes('Snoozed until 2026-11-21T02:08:49.698123844Z.', 'Europe/Berlin')).toBe(
      'Snoozed until 21 Nov, 03:08.',
    );
    expect(withTimes('From 2026-11-21T02:00:00+01:00 on', 'UTC')).toBe('From 21 Nov, 01:00 on');
    expect(withTimes('Release 2026-11-20 is out', 'UTC')).toBe('Release 2026-11-20 is out');
  });
});

describe('the countdown', () => {
  const now = at('2026-11-20T12:00:00Z');
  it('counts minutes and seconds, then hours', () => {
    expect(countdown('2026-11-20T12:04:05Z', now)).toBe('4:05');
    expect(countdown('2026-11-20T13:02:09Z', now)).toBe('1:02:09');
    expect(countdown('2026-11-24T12:00:00Z', now)).toBe('4 d');
  });

  it('never shows zero before it is due, and says so when it is', () => {
    expect(countdown(now + 1, now)).toBe('0:01');
    expect(countdown(now, now)).toBe('now');
    expect(countdown(now - 60_000, now)).toBe('now');
  });
});

describe('zones', () => {
  it('shows the same instant on different clocks', () => {
    expect(formatTime('2026-07-01T12:00:00Z', 'Europe/Berlin', 'short')).toBe('1 Jul, 14:00');
    expect(formatTime('2026-07-01T12:00:00Z', 'Asia/Kolkata', 'clock')).toBe('17:30:00');
    expect(formatTime('2026-07-01T12:00:00Z', 'No/Where', 'clock')).toBe('12:00:00');
    expect(isZone('No/Where')).toBe(false);
  });

  it('reads the wall clock back to the instant', () => {
    expect(zoneOffset(at('2026-07-01T12:00:00Z'), 'Europe/Berlin')).toBe(2 * 3_600_000);
    const back = fromInput('2026-07-01T14:00', 'Europe/Berlin');
    expect(back).toBe(at('2026-07-01T12:00:00Z'));
    expect(toInput(back ?? 0, 'Europe/Berlin')).toBe('2026-07-01T14:00');
    expect(fromInput('', 'UTC')).toBeNull();
    expect(toWire(at('2026-07-01T12:00:00.123Z'))).toBe('2026-07-01T12:00:00Z');
  });

  it('moves a skipped hour on and takes the first of a doubled one', () => {
    const wall = { year: 2026, month: 3, day: 29, hour: 2, minute: 30, second: 0 };
    expect(instantOf(wall, 'Europe/Berlin')).toBe(at('2026-03-29T01:30:00Z'));
    const doubled = { year: 2026, month: 10, day: 25, hour: 2, minute: 30, second: 0 };
    expect(instantOf(doubled, 'Europe/Berlin')).toBe(at('2026-10-25T00:30:00Z'));
  });

  it('knows that days are not all 24 hours long', () => {
    const hours = (day: string, zone: string) =>
      (dayStart(at(day), zone, 1) - dayStart(at(day), zone)) / 3_600_000;
    expect(hours('2026-03-29T10:00:00Z', 'Europe/Berlin')).toBe(23);
    expect(hours('2026-10-25T10:00:00Z', 'Europe/Berlin')).toBe(25);
    // The clock of this island moves by half an hour.
    expect(hours('2026-10-04T10:00:00Z', 'Australia/Lord_Howe')).toBe(23.5);
    expect(hours('2026-06-01T10:00:00Z', 'UTC')).toBe(24);
  });

  it('goes there and back in every zone, all year', () => {
    for (const zone of zoneNames().filter((_, index) => index % 12 === 0)) {
      for (let day = 0; day < 365; day += 31) {
        const instant = at('2026-01-01T10:15:00Z') + day * 86_400_000;
        expect(fromInput(toInput(instant, zone), zone), `${zone} ${instant}`).toBe(instant);
      }
    }
  });
});
