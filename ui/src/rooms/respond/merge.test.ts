import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Incident } from '../../ground/wire';
import { apartWords, merge, takeApart } from './incidents';

const incident = (number: number, priority: string | null = null) =>
  ({
    id: `P${number}`,
    incident_number: number,
    title: `Trouble ${number}`,
    service: { id: `S${number}`, type: 'service_reference' },
    priority: priority === null ? null : { id: priority, type: 'priority' },
  }) as unknown as Incident;

const asked: { method: string; path: string; body: unknown }[] = [];

/** Answers as the server does, for incidents with so many alerts. */
function house(alerts: Record<string, number>, paged: string[] = []) {
  let next = 20;
  return async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const url = new URL(String(input), 'http://muster');
    const method = init?.method ?? 'GET';
    if (method !== 'GET') asked.push({ method, path: url.pathname, body: JSON.parse(String(init?.body)) });
    const of = /^\/incidents\/(\w+)\/alerts$/.exec(url.pathname)?.[1];
    if (of !== undefined) {
      const all = Array.from({ length: alerts[of] ?? 0 }, (_, i) => ({ id: `${of}A${i}` }));
      const offset = Number(url.searchParams.get('offset') ?? 0);
      const limit = Number(url.searchParams.get('limit') ?? 25);
      return Response.json({ alerts: all.slice(offset, offset + limit), more: offset + limit < all.length });
    }
    if (url.pathname.endsWith('/split')) {
      next++;
      return Response.json({
        incident: { id: `P${next}`, incident_number: next },
        split: { paged: paged.map((summary) => ({ user: { id: summary, summary } })) },
      });
    }
    return Response.json({ incident: {} });
  };
}

afterEach(() => {
  asked.length = 0;
  vi.unstubAllGlobals();
});

describe('incidents that were merged', () => {
  it('are taken apart again as what they were', async () => {
    vi.stubGlobal('fetch', vi.fn(house({ P2: 2, P3: 130 })));
    const parts = await merge('P1', [incident(2, 'PRIO'), incident(3)]);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ method: 'PUT', path: '/incidents/P1/merge' });
    expect(parts.map(({ alerts }) => alerts?.length)).toEqual([2, 130]);

    const made = await takeApart('P1', parts);
    expect(asked.slice(1)).toMatchObject([
      {
        path: '/incidents/P1/split',
        body: {
          split: {
            title: 'Trouble 2',
            alerts: [{ id: 'P2A0' }, { id: 'P2A1' }],
            service: { id: 'S2' },
            priority: { id: 'PRIO' },
          },
        },
      },
      { path: '/incidents/P1/split', body: { split: { title: 'Trouble 3', service: { id: 'S3' } } } },
    ]);
    expect(asked[2]?.body).not.toHaveProperty('split.priority');
    expect(apartWords(made)).toBe('#2 is #21 now. #3 is #22 now. Nobody is paged anew.');
  });

  it('say whom it pages to take them apart', async () => {
    vi.stubGlobal('fetch', vi.fn(house({ P2: 1, P3: 1 }, ['Ada'])));
    const made = await takeApart('P1', await merge('P1', [incident(2), incident(3)]));
    expect(apartWords(made)).toBe('#2 is #21 now. #3 is #22 now. Ada is paged.');
  });

  it('stay together when there is nothing, or too much, to split off', async () => {
    vi.stubGlobal('fetch', vi.fn(house({ P2: 0, P3: 251 })));
    const parts = await merge('P1', [incident(2), incident(3)]);
    expect(parts.map(({ alerts }) => alerts)).toEqual([null, null]);
  });
});
