import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../../ground/onScreen';
import { Problems } from './Problems';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function server(team_roles: { id: string; role: string }[]) {
  vi.stubGlobal('fetch', async (input: RequestInfo | URL) =>
    Response.json(
      String(input instanceof Request ? input.url : input).includes('/users/me')
        ? { user: { id: 'PU', type: 'user', name: 'Ann', role: 'observer', team_roles } }
        : {
            known_problems: [
              { id: 'K1', title: 'Leak', status: 'open', teams: [{ id: 'PT', type: 'team_reference' }] },
              { id: 'K2', title: 'Rust', status: 'open', teams: [] },
            ],
            limit: 25,
            offset: 0,
            more: false,
            total: 2,
          },
    ),
  );
}

async function rowOf(title: string) {
  return within((await screen.findByText(title)).closest('tr') as HTMLElement);
}

describe('known problems', { timeout: PATIENCE }, () => {
  it('are changed by who only looks, but responds in the team that owns the service', async () => {
    server([{ id: 'PT', role: 'responder' }]);
    onScreen(<Problems />);
    await screen.findByText('Add problem');
    expect((await rowOf('Leak')).queryByText('Change')).not.toBeNull();
    expect((await rowOf('Rust')).queryByText('Change')).toBeNull();
  });

  it('are not changed by who only looks', async () => {
    server([]);
    onScreen(<Problems />);
    expect((await rowOf('Leak')).queryByText('Change')).toBeNull();
    expect(screen.queryByText('Add problem')).toBeNull();
  });
});
