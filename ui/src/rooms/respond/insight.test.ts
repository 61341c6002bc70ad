import { describe, expect, it } from 'vitest';
import { median, readWarning } from '../../ground/warning';
import type { Alert } from '../../ground/wire';
import { causalGraph, ways } from './causal';
import {
  candidates,
  madeBy,
  noChangeDidIt,
  readAnalysis,
  readAuthor,
  readCauseLinks,
  readDecision,
  readDifferences,
  readNearby,
  readOccurrence,
  readPast,
  readSuspects,
  reasonsOf,
} from './insight';
import { heatOf, layerOf, layerOfKind } from './layers';
import { chartSpan, duringWords, momentsOf } from './metrics';
import { readAffected } from './objectives';

describe('what is said of changes', () => {
  const change = {
    id: 'C1',
    summary: 'Deploy',
    author: null,
    source: null,
    at: null,
    probability: 0.1,
    reasons: [],
  };

  it('calls nobody unknown before it is known', () => {
    expect(madeBy(change, undefined)).toBeNull();
    expect(madeBy(change, [])).toBe('unknown author');
    expect(madeBy(change, [{ change: { id: 'C1' }, author: 'ann' }])).toBe('ann');
    expect(madeBy({ ...change, author: 'bert' }, undefined)).toBe('bert');
  });

  it('says that none did it only once it is known what people said', () => {
    const link = { changeId: 'C1', by: 'ann', at: null };
    expect(noChangeDidIt(0.8, [change], undefined)).toBeNull();
    expect(noChangeDidIt(0.8, [change], [])).toBe(0.8);
    expect(noChangeDidIt(0.8, [change], [{ ...link, state: 'confirmed' }])).toBeNull();
    expect(noChangeDidIt(0.8, [{ ...change, probability: null }], [])).toBeNull();
    expect(noChangeDidIt(0.4, [change], [])).toBeNull();
  });
});

describe('an analysis', () => {
  it('ranks causes and says when it is not sure', () => {
    const sure = readAnalysis({
      analysis: {
        at: '2026-11-21T10:00:00Z',
        version: 3,
        causes: [
          { entity: 'web', name: 'Web shop', probability: 0.1, reasons: ['felt it late'] },
          { entity: 'db', name: 'pg-main', probability: 0.8, reasons: ['first'] },
        ],
        changes: [
          { change_id: 'C1', probability: 0.3 },
          { change_id: null, probability: 0.7 },
        ],
        warnings: ['W1'],
        known_before: 'Known since Monday.',
      },
    });
    expect(sure?.causes.map(({ id }) => id)).toEqual(['db', 'web']);
    expect(sure).toMatchObject({
      undecided: null,
      noChange: 0.7,
      warnings: ['W1'],
      knownBefore: 'Known since Monday.',
      by: 'rules version 3',
    });
    const open = readAnalysis({ analysis: { causes: [{ entity: 'db', probability: 0.2 }] } });
    expect(open?.undecided).toContain('20 %');
    const equal = readAnalysis({
      analysis: {
        causes: [
          { entity: 'db', probability: 0.45 },
          { entity: 'web', probability: 0.4 },
        ],
      },
    });
    expect(equal?.undecided).toBe('db and web are about equally likely.');
    expect(readAnalysis({ analysis: { causes: [] } })?.undecided).toContain('not known');
    expect(readAnalysis({ analysis: null })).toBeNull();
  });

  it('calls the only place no cause and gives it no probability', () => {
    const alone = readAnalysis({
      analysis: {
        causes: [],
        only_place: {
          entity: 'PSHOP',
          name: 'Shop',
          muster_service: 'PSHOP',
          reasons: ['Nothing else is known.'],
        },
        only_service: {
          entity: 'PSHOP',
          name: 'Shop',
          muster_service: 'PSHOP',
          reasons: ['Nothing else is known.'],
        },
      },
    });
    expect(alone).toMatchObject({
      causes: [],
      undecided: null,
      onlyPlace: { id: 'PSHOP', name: 'Shop', serviceId: 'PSHOP', reasons: ['Nothing else is known.'] },
    });
    expect(readAnalysis({ analysis: { causes: [], only_place: null } })).toMatchObject({ onlyPlace: null });
  });

  it('never fails on what it does not know', () => {
    for (const odd of [
      null,
      3,
      [],
      {},
      { analysis: null },
      { analysis: { causes: 'x', warnings: [null] } },
    ]) {
      expect(readAnalysis(odd)?.causes ?? []).toEqual([]);
      expect(readSuspects(odd)).toEqual([]);
      expect(readPast(odd)).toEqual([]);
      expect(readOccurrence(odd)).toBeNull();
      expect(readAuthor(odd)).toBeNull();
      expect(readNearby(odd)).toEqual([]);
      expect(readDecision(odd).kind).toBe('decided');
      expect(readWarning(odd).earlier).toEqual([]);
      expect(readAffected(odd).now).toBeNull();
      expect(reasonsOf(odd)).toEqual([]);
    }
  });

  it('reads a warning with its usual lead', () => {
    expect(median([])).toBeNull();
    expect(median([5, 1, 9, 3])).toBe(4);
    expect(
      readWarning({
        id: 'W1',
        summary: 'Looks like the beginning of a full disk.',
        lead_seconds: [600, 60, 300],
        matches: [{ incident_id: 'Q1', external_id: 'INC-7' }],
        outcome: 'hit',
        incident: { id: 'Q9', type: 'incident_reference', summary: 'Disk full' },
      }),
    ).toMatchObject({
      leadSeconds: 300,
      outcome: 'hit',
      earlier: [{ id: 'Q1', name: 'INC-7', imported: true }],
      incident: { id: 'Q9' },
    });
  });
});

