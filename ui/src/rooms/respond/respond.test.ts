import { describe, expect, it } from 'vitest';
import type { Alert, LogEntry } from '../../ground/wire';
import { shownDetails, sourceOf, webAddress } from './alert';
import { askFor, isNarrowed, readChosen, readFilters, writeChosen, writeFilters } from './filters';
import { withActor } from './incidents';
import { channelOf, kindOf, wordsOf } from './log';
import { presets, snoozeFault } from './snooze';
import { steady } from './steady';

describe('filters', () => {
  it('come back from the address as they went', () => {
    const search = {
      status: 'resolved',
      urgency: 'high',
      service: 'P1~Checkout',
      mine: '1',
      work: 'to_do',
      since: '2026-11-01',
      q: 'disk',
      sort: 'oldest',
      offset: '50',
    };
    expect(writeFilters(readFilters(search))).toMatchObject(search);
  });

  it('fall back to open incidents when the address is odd', () => {
    const filters = readFilters({ status: 'weird', urgency: 'mad', offset: '-3', sort: 'x' });
    expect(filters).toMatchObject({ status: 'open', urgency: '', offset: 0, sort: 'newest' });
    expect(isNarrowed(filters)).toBe(false);
    expect(Object.values(writeFilters(filters)).every((value) => value === undefined)).toBe(true);
  });

  it('ask for open incidents of all times', () => {
    expect(askFor(readFilters({}), 'PME', 'UTC')).toMatchObject({
      statuses: ['triggered', 'acknowledged'],
      date_range: 'all',
      user_ids: [],
    });
    expect(askFor(readFilters({ status: 'resolved', mine: '1' }), 'PME', 'UTC')).toMatchObject({
      statuses: ['resolved'],
      date_range: undefined,
      user_ids: ['PME'],
    });
  });

  it('tell what pages from what is only to do', () => {
    expect(askFor(readFilters({}), undefined, 'UTC').to_do).toBeUndefined();
    expect(askFor(readFilters({ work: 'to_do' }), undefined, 'UTC').to_do).toBe(true);
    expect(askFor(readFilters({ work: 'pages' }), undefined, 'UTC').to_do).toBe(false);
    expect(isNarrowed(readFilters({ work: 'pages' }))).toBe(true);
  });

  it('count the last day whole, on the clock that is shown', () => {
    const query = askFor(
      readFilters({ since: '2026-03-28', until: '2026-03-29' }),
      undefined,
      'Europe/Berlin',
    );
    expect(query.since).toBe('2026-03-27T23:00:00Z');
    expect(query.until).toBe('2026-03-29T22:00:00Z');
    expect(query.date_range).toBeUndefined();
  });

  it('keep names next to ids', () => {
    const chosen = [
      { id: 'P1', summary: 'Pay, and ship' },
      { id: 'P2', summary: 'a~b' },
    ];
    expect(readChosen(writeChosen(chosen))).toEqual([
      { id: 'P1', summary: 'Pay  and ship' },
      { id: 'P2', summary: 'a~b' },
    ]);
    expect(readChosen('P3')).toEqual([{ id: 'P3', summary: 'P3' }]);
    expect(readChosen('')).toEqual([]);
  });
});

describe('a steady list', () => {
  const row = (id: string, word = '') => ({ id, word });

  it('follows the server while nobody chooses', () => {
    expect(steady(['a'], [row('b'), row('a')], false)).toEqual({ rows: [row('b'), row('a')], held: 0 });
  });

  it('keeps every row in its place while somebody does', () => {
    const fresh = [row('new'), row('c', 'changed'), row('a')];
    expect(steady(['a', 'b', 'c'], fresh, true)).toEqual({ rows: [row('a'), row('c', 'changed')], held: 1 });
  });
});

describe('snoozing', () => {
  it('offers the next nine in the morning', () => {
    const night = Date.parse('2026-11-21T00:33:00Z');
    const last = presets(night, 'Europe/Berlin').at(-1);
    expect(last?.seconds).toBe(7 * 3600 + 27 * 60);
    expect(presets(Date.parse('2026-11-21T12:00:00Z'), 'Europe/Berlin').at(-1)?.seconds).toBe(20 * 3600);
  });

  it('finds nine also on the day the clock changes', () => {
    expect(presets(Date.parse('2026-03-28T23:00:00Z'), 'Europe/Berlin').at(-1)?.seconds).toBe(8 * 3600);
  });

  it('stays inside what the API takes', () => {
    expect(snoozeFault(1)).toBeNull();
    expect(snoozeFault(604_800)).toBeNull();
    expect(snoozeFault(604_801)).not.toBeNull();
    expect(snoozeFault(0)).not.toBeNull();
    expect(snoozeFault(Number.NaN)).not.toBeNull();
  });
});

