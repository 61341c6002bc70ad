import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../../ground/onScreen';
import type { User } from '../../ground/wire';
import { FirstService } from './FirstService';
import calls from './firstService.json';

let sent: { method: string; path: string; body: unknown }[];

/** Gives what is made the names by which the list of calls knows it. */
async function server(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const url = new URL(String(input instanceof Request ? input.url : input), 'http://muster').pathname;
  sent.push({
    method: init?.method ?? 'GET',
    path: url.replace(/^\/api/, ''),
    body: JSON.parse(String(init?.body)) as unknown,
  });
  return Response.json({
    team: { id: '$team' },
    escalation_policy: { id: '$policy' },
    service: { id: '$service' },
    integration: { id: 'PIN' },
  });
}

beforeEach(() => {
  sent = [];
  vi.stubGlobal('fetch', vi.fn(server));
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

// StartSmallHouseTest sends the same list to a whole house and is paged by it.
it('the first service is made by the calls that are known to be enough', { timeout: PATIENCE }, async () => {
  const saved = vi.fn();
  const me = { id: '$me', name: 'Ana', email: '$email' } as User;
  onScreen(<FirstService me={me} close={() => {}} saved={saved} />);
  fireEvent.change(await screen.findByLabelText(/What can break/), { target: { value: 'Web shop' } });
  fireEvent.click(screen.getByRole('button', { name: 'Set it up' }));
  await waitFor(() => expect(saved).toHaveBeenCalled());
  expect(sent).toEqual(calls.map(({ method, path, body }) => ({ method, path, body })));
});
