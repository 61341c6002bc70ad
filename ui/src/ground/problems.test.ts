import { describe, expect, it } from 'vitest';
import { readKnown, readProblem } from './problems';

describe('known problems', () => {
  it('follows only addresses of the web', () => {
    expect(readProblem({ url: 'https://tracker.example/1' }).url).toBe('https://tracker.example/1');
    expect(readProblem({ url: 'javascript:alert(1)' }).url).toBeNull();
    expect(readProblem({})).toMatchObject({ open: true, kind: 'bug', service: null });
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