describe('the map of an incident', () => {
  const entity = (id: string, kind = 'service', service: string | null = null) => ({
    distance: 1,
    entity: { id, name: id, kind, muster_service: service, aliases: [`${id}.local`] },
  });
  const link = (from: string, to: string) => ({ from, to, learned: false, stale_since: null });
  const map = {
    entities: [entity('web', 'service', 'PWEB'), entity('api'), entity('db', 'database'), entity('idle')],
    dependencies: [link('web', 'api'), link('api', 'db'), link('idle', 'db')],
  };
  it('draws the way from what was hit to the cause', () => {
    const alerts = [
      alert('a', { service: { id: 'PWEB', type: 'service_reference', summary: 'Web' } }),
      alert('b', { body: { cef_details: { source_origin: 'DB.local' } } }),
    ];
    const causes = [{ id: 'db', name: 'db', kind: null, serviceId: null, probability: 0.9, reasons: [] }];
    const graph = causalGraph(causes, map, alerts);
    expect(graph.nodes.find(({ id }) => id === 'db')).toMatchObject({
      tone: 'red',
      mark: 'cause 90 %, 1 alert',
    });
    expect(graph.nodes.find(({ id }) => id === 'web')).toMatchObject({ tone: 'orange', mark: '1 alert' });
    expect(graph.links.filter(({ strong }) => strong).map(({ from, to }) => [from, to])).toEqual([
      ['web', 'api'],
      ['api', 'db'],
    ]);
  });
  it('ends in a circle, and without a way', () => {
    const round = ways('db', new Set(['web']), [
      { from: 'web', to: 'db' },
      { from: 'db', to: 'web' },
    ]);
    expect([...round.steps]).toEqual(['web db']);
    expect(ways('db', new Set(['far']), []).steps.size).toBe(0);
  });
});

