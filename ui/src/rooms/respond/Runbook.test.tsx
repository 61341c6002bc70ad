import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { onScreen } from '../../ground/onScreen';
import type { Incident } from '../../ground/wire';
import { CauseRunbook, Runbook } from './Runbook';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const incident = {
  id: 'Q1',
  service: { id: 'PSHOP', type: 'service_reference', summary: 'Shop' },
} as Incident;
const cause = { id: 'db', name: 'db', kind: null, serviceId: 'PDB', probability: 0.9, reasons: [] };

function services(runbooks: Record<string, string | null>) {
  vi.stubGlobal('fetch', async (input: RequestInfo | URL) => {
    const path = new URL(String(input instanceof Request ? input.url : input), 'http://muster').pathname;
    const id = path.split('/').at(-1) ?? '';
    return Response.json({ service: { id, type: 'service', name: id, summary: id, runbook: runbooks[id] } });
  });
}

it('an incident says what to do about its service and about what probably broke', async () => {
  services({ PSHOP: 'Fail over, then https://wiki.example.com/shop.', PDB: 'Call the vendor.' });
  onScreen(
    <>
      <Runbook incident={incident} />
      <CauseRunbook cause={cause} incident={incident} />
    </>,
  );
  const link = await screen.findByRole('link', { name: 'https://wiki.example.com/shop' });
  expect(link.getAttribute('href')).toBe('https://wiki.example.com/shop');
  expect(await screen.findByText('Call the vendor.')).toBeTruthy();
});

it('nothing is said where nobody wrote anything, and nothing twice', async () => {
  services({ PSHOP: 'Wait.', PDB: null });
  onScreen(
    <>
      <CauseRunbook cause={cause} incident={incident} />
      <CauseRunbook cause={{ ...cause, serviceId: 'PSHOP' }} incident={incident} />
      <CauseRunbook cause={{ ...cause, serviceId: null }} incident={incident} />
      <Runbook incident={incident} />
    </>,
  );
  expect(await screen.findAllByText('Wait.')).toHaveLength(1);
  expect(screen.queryByText(/Runbook of/)).toBeNull();
});
