import { afterEach, describe, expect, it, vi } from 'vitest';
import { findOpen } from './FindOpen';

const incident = (number: number, title: string, service: string, status = 'triggered') => ({
  id: `P${number}`,
  type: 'incident',
  incident_number: number,
  title,
  status,
  service: { id: service, type: 'service_reference', summary: service },
});

const house = [
  incident(1, 'Disk full', 'Ledger'),
  incident(2, 'Queue grows', 'Checkout'),
  incident(3, 'Certificate expired', 'Checkout', 'resolved'),
  incident(250, 'Checkout is slow', 'Shop'),
];

/** Answers as the server does: a title's part, a service's part, or one incident by its number. */
async function server(input: RequestInfo | URL): Promise<Response> {
  const url = new URL(String(input), 'http://muster');
  const words = (url.searchParams.get('query') ?? '').toLowerCase();
  const one = /^\/incidents\/(\d+)$/.exec(url.pathname)?.[1];
  if (one !== undefined) {
    const found = house.find(({ incident_number }) => incident_number === Number(one));
    return found === undefined
      ? Response.json({ error: { message: 'Not Found', code: 2100 } }, { status: 404 })
      : Response.json({ incident: found });
  }
  if (url.pathname === '/services') {
    const named = [...new Set(house.map(({ service }) => service.id))].filter((id) =>
      id.toLowerCase().includes(words),
    );
    return Response.json({ services: named.map((id) => ({ id, type: 'service', summary: id })) });
  }
  const of = url.searchParams.getAll('service_ids[]');
  return Response.json({
    incidents: house.filter(
      ({ title, service, status }) =>
        status !== 'resolved' &&
        title.toLowerCase().includes(words) &&
        (of.length === 0 || of.includes(service.id)),
    ),
    more: words === '',
  });
}

afterEach(() => vi.unstubAllGlobals());

describe('open incidents', () => {
  const numbers = async (words: string) => {
    vi.stubGlobal('fetch', vi.fn(server));
    return (await findOpen(words)).incidents.map(({ incident_number }) => incident_number);
  };

  it('are found by the server, by title, service or number, however many are open', async () => {
    expect(await numbers('disk')).toEqual([1]);
    expect(await numbers('checkout')).toEqual([250, 2]);
    expect(await numbers('#250')).toEqual([250]);
    expect(await numbers('nothing like it')).toEqual([]);
  });

  it('are only those that are open', async () => {
    expect(await numbers('3')).toEqual([]);
    expect(await numbers('#77')).toEqual([]);
  });

  it('are said to be more than stand there', async () => {
    vi.stubGlobal('fetch', vi.fn(server));
    expect((await findOpen('')).more).toBe(true);
    expect((await findOpen('disk')).more).toBe(false);
  });
});