describe('alerts', () => {
  const alert = (body: Alert['body']) =>
    ({
      body,
      integration: { id: 'P1', type: 'integration_reference', summary: 'Prometheus' },
    }) as unknown as Alert;

  it('say where they come from', () => {
    expect(sourceOf(alert({ cef_details: { source_origin: 'db-17' } }))).toBe('db-17');
    expect(sourceOf(alert({ details: { source: 'web' } }))).toBe('web');
    expect(sourceOf(alert(null))).toBe('Prometheus');
  });

  it('only link to the web', () => {
    expect(webAddress({ type: 'link', href: 'https://a.example/x' })).toBe('https://a.example/x');
    expect(webAddress({ type: 'link', href: 'javascript:alert(1)' })).toBeNull();
    expect(webAddress({ type: 'link', href: 'data:text/html,x' })).toBeNull();
    expect(webAddress({ type: 'link', href: 'not an address' })).toBeNull();
    expect(webAddress({ type: 'image', src: 'http://a.example/i.png' })).toBe('http://a.example/i.png');
  });

  it('have details only when there is something in them', () => {
    expect(shownDetails(alert({ details: {} }))).toBeUndefined();
    expect(shownDetails(alert({ details: '' }))).toBeUndefined();
    expect(shownDetails(alert({ details: { a: 1 } }))).toEqual({ a: 1 });
  });
});

describe('timeline entries', () => {
  const entry = (more: Partial<LogEntry>) =>
    ({ id: 'R1', type: 'notify_log_entry', summary: 'S', channel: null, ...more }) as LogEntry;

  it('are known by their kind', () => {
    expect(kindOf({ type: 'resolve_log_entry_reference' })).toBe('resolve');
    expect(kindOf({ type: 'exhaust_escalation_path_log_entry' })).toBe('exhaust_escalation_path');
  });

  it('quote what people wrote', () => {
    expect(
      wordsOf(entry({ type: 'annotate_log_entry', summary: 'Rolled back', note: 'Rolled back' })),
    ).toEqual({
      text: 'Note',
      quote: 'Rolled back',
    });
    expect(wordsOf(entry({ summary: 'Notified Ana' }))).toEqual({ text: 'Notified Ana', quote: null });
  });

  it('say what they came through, unless it goes without saying', () => {
    expect(channelOf(entry({ channel: { type: 'auto' } }))).toBeNull();
    expect(channelOf(entry({ channel: { type: 'api' } }))).toBe('the API');
    expect(channelOf(entry({ channel: { type: 'email' } }))).toBe('a mail');
    expect(channelOf(entry({ channel: { type: 'note', via: 'chat' } }))).toBe('chat');
    expect(channelOf(entry({ channel: { type: 'note' } }))).toBeNull();
    expect(channelOf(entry({ channel: { type: 'events_api_v2' } }))).toBe('the events API');
    expect(channelOf(entry({ channel: { type: 'carrier_pigeon' } }))).toBe('carrier pigeon');
  });
});

describe('what was brought into the timeline later', () => {
  it('reads as what happened, not as a note', () => {
    const entry = {
      id: 'R1',
      type: 'annotate_log_entry',
      summary: 'Orders fail',
      note: 'Orders fail',
      created_at: '2026-03-02T08:02:00Z',
      agent: null,
      channel: { type: 'import', summary: 'chat' },
    };
    expect(wordsOf(entry)).toEqual({ text: 'Orders fail', quote: null });
    expect(channelOf(entry)).toBeNull();
  });
});

describe('the times of an incident', () => {
  it('name who did it once', () => {
    const moment = { at: '2026-11-22T02:04:00Z', source: 'web', late: false };
    expect(withActor({ ...moment, words: 'Acknowledged by Ana.', actor: 'Ana' })).toBe(
      'Acknowledged by Ana.',
    );
    expect(withActor({ ...moment, words: 'Orders fail', actor: 'Priti', late: true })).toBe(
      'Orders fail (Priti, written down later)',
    );
  });
});
