import { describe, expect, it } from 'vitest';
import { budgetWords, percent, short, tick } from './chart';
import { joined, placed } from './graph';
import { type Point, seriesOfKey, withGaps } from './series';

describe('numbers on charts', () => {
  it('have three digits that matter', () => {
    expect([0, 0.00042, 0.5, 12.345, 1_234, 5_600_000, -2_000].map(short)).toEqual([
      '0',
      '4.2e-4',
      '0.5',
      '12.3',
      '1.23 k',
      '5.6 M',
      '-2 k',
    ]);
    expect(short(null)).toBe('–');
    expect(short(Number.NaN)).toBe('–');
  });
  it('say shares without lying at the ends', () => {
    expect([0, 0.004, 0.5, 0.996, 1].map(percent)).toEqual([
      '0 %',
      'under 1 %',
      '50 %',
      'over 99 %',
      '100 %',
    ]);
  });
  it('say what is left of a budget, or how often it was spent', () => {
    expect([0.4, 0, -0.25, -199].map(budgetWords)).toEqual([
      '40 % left',
      '0 % left',
      'overspent by 25 %',
      'spent 200 times over',
    ]);
  });
  it('name the day where it begins, in the zone', () => {
    expect(tick(Date.parse('2026-11-20T23:00:00Z'), 'Europe/Berlin')).toContain('21 Nov');
    expect(tick(Date.parse('2026-11-20T23:30:00Z'), 'Europe/Berlin')).toBe('00:30');
  });
});

describe('maps', () => {
  it('join links of the same two', () => {
    expect(
      joined([
        { from: 'a', to: 'b', dashed: true },
        { from: 'a', to: 'b', strong: true },
        { from: 'b', to: 'a' },
      ]),
    ).toHaveLength(2);
  });
  it('place who uses before what is used, also in a circle', () => {
    const nodes = ['a', 'b', 'c'].map((id) => ({ id, name: id }));
    const places = placed(
      nodes,
      [
        { from: 'a', to: 'b' },
        { from: 'b', to: 'c' },
        { from: 'c', to: 'a' },
        { from: 'a', to: 'unknown' },
      ],
      'LR',
    );
    expect(places.size).toBe(3);
    expect(places.get('a')?.x).toBeLessThan(places.get('b')?.x ?? 0);
  });
});

describe('series', () => {
  const point = (at: string): Point => ({
    at,
    value: 1,
    least: null,
    greatest: null,
    expected: null,
    lower: null,
    upper: null,
  });
  it('shows gaps where values are missing', () => {
    const rows = withGaps(
      [point('2026-11-21T10:00:00Z'), point('2026-11-21T10:01:00Z'), point('2026-11-21T10:05:00Z')],
      60,
    );
    expect(rows.map((row) => row === null)).toEqual([false, false, true, false]);
  });
  it('is one line where values come more seldom than steps', () => {
    const at = (minute: number) => point(`2026-11-21T10:${String(minute).padStart(2, '0')}:00Z`);
    const rows = withGaps([0, 5, 10, 15, 40, 45].map(at), 60);
    expect(rows.map((row) => row === null)).toEqual([false, false, false, false, true, false, false]);
  });
  it('are found by the key of their alerts', () => {
    expect(seriesOfKey('detect/PRULE/S1')).toBe('S1');
    expect(seriesOfKey('shop/latency')).toBeNull();
    expect(seriesOfKey(null)).toBeNull();
  });
});
