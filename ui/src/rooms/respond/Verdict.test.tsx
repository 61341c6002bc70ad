import { Notifications, notifications } from '@mantine/notifications';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../../ground/onScreen';
import type { Incident } from '../../ground/wire';
import { Verdict } from './Verdict';

afterEach(() => {
  notifications.clean();
  cleanup();
  vi.unstubAllGlobals();
});

/** A server that Ann is signed in to, and what was said there before; it keeps what it is told. */
function server(verdict: string, by: string | null) {
  const told: unknown[] = [];
  const judged = {
    verdict,
    source: by === null ? 'inferred' : 'human',
    user: by === null ? null : { id: by, type: 'user_reference', summary: by },
    reason: 'Somebody acknowledged it.',
  };
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const asked = new Request(
      new URL(String(input instanceof Request ? input.url : input), 'http://muster'),
      init,
    );
    if (asked.method === 'PUT') {
      const { verdict: given } = (await asked.json()) as { verdict: string | null };
      told.push(given);
      Object.assign(
        judged,
        given === null
          ? { verdict: 'unknown', source: 'inferred', user: null }
          : { verdict: given, source: 'human', user: { id: 'Ann', type: 'user_reference', summary: 'Ann' } },
      );
    }
    return Response.json(
      asked.url.includes('/users/me')
        ? { user: { id: 'Ann', type: 'user', name: 'Ann', role: 'admin', time_zone: 'UTC' } }
        : { verdict: judged },
    );
  });
  onScreen(
    <>
      <Notifications />
      <Verdict incident={{ id: 'Q1' } as Incident} respond />
    </>,
  );
  return told;
}

const button = (name: string) => screen.findByRole('button', { name });

const pressed = async (name: string) => (await button(name)).getAttribute('aria-pressed');

async function undone(told: unknown[], press: string) {
  fireEvent.click(await button(press));
  await waitFor(() => expect(told).toHaveLength(1));
  fireEvent.click(await button('Undo'));
  await waitFor(() => expect(told).toHaveLength(2));
}

describe('undo of a verdict', { timeout: PATIENCE }, () => {
  it('takes mine back, and says nothing that somebody else had said', async () => {
    const told = server('not_actionable', 'Ben');
    await screen.findByText('Ben');
    expect(await pressed('Noise')).toBe('false');
    await undone(told, 'Worth it');
    expect(told).toEqual(['actionable', null]);
  });

  it('gives my own former one again', async () => {
    const told = server('not_actionable', 'Ann');
    await waitFor(async () => expect(await pressed('Noise')).toBe('true'));
    await undone(told, 'Worth it');
    expect(told).toEqual(['actionable', 'not_actionable']);
  });

  it('takes it back where only acts had shown something', async () => {
    const told = server('actionable', null);
    await screen.findByText(/Somebody acknowledged it/);
    expect(await pressed('Worth it')).toBe('false');
    await undone(told, 'Noise');
    expect(told).toEqual(['not_actionable', null]);
  });
});
