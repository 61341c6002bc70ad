import { describe, expect, it } from 'vitest';
import { dayOf, readKnown, readProblem, sinceDay } from './problems';

describe('known problems', () => {
  it('follows only addresses of the web', () => {
    expect(readProblem({ url: 'https://tracker.example/1' }).url).toBe('https://tracker.example/1');
    expect(readProblem({ url: 'javascript:alert(1)' }).url).toBeNull();
    expect(readProblem({})).toMatchObject({ open: true, kind: 'bug', service: null, teams: [] });
  });

  it('takes a day where it begins for whoever enters it', () => {
    const now = Date.parse('2026-03-04T20:30:00Z'); // half past five in the morning of the fifth in Tokyo
    expect(dayOf(now, 'Asia/Tokyo')).toBe('2026-03-05');
    expect(sinceDay('2026-03-05', 'Asia/Tokyo')).toBe('2026-03-04T15:00:00.000Z');
    expect(sinceDay('2026-03-04', 'America/New_York')).toBe('2026-03-04T05:00:00.000Z');
    expect(dayOf('2026-03-04T15:00:00Z', 'Asia/Tokyo')).toBe('2026-03-05');
    expect(sinceDay('', 'UTC')).toBeNull();
  });

  it('reads what was known before', () => {
    expect(readKnown({ match: 'component', age_seconds: 60, words: 'w', known_problem: null })).toEqual({
      exact: true,
      ageSeconds: 60,
      words: 'w',
      problem: null,
      incident: null,
    });
  });
});
