import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../../ground/onScreen';
import { OtherSources } from './OtherSources';
import type { Entity } from './topology';

let sent: string[];

beforeEach(() => {
  sent = [];
  vi.stubGlobal(
    'fetch',
    vi.fn(async (input: RequestInfo | URL, init?: RequestInit) => {
      const url = new URL(String(input instanceof Request ? input.url : input), 'http://muster').pathname;
      sent.push(`${init?.method ?? 'GET'} ${url.replace(/^\/api/, '')}`);
      return new Response(null, { status: 204 });
    }),
  );
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function entity(id: string, source: string, aliases: string[]): Entity {
  return {
    id,
    type: 'entity',
    summary: id,
    name: 'payments',
    kind: 'service',
    service: id,
    muster_service: null,
    region: null,
    stage: null,
    aliases,
    attributes: {},
    source,
    created_at: null,
    last_seen_at: null,
    stale_since: null,
  };
}

it('deletes what another source tells, and not what it counts as', { timeout: PATIENCE }, async () => {
  const standing = entity('component:default/payments', 'catalogue', []);
  const retired = entity('bank/deployment/pay', 'cluster', ['pay-1.corp']);
  onScreen(<OtherSources entity={standing} also={[retired]} owner={null} manage />);
  expect(await screen.findByText('pay-1.corp')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
  await screen.findByText(/Only bank\/deployment\/pay goes/);
  fireEvent.click(screen.getAllByRole('button', { name: 'Delete' }).at(-1) as HTMLElement);
  await waitFor(() => expect(sent).toEqual(['DELETE /entities/bank/deployment/pay']));
});
