import { describe, expect, it } from 'vitest';
import { kindWords, readScores, readVerdict } from './suggestions';

describe('suggestions', () => {
  it('reads scores of kinds, also of ones that it does not know', () => {
    const scores = readScores({
      probable_causes: { accepted: 3, rejected: 1, may_act_alone: false, words: 'w', effect: 't' },
      new_kind: {},
    });
    expect(scores).toEqual([
      { kind: 'probable_causes', accepted: 3, rejected: 1, alone: false, words: 'w', effect: 't' },
      { kind: 'new_kind', accepted: 0, rejected: 0, alone: false, words: '', effect: '' },
    ]);
    expect(scores.map(({ kind }) => kindWords(kind))).toEqual(['Probable causes', 'new kind']);
  });

  it('reads verdicts', () => {
    expect(readVerdict({ kind: 'probable_cause', verdict: 'accepted', what: 'db', incident: null })).toEqual({
      kind: 'probable_cause',
      verdict: 'accepted',
      what: 'db',
      place: null,
      probability: null,
      incident: null,
      by: null,
      at: null,
    });
  });
});
