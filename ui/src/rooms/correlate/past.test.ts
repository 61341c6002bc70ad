import { describe, expect, it } from 'vitest';
import { readPastOne, readPastPage } from './past';

describe('an imported incident', () => {
  it('is read with what people found out', () => {
    const one = readPastOne({
      id: 'Q1',
      external_id: 'OLD-1',
      title: 'Full disk',
      opened_at: '2026-01-01T00:00:00Z',
      cause_entity: 'host-12',
      change_known: true,
      change: null,
      fixed_by: 'removed old logs',
      same_as: ['OLD-0', 7],
    });
    expect(one.title).toBe('Full disk');
    expect(one.changeKnown).toBe(true);
    expect(one.change).toBeNull();
    expect(one.sameAs).toEqual(['OLD-0']);
  });

  it('survives whatever the wire leaves out', () => {
    for (const odd of [null, undefined, 7, {}, { past_incident: null, alerts: 'none' }]) {
      const page = readPastPage(odd);
      expect(page.alerts).toEqual([]);
      expect(page.one.title).toBe('?');
    }
  });
});
