import { Notifications, notifications } from '@mantine/notifications';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../../ground/onScreen';
import type { Incident } from '../../ground/wire';
import { AskedOfMe, Helpers } from './Helpers';
import { callsOf, forMe, type State, type WireRequest } from './helpers';

afterEach(() => {
  notifications.clean();
  cleanup();
  vi.unstubAllGlobals();
});

const user = (id: string) => ({ id, type: 'user_reference', summary: id });

function request(id: string, type: 'user' | 'escalation_policy', states: Record<string, State>): WireRequest {
  return {
    requester: user('Ben'),
    requested_at: '2026-11-22T08:00:00Z',
    message: 'it is the disk',
    responder_request_targets: [
      {
        responder_request_target: {
          id: `T${id}`,
          type,
          summary: `target of ${id}`,
          request_id: id,
          incidents_responders: Object.entries(states).map(([who, state]) => ({
            state,
            user: user(who),
            updated_at: '2026-11-22T08:00:00Z',
          })),
        },
      },
    ],
  };
}

describe('requests for help', { timeout: PATIENCE }, () => {
  it('wait for whoever has not answered, unless somebody of the policy helps', () => {
    const waiting = (states: Record<string, State>, type: 'user' | 'escalation_policy' = 'user') =>
      forMe(callsOf([request('Q', type, states)]), 'Ann').length;
    expect(waiting({ Ann: 'pending' })).toBe(1);
    expect(waiting({ Ann: 'joined' })).toBe(0);
    expect(waiting({ Ben: 'pending' })).toBe(0);
    expect(waiting({ Ann: 'pending', Ben: 'declined' }, 'escalation_policy')).toBe(1);
    expect(waiting({ Ann: 'pending', Ben: 'joined' }, 'escalation_policy')).toBe(0);
  });

  it('are seen, answered and taken back', async () => {
    const told: string[] = [];
    const all = [request('Q1', 'user', { Ann: 'pending' }), request('Q2', 'user', { Cleo: 'declined' })];
    vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
      const asked = new Request(
        new URL(String(input instanceof Request ? input.url : input), 'http://muster'),
        init,
      );
      if (asked.method !== 'GET')
        told.push(`${asked.method} ${new URL(asked.url).pathname} ${await asked.text()}`);
      return Response.json(
        asked.url.includes('/users/me')
          ? { user: { id: 'Ann', type: 'user', name: 'Ann', role: 'user', time_zone: 'UTC' } }
          : { responder_requests: all },
      );
    });
    const incident = { id: 'I1', status: 'triggered' } as Incident;
    onScreen(
      <>
        <Notifications />
        <AskedOfMe incident={incident} />
        <Helpers incident={incident} respond ask={() => {}} />
      </>,
    );
    await screen.findByText('Ben asks for your help');
    await screen.findByText(/declined/);
    fireEvent.click(await screen.findByRole('button', { name: 'I can help' }));
    await waitFor(() =>
      expect(told).toEqual([
        'PUT /incidents/I1/responder_requests/Q1 {"responder_request":{"state":"joined"}}',
      ]),
    );
    fireEvent.click(await screen.findByRole('button', { name: /^Take back/ }));
    await waitFor(() => expect(told[1]).toContain('/responder_requests/cancel'));
    expect(told[1]).toContain('"id":"TQ1","type":"user_reference"');
  });
});
