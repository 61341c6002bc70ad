import { describe, expect, it } from 'vitest';
import { draftOfRule, faultOf, matcherWords, newRule, ruleWords, wireOfRule } from './detectors';
import { weekOf } from './season';

describe('a detector rule', () => {
  it('says what it waits for', () => {
    expect(ruleWords(newRule)).toBe(
      'above or below what is usual at that time, for 3 of 5 steps, medium sensitivity',
    );
    expect(ruleWords({ ...newRule, kind: 'threshold', direction: 'down', limit: 5, points: 1, of: 1 })).toBe(
      'below 5, at once',
    );
    expect(ruleWords({ ...newRule, kind: 'absence', silence: 900 })).toBe('no value for 15 min');
  });
  it('sends only what its kind has', () => {
    const draft = { ...newRule, name: ' x ', limit: 3 };
    expect(wireOfRule(draft)).not.toHaveProperty('limit');
    expect(wireOfRule({ ...draft, kind: 'threshold' })).toMatchObject({ limit: 3, name: 'x' });
    expect(wireOfRule({ ...draft, points: 9, of: 5 }).persistence).toEqual({ points: 9, of: 9, recovery: 5 });
  });
  it('comes back from the wire as it went', () => {
    const draft = { ...newRule, name: 'x', matchers: [{ label: '__name__', op: '=', value: 'cpu' }] };
    const wire = wireOfRule(draft);
    expect(
      draftOfRule({
        ...wire,
        id: 'P',
        type: 'detector_rule',
        summary: 'x',
        limit: null,
        silence_seconds: null,
        service: null,
        updated_at: '',
      }),
    ).toEqual(draft);
  });
  it('names what is missing', () => {
    expect(faultOf(newRule)).toContain('metric');
    const named = { ...newRule, matchers: [{ label: '__name__', op: '=', value: 'cpu' }] };
    expect(faultOf(named)).toBeNull();
    expect(faultOf({ ...named, kind: 'threshold' })).toContain('limit');
    expect(faultOf({ ...named, kind: 'absence', silence: 3 })).toContain('minute');
    expect(matcherWords(named.matchers)).toBe('metric = cpu');
  });
});

describe('the season of a series', () => {
  it('lays weeks over each other by the clock of the zone', () => {
    const point = (at: string, value: number | null) => ({
      at,
      value,
      least: null,
      greatest: null,
      expected: null,
      lower: null,
      upper: null,
    });
    const week = weekOf(
      // Two Mondays at nine in Berlin, once in summer time and once in winter time, and a dot without value.
      [
        point('2026-10-19T07:00:00Z', 10),
        point('2026-10-26T08:00:00Z', 20),
        point('2026-10-26T08:30:00Z', null),
      ],
      'Europe/Berlin',
    );
    expect(week.cells).toEqual([{ day: 0, hour: 9, mean: 15, count: 2 }]);
    expect([week.least, week.greatest]).toEqual([15, 15]);
  });
});