describe('changes, past and label', () => {
  it('say author and reason', () => {
    const [one] = readSuspects({
      change_events: [
        {
          id: 'C1',
          summary: 'Deploy 1.2',
          source: 'argo',
          timestamp: '2026-11-21T10:00:00Z',
          custom_details: { author: 'kim' },
          correlation_reason: { reason: 'related_service' },
        },
      ],
    });
    expect(one).toMatchObject({ author: 'kim', source: 'argo', probability: null });
    expect(one?.reasons[0]).toContain('rests on');
  });
  it('tell how probable the same trouble is, not the share among all that are alike', () => {
    expect(
      readPast({ past_incidents: [{ incident: { id: 'Q1' }, score: 240, same: 0.96 }] })[0],
    ).toMatchObject({
      same: 0.96,
      verdict: null,
      by: null,
    });
  });
  it('say whether a person called it the same trouble', () => {
    const by = { id: 'U1', type: 'user_reference', summary: 'Ana' };
    const said = readPast({
      past_incidents: [
        { incident: { id: 'Q1' }, verdict: 'right', by },
        { incident: { id: 'Q2' }, verdict: 'perhaps', by: null },
      ],
    });
    expect(said.map(({ verdict }) => verdict)).toEqual(['right', null]);
    expect(said[0]?.by?.summary).toBe('Ana');
  });
  it('say how usual it is', () => {
    expect(
      readOccurrence({ outlier_incident: { incident: { occurrence: { category: 'Rare', count: 2 } } } }),
    ).toEqual({ category: 'rare', words: 'The like happened 2 times before.' });
  });
});

function alert(id: string, more: Partial<Alert>): Alert {
  return {
    id,
    type: 'alert',
    summary: id,
    alert_key: id,
    status: 'triggered',
    severity: 'error',
    suppressed: false,
    created_at: '2026-11-21T10:00:00Z',
    service: null,
    integration: null,
    incident: null,
    body: null,
    ...more,
  };
}

describe('the heat map', () => {
  it('counts what was open in each step', () => {
    const heat = heatOf(
      [
        {
          alert: alert('a', { created_at: '2026-11-21T10:00:10Z', resolved_at: '2026-11-21T10:02:20Z' }),
          layer: 'host',
        },
        { alert: alert('b', { created_at: '2026-11-21T10:01:00Z', severity: 'critical' }), layer: 'host' },
        { alert: alert('c', { created_at: '2026-11-21T10:01:30Z' }), layer: 'user' },
      ],
      Date.parse('2026-11-21T10:30:00Z'),
    );
    expect(heat?.rows).toEqual(['user', 'host']);
    expect(heat?.step).toBe(60_000);
    expect(heat?.most).toBe(2);
    const host = heat?.cells
      .filter(({ row }) => row === 1)
      .map(({ column, open, worst }) => [column, open, worst]);
    expect(host?.slice(0, 4)).toEqual([
      [0, 1, 2],
      [1, 2, 3],
      [2, 2, 3],
      [3, 1, 3],
    ]);
    expect(heat?.starts.length).toBeLessThanOrEqual(60);
  });
  it('has nothing to draw without alerts', () => {
    expect(heatOf([], 0)).toBeNull();
  });
  it('knows the layers', () => {
    expect(layerOfKind('database')).toBe('database');
    expect(layerOfKind('network_switch')).toBe('network');
    expect(layerOfKind('pod')).toBe('platform');
    expect(layerOfKind('sofa')).toBeNull();
    expect(layerOf(alert('x', { summary: 'Ping to edge-3 lost' }), null)).toBe('network');
    expect(layerOf(alert('x', { summary: 'Ping to edge-3 lost' }), 'host')).toBe('host');
    expect(layerOf(alert('x', { summary: 'hm' }), null)).toBe('service');
  });
});

describe('the span of charts', () => {
  const now = Date.parse('2026-11-21T12:00:40Z');
  it('begins two hours before and ends now while it is open', () => {
    expect(chartSpan({ created_at: '2026-11-21T11:00:20Z', resolved_at: null }, now)).toEqual({
      since: '2026-11-21T09:00:00Z',
      until: '2026-11-21T12:00:00Z',
    });
  });
  it('never asks for more than a day', () => {
    expect(chartSpan({ created_at: '2026-11-01T00:00:00Z', resolved_at: null }, now).until).toBe(
      '2026-11-01T22:00:00Z',
    );
  });
});

