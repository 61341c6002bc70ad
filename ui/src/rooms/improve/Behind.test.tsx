import { cleanup, screen, waitFor } from '@testing-library/react';
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

it('where no filter is, the end of a list says what helps', { timeout: PATIENCE }, async () => {
  onScreen(
    <Pager
      offset={9_975}
      limit={25}
      shown={25}
      more
      total={50_000}
      go={() => {}}
      deeper="A shorter time does."
    />,
  );
  await waitFor(() => expect(screen.getByText('A shorter time does.')).toBeTruthy());
});
