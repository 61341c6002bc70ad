import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../../ground/onScreen';
import type { Hook } from './hook';
import { WebhookIn } from './WebhookIn';

const address = 'http://muster/integrations/webhook/KEY';
let hook: Hook;
let puts: { webhook: Record<string, unknown> }[];

/** A server that keeps one webhook. */
async function server(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const url = String(input instanceof Request ? input.url : input);
  if (url.includes('/calls'))
    return Response.json({ calls: [], limit: 10, offset: 0, more: false, total: 0 });
  if (init?.method === 'PUT') {
    const change = JSON.parse(String(init.body)) as { webhook: Record<string, unknown> };
    puts.push(change);
    const { revoke_previous, secret, ...kept } = change.webhook;
    hook = {
      ...hook,
      ...kept,
      url: `${address}${puts.length}`, // the screen shows from which answer it is
      changed_at: `2026-03-02T09:00:0${puts.length}Z`,
    } as Hook;
    hook.signature = { ...hook.signature, header: hook.signature.header?.trim() ?? null };
    if (revoke_previous === true) hook = { ...hook, previous_secret_until: null };
  }
  return Response.json({ webhook: hook });
}

beforeEach(() => {
  puts = [];
  hook = {
    integration: { id: 'PIN', type: 'service_integration_reference', summary: 'Hook' },
    url: address,
    signature: { type: 'token', header: 'X-Token', prefix: '', encoding: 'hex', timestamp_header: null },
    secret_set: true,
    secret: null,
    previous_secret_until: '2026-03-03T09:00:00Z',
    mapping: { summary: '{{raw_event.title}}' },
    severity_words: {},
    action_words: {},
    changed_at: '2026-03-02T09:00:00Z',
  };
  vi.stubGlobal('fetch', vi.fn(server));
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function shown() {
  onScreen(<WebhookIn serviceId="PSE" integrationId="PIN" manage />);
  await screen.findByTestId('webhook-address');
}

function field(label: string) {
  return screen.getByLabelText(label) as HTMLInputElement;
}

function type(label: string, value: string) {
  fireEvent.change(field(label), { target: { value } });
}

async function readAgain(saves: number) {
  await waitFor(() => expect(screen.getByTestId('webhook-address').textContent).toBe(`${address}${saves}`));
}

describe('webhooks in', { timeout: PATIENCE }, () => {
  it('keep what is typed in one form when the other is saved', async () => {
    await shown();
    type('Summary', '{{raw_event.check}}');
    type('A body to try', '{"check": "dns"}');
    type('Header', ' X-Gate ');
    fireEvent.click(screen.getByRole('button', { name: 'Save the signature' }));
    await readAgain(1);
    await waitFor(() => expect(field('Header').value).toBe('X-Gate'));
    expect(field('Summary').value).toBe('{{raw_event.check}}');
    type('Before the value', 'v1=');
    fireEvent.click(screen.getByRole('button', { name: 'Save the mapping' }));
    await readAgain(2);
    expect(puts[1]?.webhook.mapping).toEqual({ summary: '{{raw_event.check}}' });
    expect(field('Before the value').value).toBe('v1=');
    expect(field('A body to try').value).toBe('{"check": "dns"}');
  });

  it('save no words that would be lost', async () => {
    await shown();
    const save = () => screen.getByRole('button', { name: 'Save the mapping' }) as HTMLButtonElement;
    type('Words for severities', 'S1 critical');
    expect(screen.getByText("Line 1 has no '=': S1 critical")).toBeTruthy();
    expect(save().disabled).toBe(true);
    type('Words for severities', 'S1 = critical');
    expect(save().disabled).toBe(false);
  });

  it('end a secret at once', async () => {
    await shown();
    fireEvent.click(screen.getByRole('button', { name: 'End it now' }));
    const dialog = await screen.findByRole('dialog', { name: 'End the secret before?' });
    fireEvent.click(
      Array.from(dialog.querySelectorAll('button')).find(
        (one) => one.textContent === 'End it now',
      ) as Element,
    );
    await waitFor(() => expect(puts).toEqual([{ webhook: { revoke_previous: true } }]));
    await waitFor(() => expect(screen.queryByText(/The secret before is good/)).toBeNull());
  });
});
