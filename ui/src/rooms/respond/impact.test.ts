import { describe, expect, it } from 'vitest';
import { minutesWords, percent, readImpact, readPhases, sinceUnlessChosen } from './impact';

describe('impact', () => {
  it('reads what the server says and takes nothing for granted', () => {
    expect(readImpact({})).toMatchObject({ state: 'none', share: 0, source: 'nothing', by: null });
    const impact = readImpact({
      impact: {
        state: 'partial',
        affected_share: 0.25,
        source: 'person',
        words: 'Search only',
        minutes: { full: 10, partial: 40, weighted: 20 },
      },
    });
    expect(impact).toMatchObject({ state: 'partial', share: 0.25, full: 10 });
    expect(minutesWords(impact)).toBe(
      '10 min of full outage and 40 min of partial impact, together as bad as 20 min of full outage.',
    );
    expect(minutesWords(readImpact({}))).toBeNull();
  });

  it('means a word from now on once somebody has spoken', () => {
    const impact = (source: string) =>
      readImpact({ impact: { spans: [{ source: 'measured' }, { source }] } });
    expect(sinceUnlessChosen(readImpact({}))).toBe('start');
    expect(sinceUnlessChosen(impact('measured'))).toBe('start');
    expect(sinceUnlessChosen(impact('person'))).toBe('now');
  });

  it('never shows some as nothing or as all', () => {
    expect([0, 0.0001, 0.004, 0.3, 0.9999, 1].map(percent)).toEqual([
      '0 %',
      '1 %',
      '1 %',
      '30 %',
      '99 %',
      '100 %',
    ]);
  });

  it('reads phases', () => {
    expect(
      readPhases({ phases: [{ number: 2, began_at: 'x', ended_at: null, alerts: 3, reason: 'again' }] }),
    ).toEqual([{ number: 2, began: 'x', ended: null, alerts: 3, afterSeconds: null, reason: 'again' }]);
  });
});
