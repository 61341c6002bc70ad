import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../../ground/onScreen';
import { Sources } from './Sources';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function source(id: string, teams: string[]) {
  return {
    id,
    type: 'source',
    summary: id,
    integration: { id, type: 'service_integration_reference', summary: id },
    service: { id: 'PS', type: 'service_reference', summary: 'Shop' },
    teams: teams.map((team) => ({ id: team, type: 'team_reference' })),
    events: 1,
    series: 0,
    series_limit: 10_000,
    series_learning: 0,
    over_limit: false,
    first_seen_at: null,
    last_seen_at: null,
    usual_gap_seconds: null,
    silent: false,
    mail_notifications: true,
    status: 'It has sent nothing yet.',
  };
}

describe('what is wrong with a source', { timeout: PATIENCE }, () => {
  it('is said of its series, too', async () => {
    vi.stubGlobal('fetch', async (input: RequestInfo | URL) =>
      Response.json(
        String(input instanceof Request ? input.url : input).includes('/users/me')
          ? { user: { id: 'PU', type: 'user', name: 'Ann', role: 'observer' } }
          : {
              sources: [
                {
                  ...source('Full', []),
                  last_seen_at: '2026-01-01T00:00:00Z',
                  over_limit: true,
                },
                { ...source('New', []), last_seen_at: '2026-01-01T00:00:00Z', series_learning: 3 },
              ],
              limit: 50,
              offset: 0,
              more: false,
            },
      ),
    );
    onScreen(<Sources />);
    await screen.findByText('Over its limit');
    await screen.findByText('Learning');
  });
});

describe('the mails of a source', { timeout: PATIENCE }, () => {
  it('are turned off by who manages the team that owns the service', async () => {
    vi.stubGlobal('fetch', async (input: RequestInfo | URL) =>
      Response.json(
        String(input instanceof Request ? input.url : input).includes('/users/me')
          ? {
              user: {
                id: 'PU',
                type: 'user',
                name: 'Ann',
                role: 'observer',
                team_roles: [{ id: 'PT', role: 'manager' }],
              },
            }
          : { sources: [source('Own', ['PT']), source('Other', ['PX'])], limit: 50, offset: 0, more: false },
      ),
    );
    onScreen(<Sources />);
    await screen.findByLabelText('Mails of Own');
    await waitFor(() =>
      expect((screen.getByLabelText('Mails of Own') as HTMLInputElement).disabled).toBe(false),
    );
    expect((screen.getByLabelText('Mails of Other') as HTMLInputElement).disabled).toBe(true);
  });
});
