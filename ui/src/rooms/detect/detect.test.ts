import { describe, expect, it } from 'vitest';
import { headerLines, headersOf, newProbe, probeWords, wireOfProbe } from './checks';
import { draftOfDay, type NamedDay, newDay, noDate, whenWords, wireOfDay } from './days';
import {
  type DetectorRule,
  draftOfRule,
  draftOfSuggestion,
  faultOf,
  matcherWords,
  newRule,
  ruleWords,
  wireOfRule,
} from './detectors';
import { weekOf } from './season';
import { allowedSeconds, counts, newSlo, selectorOf, sloReady, wireOfSlo } from './slos';

describe('objectives', () => {
  it('burn nothing that could be told while they are off or have heard of nothing', () => {
    expect(counts({ enabled: true, total_events: 3 })).toBe(true);
    expect(counts({ enabled: true, total_events: 0 })).toBe(false);
    expect(counts({ enabled: false, total_events: 3 })).toBe(false);
  });
});

describe('a detector rule', () => {
  it('says what it waits for', () => {
    expect(ruleWords(newRule)).toBe(
      'above or below what is usual at that time, for 3 of 5 steps, medium sensitivity',
    );
    expect(ruleWords({ ...newRule, kind: 'threshold', direction: 'down', limit: 5, points: 1, of: 1 })).toBe(
      'below 5, at once',
    );
    expect(ruleWords({ ...newRule, kind: 'absence', silence: 900 })).toBe('no value for 15 min');
    expect(ruleWords({ ...newRule, kind: 'rate_of_change', direction: 'up', limit: 20 })).toBe(
      'rises by more than 20 within 10 min, for 3 of 5 steps',
    );
    expect(ruleWords({ ...newRule, kind: 'forecast', direction: 'up', limit: 90 })).toBe(
      'it will rise to 90 within 7 days',
    );
    expect(ruleWords({ ...newRule, kind: 'outlier', groupBy: ['job'] })).toBe(
      'above or below its peers with the same job by 5 usual distances, for 3 of 5 steps',
    );
    expect(ruleWords({ ...newRule, kind: 'new_value', labels: ['browser'] })).toBe(
      'a new value of browser fails 2 times as often as the others, within 24 hours of being first seen, for 3 of 5 steps',
    );
  });
  it('starts from a suggestion of any kind', () => {
    const matchers = [{ label: '__name__', op: '=', value: 'requests_total' }];
    const errors = [{ label: 'outcome', op: '=', value: 'failure' }];
    const draft = draftOfSuggestion({
      signal: 'errors',
      why: 'a new version that fails more often than the others',
      series: 4,
      estimated: false,
      detector_rule: {
        name: 'New',
        kind: 'new_value',
        direction: 'up',
        matchers,
        errors,
        labels: ['version'],
      },
    });
    expect(faultOf(draft)).toBeNull();
    expect(wireOfRule(draft)).toMatchObject({ kind: 'new_value', matchers, errors, labels: ['version'] });
    const golden = { name: 'Traffic', kind: 'dynamic' as const, direction: 'both' as const, matchers };
    expect(
      wireOfRule(
        draftOfSuggestion({ signal: 'traffic', why: '', series: 1, estimated: false, detector_rule: golden }),
      ),
    ).toMatchObject({ kind: 'dynamic', sensitivity: 'medium', name: 'Traffic' });
  });
  it('sends only what its kind has', () => {
    const draft = { ...newRule, name: ' x ', limit: 3 };
    expect(wireOfRule(draft)).not.toHaveProperty('limit');
    expect(wireOfRule({ ...draft, kind: 'threshold' })).toMatchObject({ limit: 3, name: 'x' });
    expect(wireOfRule({ ...draft, points: 9, of: 5 }).persistence).toEqual({ points: 9, of: 5, recovery: 5 });
  });
  it('comes back from the wire as it went', () => {
    const draft = { ...newRule, name: 'x', matchers: [{ label: '__name__', op: '=', value: 'cpu' }] };
    const drafts = [
      draft,
      { ...draft, kind: 'rate_of_change' as const, limit: 20, window: 900 },
      { ...draft, kind: 'forecast' as const, direction: 'up' as const, limit: 90, within: 3 },
      { ...draft, kind: 'outlier' as const, deviations: 6, least: 0.5, groupBy: ['cluster'] },
      {
        ...draft,
        kind: 'new_value' as const,
        direction: 'up' as const,
        errors: [{ label: 'outcome', op: '=', value: 'error' }],
        labels: ['version'],
        newFor: 48,
        times: 3,
      },
    ];
    for (const one of drafts) {
      const nothing = {
        sensitivity: null,
        limit: null,
        silence_seconds: null,
        window_seconds: null,
        within_days: null,
        deviations: null,
        least_difference: null,
        group_by: null,
        errors: null,
        labels: null,
        new_for_hours: null,
        times: null,
      };
      const rule = {
        ...nothing,
        ...wireOfRule(one),
        id: 'P',
        type: 'detector_rule',
        summary: 'x',
        service: null,
        updated_at: '',
      } as DetectorRule;
      expect(draftOfRule(rule)).toEqual(one);
    }
  });
  it('names what is missing', () => {
    expect(faultOf(newRule)).toContain('metric');
    const named = { ...newRule, matchers: [{ label: '__name__', op: '=', value: 'cpu' }] };
    expect(faultOf(named)).toBeNull();
    expect(faultOf({ ...named, kind: 'threshold' })).toContain('limit');
    expect(faultOf({ ...named, kind: 'absence', silence: 3 })).toContain('minute');
    expect(faultOf({ ...named, kind: 'rate_of_change', limit: 0 })).toContain('more than 0');
    expect(faultOf({ ...named, kind: 'forecast', limit: 9, within: null })).toContain('days ahead');
    expect(faultOf({ ...named, kind: 'outlier' })).toBeNull();
    expect(faultOf({ ...named, kind: 'new_value' })).toBeNull();
    expect(faultOf({ ...named, kind: 'new_value', errors: [] })).toContain('errors');
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

describe('a check', () => {
  it('says what it looks at', () => {
    const probe = { ...newProbe, target: 'https://shop.example.com' };
    expect(probeWords(probe)).toBe('GET https://shop.example.com, 2xx,3xx is well');
    expect(probeWords({ ...probe, kind: 'dns', target: 'shop.example.com', contains: '10.0.0.1' })).toBe(
      'shop.example.com leads to 10.0.0.1',
    );
  });
  it('sends only what its kind has', () => {
    expect(wireOfProbe({ ...newProbe, kind: 'tcp', target: ' db:5432 ' })).toEqual({
      kind: 'tcp',
      target: 'db:5432',
      timeout_seconds: 10,
    });
    expect(wireOfProbe({ ...newProbe, target: 'https://x' })).not.toHaveProperty('contains');
  });
  it('takes headers as lines', () => {
    const headers = { Accept: 'text/html', 'X-Key': 'a: b' };
    expect(headersOf(headerLines(headers))).toEqual(headers);
    const kept = { Authorization: null, Accept: 'text/html' };
    expect(headerLines(kept)).toContain('Authorization: (kept, not shown)');
    expect(headersOf(headerLines(kept))).toEqual(kept);
    expect(headersOf('no header\n: empty')).toEqual({ 'no header': null, ': empty': null });
  });
});

describe('an objective', () => {
  const service = { id: 'P1', type: 'service_reference', summary: 'Shop' };
  it('is written with selectors and comes back as matchers', () => {
    const draft = { ...newSlo, name: 'x', service, part: 'bad_total', total: 'all_total' };
    expect(wireOfSlo(draft).indicator).toEqual({ kind: 'ratio', bad: 'bad_total', total: 'all_total' });
    expect(
      selectorOf([
        { label: '__name__', op: '=', value: 'http_requests_total' },
        { label: 'status', op: '=~', value: '5..' },
        { label: 'path', op: '!=', value: '/"x"' },
      ]),
    ).toBe('http_requests_total{status=~"5..",path!="/\\"x\\""}');
    expect(wireOfSlo({ ...draft, kind: 'slices', limit: 2 }).indicator).toMatchObject({
      op: 'lte',
      limit: 2,
    });
  });
  it('knows when it is complete, and what it allows', () => {
    expect(sloReady(newSlo)).toBe(false);
    expect(sloReady({ ...newSlo, name: 'x', service, part: 'a', total: 'b' })).toBe(true);
    expect(sloReady({ ...newSlo, name: 'x', service, part: 'a', kind: 'slices' })).toBe(false);
    expect(allowedSeconds(99.9, 30)).toBe(2_592);
  });
});

describe('known peaks', () => {
  it('say when they are', () => {
    expect(whenWords({ dates: ['2026-11-27'] })).toBe('2026-11-27');
    expect(whenWords({ month: 12, day: 24 })).toBe('every 24 December');
    expect(whenWords({ day: 28 })).toBe('day 28 of every month');
    expect(whenWords({ month: 11, weekday: 4, which: 4, days_after: 1 })).toBe(
      '1 day after the fourth Thursday of November',
    );
    expect(whenWords({ month: 5, weekday: 1, which: -1 })).toBe('the last Monday of May');
  });
  it('count from the end of a month too', () => {
    expect(whenWords({ day: -1 })).toBe('the last day of every month');
    expect(whenWords({ day: -3 })).toBe('the day 2 before the last of every month');
    expect(whenWords({ month: 12, weekday: 5, which: -2, days_after: -2 })).toBe(
      '2 days before the second last Friday of December',
    );
  });
  it('take dates as people write them down', () => {
    const dates = '2026-11-27, 2026-11-30\n2027-01-02';
    expect(wireOfDay({ ...newDay, dates }).when).toEqual({
      dates: ['2026-11-27', '2026-11-30', '2027-01-02'],
    });
    expect(noDate(dates)).toBeUndefined();
    expect(noDate('2026-11-27 27.11.2026')).toBe('27.11.2026');
    expect(noDate('2026-02-30')).toBe('2026-02-30');
  });
  it('are edited as they are', () => {
    for (const when of [
      { dates: ['2026-11-27', '2027-01-02'] },
      { month: 12, day: 24 },
      { day: -1 },
      { month: 11, weekday: 4, which: 4, days_after: 1 },
    ]) {
      const day = { name: 'Rush', when, from: '08:00', until: '20:00', factor: 2.5 };
      expect(wireOfDay(draftOfDay(day as NamedDay))).toEqual(day);
    }
  });
  it('leave a number that is missing to be named', () => {
    expect(wireOfDay({ ...newDay, kind: 'monthly', day: '', factor: '' })).toMatchObject({
      when: { day: '' },
      factor: '',
    });
  });
});
