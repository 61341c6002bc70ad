import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../../ground/onScreen';
import { Pager } from '../../ground/Page';
import { Behind } from './Behind';

let asked: string[];

beforeEach(() => {
  asked = [];
  vi.stubGlobal(
    'fetch',
    vi.fn(async (input: RequestInfo | URL) => {
      const url = new URL(String(input), 'http://muster');
      asked.push(url.pathname + url.search);
      return Response.json({ alerts: [], limit: 25, offset: 0, more: false, total: 0 });
    }),
  );
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('a list that there is not shows the alerts', { timeout: PATIENCE }, async () => {
  onScreen(<Behind />, '?tab=behind&list=x&of=filed');
  expect(await screen.findByText('Alerts that were opened')).toBeTruthy();
  expect(await screen.findByText('None in this time')).toBeTruthy();
  expect(screen.getByText(/Events of the last day/)).toBeTruthy();
  const lists = asked.filter((url) => url.includes('/noise/funnel/'));
  expect(lists).toHaveLength(1);
  expect(lists[0]).toMatch(/\/noise\/funnel\/alerts\?/);
  expect(lists[0]).not.toContain('of=');
});

it('goes on behind the last that was shown, to the end of the list, and back', {
  timeout: PATIENCE,
}, async () => {
  const way = (id: string) => ({
    alert: { id, type: 'alert_reference', summary: id, html_url: null },
    alert_key: id,
    opened_at: '2026-03-02T10:00:00Z',
    service: null,
    kept_back: false,
    released_at: null,
    incident: null,
    formed_incident: false,
  });
  vi.stubGlobal(
    'fetch',
    vi.fn(async (input: RequestInfo | URL) => {
      const cursor = new URL(String(input), 'http://muster').searchParams.get('cursor');
      return Response.json({
        alerts: [way(cursor === null ? 'first' : `behind ${cursor}`)],
        limit: 25,
        offset: 0,
        more: cursor === null,
        total: 26,
        next_cursor: cursor === null ? 'abc.Q1' : null,
      });
    }),
  );
  onScreen(<Behind />, '?tab=behind&list=alerts');
  fireEvent.click(await screen.findByRole('button', { name: 'Next' }));
  expect((await screen.findAllByText('behind abc.Q1')).length).toBeGreaterThan(0);
  fireEvent.click(screen.getByRole('button', { name: 'Previous' }));
  expect((await screen.findAllByText('first')).length).toBeGreaterThan(0);
});

it('a list by cursor has no last page but its own', { timeout: PATIENCE }, async () => {
  onScreen(<Pager offset={9_975} limit={25} shown={25} more total={50_000} go={() => {}} toTheEnd />);
  const next = (await screen.findByRole('button', { name: 'Next' })) as HTMLButtonElement;
  expect(next.disabled).toBe(false);
});
