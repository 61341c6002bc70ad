import type { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventParser, refreshGently } from './live';

describe('the event stream', () => {
  it('puts events together, however they are cut', () => {
    const text =
      ': hello\n\nevent: incident\ndata: {"id":"Q1"}\n\n: beat\n\nevent: notification\r\ndata: a\r\ndata: b\r\n\r\n';
    const want = [
      { event: 'incident', data: '{"id":"Q1"}' },
      { event: 'notification', data: 'a\nb' },
    ];
    for (let cut = 0; cut <= text.length; cut++) {
      const parser = new EventParser();
      expect([...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))], `cut ${cut}`).toEqual(
        want,
      );
    }
  });

  it('names an event without a name "message" and drops one without data', () => {
    expect(new EventParser().push('data:x\n\nevent: empty\n\n')).toEqual([{ event: 'message', data: 'x' }]);
  });
});

describe('gentle reloading', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('makes one reload of many changes', () => {
    const asked: unknown[] = [];
    const client = {
      invalidateQueries: (filter: { queryKey: unknown }) => asked.push(filter.queryKey),
    } as unknown as QueryClient;
    const refresh = refreshGently(client, 500);
    for (let change = 0; change < 1000; change++) refresh(change % 2 === 0 ? 'Q1' : 'Q2');
    expect(asked).toEqual([]);
    vi.advanceTimersByTime(500);
    expect(asked).toEqual([['incidents'], ['incident', 'Q1'], ['incident', 'Q2']]);
    vi.advanceTimersByTime(5_000);
    expect(asked).toHaveLength(3);
  });
});
