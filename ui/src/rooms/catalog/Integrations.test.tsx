import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../../ground/onScreen';
import type { Service } from '../../ground/wire';
import { Integrations } from './Integrations';

let signature: string;
let unreadable: string[];
let outcome: { status: number; answer: Record<string, unknown> };
let posts: { url: string; body: Record<string, unknown> }[];

async function server(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const url = new URL(String(input instanceof Request ? input.url : input), 'http://muster').pathname;
  if (init?.method === 'POST') {
    const body = JSON.parse(String(init.body)) as Record<string, unknown>;
    posts.push({ url, body });
    return Response.json(
      url.endsWith('/test')
        ? { test: outcome }
        : { status: 'success', message: 'Event processed', dedup_key: body.dedup_key },
    );
  }
  if (url.endsWith('/calls'))
    return Response.json({ calls: [], limit: 10, offset: 0, more: false, total: 0 });
  if (url.endsWith('/webhook'))
    return Response.json({
      webhook: {
        url: 'http://muster/integrations/webhook/KEY',
        signature: {
          type: signature,
          header: signature === 'none' ? null : 'X-Hub-Signature-256',
          prefix: '',
          encoding: 'hex',
          timestamp_header: null,
        },
        secret_set: signature !== 'none',
        secret: null,
        previous_secret_until: null,
        mapping: {},
        severity_words: {},
        action_words: {},
        changed_at: null,
        unreadable,
      },
    });
  if (url.endsWith('/incidents'))
    return Response.json({
      incidents: [{ id: 'Q1', type: 'incident', summary: 'Test', incident_number: 7 }],
      limit: 1,
      offset: 0,
      more: false,
    });
  return Response.json({ web_base: 'http://muster' });
}

beforeEach(() => {
  signature = 'none';
  unreadable = [];
  outcome = {
    status: 202,
    answer: { status: 'success', message: 'Event processed', dedup_key: 'of-the-mapping' },
  };
  posts = [];
  vi.stubGlobal('fetch', vi.fn(server));
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function shown(manage = true, more: Record<string, unknown> = {}) {
  const service = {
    id: 'PSE',
    name: 'Shop',
    integrations: [
      {
        id: 'PIN',
        type: 'events_api_v2_inbound_integration',
        summary: 'Ticker',
        name: 'Ticker',
        integration_key: 'KEY',
        ...more,
      },
    ],
  } as unknown as Service;
  onScreen(<Integrations service={service} manage={manage} />);
}

describe('an integration', { timeout: PATIENCE }, () => {
  it('that asks for no proof is set up by any tool and tested as they send', async () => {
    shown();
    fireEvent.click(await screen.findByText('Send test event'));
    expect(screen.getAllByRole('tab').map((one) => one.textContent)).toContain('curl');
    await screen.findByText('Accepted');
    expect(posts[0]?.url).toContain('/v2/enqueue');
    expect(posts[0]?.body.routing_key).toBe('KEY');
  });

  it('names the folder for files when there is one', async () => {
    shown(true, { drop_folder: '/srv/drop/abc' });
    expect(await screen.findByText('/srv/drop/abc')).toBeTruthy();
    cleanup();
    shown(true, { drop_folder: null });
    expect(screen.queryByText('Folder for files')).toBeNull();
  });

  it('for mails says which are the same alert, or that none come in', async () => {
    const mail = {
      type: 'generic_email_inbound_integration',
      integration_email: 'disks@muster.example.com',
      email_incident_creation: 'on_new_email_subject',
    };
    shown(true, { ...mail, mail_comes_in: true });
    expect(await screen.findByText('disks@muster.example.com')).toBeTruthy();
    expect(screen.getByText(/mails with the same subject are the same alert/)).toBeTruthy();
    cleanup();
    shown(true, { ...mail, mail_comes_in: false });
    expect(await screen.findByText(/No mail comes in/)).toBeTruthy();
    expect(screen.queryByText('disks@muster.example.com')).toBeNull();
  });

  it('that asks for a proof has the one door that takes it, and the test goes through it', async () => {
    signature = 'hmac_sha256';
    shown();
    fireEvent.click(await screen.findByText('Send test event'));
    expect(screen.getAllByRole('tab').map((one) => one.textContent)).toEqual(['Any webhook']);
    await screen.findByText('Accepted');
    expect(screen.getByText('of-the-mapping')).toBeTruthy();
    expect(posts.map(({ url }) => url.replace(/^\/api/, ''))).toEqual([
      '/services/PSE/integrations/PIN/webhook/test',
    ]);
    expect((await screen.findByText(/openssl/)).textContent).toContain('X-Hub-Signature-256');
  });

  it('whose mapping does not understand the test says so', async () => {
    signature = 'token';
    outcome = {
      status: 400,
      answer: { status: 'invalid event', message: 'No event could be made of the body', errors: ['summary'] },
    };
    shown();
    fireEvent.click(await screen.findByText('Send test event'));
    await screen.findByText('It became no event');
    expect(screen.getByText(/No event could be made of the body summary/)).toBeTruthy();
  });

  it('of which nobody can say whether it asks for a proof offers no set-up that may be refused', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn((input: RequestInfo | URL, init?: RequestInit) =>
        String(input instanceof Request ? input.url : input).endsWith('/webhook')
          ? Promise.resolve(
              Response.json(
                { error: { message: 'Internal Server Error', code: 2000, errors: ['It is under E1.'] } },
                { status: 500 },
              ),
            )
          : server(input, init),
      ),
    );
    shown();
    await screen.findByText(/It is under E1/);
    expect(screen.queryByText('Send test event')).toBeNull();
    expect(screen.queryAllByRole('tab')).toEqual([]);
  });

  it('whose signature cannot be read any more says so and has the one door', async () => {
    unreadable = ['signature', 'secret'];
    shown();
    await screen.findByText(/signature, secret: give it anew below/);
    expect(screen.getAllByRole('tab').map((one) => one.textContent)).toEqual(['Any webhook']);
    expect(screen.getByText('Make a new secret')).toBeTruthy();
  });

  it('that asks for a proof is tested only by who may set it up, as the server makes the call', async () => {
    signature = 'token';
    shown(false);
    await screen.findByRole('tab', { name: 'Any webhook' });
    expect(screen.queryByText('Send test event')).toBeNull();
  });
});
