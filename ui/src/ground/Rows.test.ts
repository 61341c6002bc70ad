import { afterEach, describe, expect, it, vi } from 'vitest';
import { tooNarrow } from './Rows';

describe('rows', () => {
  afterEach(() => vi.unstubAllGlobals());

  const columns = [{}, { width: 170 }, { width: 120 }, { width: '20%' }];

  it('turn into cards before words break, and always on a phone', () => {
    vi.stubGlobal('innerWidth', 1_000);
    expect(tooNarrow(columns, 570)).toBe(false);
    expect(tooNarrow(columns, 569)).toBe(true);
    vi.stubGlobal('innerWidth', 700);
    expect(tooNarrow(columns, 690)).toBe(true);
  });

  it('stay a table until their room is known', () => {
    vi.stubGlobal('innerWidth', 1_280);
    expect(tooNarrow(columns, 0)).toBe(false);
  });
});