describe('a figure beside an incident', () => {
  const over = { created_at: '2026-11-21T11:00:00Z', resolved_at: '2026-11-21T11:30:00Z' };
  const at = (time: string, value: number | null) => ({ at: `2026-11-21T${time}:00Z`, value });
  it('is compared with what it was before, up to the end', () => {
    const points = [at('10:00', 40), at('10:30', 60), at('11:00', 30), at('11:15', null), at('11:30', 500)];
    expect(duringWords(points, over)).toBe(
      'On average 30 while it was open, 50 in the two hours before, 40 % less.',
    );
    expect(duringWords(points, { ...over, resolved_at: null })).toContain('430 % more');
  });
  it('is not compared with nothing', () => {
    expect(duringWords([at('11:00', 30)], over)).toBeNull();
    expect(duringWords([at('10:00', null), at('11:00', 30)], over)).toBeNull();
    expect(duringWords([at('10:00', 0), at('11:00', 30)], over)).toBe(
      'On average 30 while it was open, 0 in the two hours before.',
    );
  });
  it('is drawn with its beginning and its end', () => {
    expect(momentsOf(over).map(({ name }) => name)).toEqual(['opened', 'resolved']);
    expect(momentsOf({ ...over, resolved_at: null }).map(({ name }) => name)).toEqual(['opened']);
  });
});

describe('the change behind it', () => {
  it('is inferred or said by somebody, and odd links are left out', () => {
    const links = readCauseLinks({
      caused_by: [
        {
          change: { id: 'C1' },
          state: 'confirmed',
          by: { id: 'U1', summary: 'Ana' },
          at: '2026-01-01T00:00:00Z',
        },
        { change: { id: 'C2' }, state: 'inferred', by: null },
        { change: null, state: 'confirmed' },
        { change: { id: 'C3' }, state: 'perhaps' },
      ],
    });
    expect(links.map(({ changeId, state, by }) => [changeId, state, by])).toEqual([
      ['C1', 'confirmed', 'Ana'],
      ['C2', 'inferred', null],
    ]);
    expect(readCauseLinks(null)).toEqual([]);
  });
});

describe('what is different', () => {
  it('is told with its interval, or that there is too little', () => {
    const found = readDifferences({
      differences: {
        verdict: 'found',
        words: 'Among 5 failing and 50 others.',
        segments: [{ words: 'browser Otter: 5 of 6 fail', at_least: 3.21, at_most: 5_000 }, { words: 'odd' }],
        first_seen: [{ words: 'browser Otter was never seen before.' }, {}],
      },
    });
    expect(found?.segments.map(({ interval }) => interval)).toEqual([
      'With 95 % certainty 3.2 to far more than 999 times.',
      '',
    ]);
    expect(found?.firstSeen).toEqual(['browser Otter was never seen before.']);
    expect(readDifferences({ differences: { verdict: 'not_enough_data' } })?.segments).toEqual([]);
    expect(readDifferences(null)).toBeNull();
  });
});

describe('what may have broken', () => {
  it('is any entity, and each service that none of them stands for', () => {
    const entities = [
      { id: 'db-3', name: 'ledgerdb3', kind: 'database' },
      { id: 'shop', name: 'Shop', kind: 'service' },
    ];
    const services = [
      { id: 'P1', name: 'shop' },
      { id: 'P2', name: 'Payout' },
    ];
    expect(candidates(entities, services)).toEqual([
      { value: 'db-3', label: 'ledgerdb3 (database)' },
      { value: 'shop', label: 'Shop (service)' },
      { value: 'P2', label: 'Payout (service)' },
    ]);
  });
});
