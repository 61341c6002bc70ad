import { describe, expect, it } from 'vitest';
import { type Counts, compared, isOver, verdictOf, type WhatIf } from './whatif';

const counts = (pages: number): Counts => ({
  events: 1_000,
  dropped: 0,
  unrouted: 0,
  alerts: 50,
  alerts_kept_back: 5,
  incidents: 20,
  to_do: 2,
  pages,
});

const trial = (now: number, then: number, missed: number): WhatIf => ({
  id: 'W1',
  summary: '',
  since: '',
  until: '',
  created_at: '',
  status: 'done',
  progress: 1,
  failure: null,
  as_it_is: counts(now),
  as_it_would_be: counts(then),
  real_incidents_missed: { total: missed, examples: [] },
});

describe('a trial on the tape', () => {
  it('says what it saves and what it costs', () => {
    expect(verdictOf(trial(10, 4, 0))).toEqual({
      words: '6 fewer pages, and no real incident missed.',
      tone: 'teal',
    });
    expect(verdictOf(trial(10, 4, 1))).toMatchObject({ tone: 'red' });
    expect(verdictOf(trial(4, 10, 0)).tone).toBe('yellow');
    expect(verdictOf(trial(4, 4, 0)).words).toContain('As many');
  });
  it('puts both ways side by side', () => {
    expect(compared(counts(10), counts(4)).at(-1)).toMatchObject({ now: 10, would: 4, difference: '−6' });
    expect(compared(counts(1), counts(1))[0]?.difference).toBe('as before');
  });
  it('knows when it is over', () => {
    expect(['waiting', 'running', 'done', 'failed', 'cancelled'].map((status) => isOver({ status }))).toEqual(
      [false, false, true, true, true],
    );
  });
});
