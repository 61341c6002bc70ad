import { describe, expect, it } from 'vitest';
import type { Alert } from '../../ground/wire';
import {
  readAnalysis,
  readDecision,
  readOccurrence,
  readPast,
  readSuspects,
  readWarning,
  reasonsOf,
} from './insight';
import { heatOf, layerOf, layerOfKind } from './layers';
import { chartSpan } from './metrics';
import { readAffected } from './objectives';

describe('an analysis', () => {
  it('ranks causes and says when it is not sure', () => {
    const sure = readAnalysis({
      analysis: {
        causes: [
          {
            entity: { id: 'web', name: 'Web shop', kind: 'service' },
            probability: 0.1,
            reasons: ['felt it late'],
          },
          {
            entity: { id: 'db', name: 'pg-main', kind: 'database' },
            probability: 0.8,
            reasons: [{ words: 'first' }],
          },
        ],
        alerts: [{ alert_id: 'A1', entity: { id: 'db', kind: 'database' } }],
      },
    });
    expect(sure.causes.map(({ id }) => id)).toEqual(['db', 'web']);
    expect(sure.causes[0]?.reasons).toEqual(['first']);
    expect(sure.undecided).toBeNull();
    expect(sure.places.get('A1')).toEqual({ entity: 'db', kind: 'database' });

    const open = readAnalysis({ analysis: { causes: [{ entity: { id: 'db' }, probability: 0.2 }] } });
    expect(open.undecided).toContain('stands out');
    expect(readAnalysis({ analysis: { undecided: { words: 'Two look alike.' } } }).undecided).toBe(
      'Two look alike.',
    );
  });

  it('never fails on what it does not know', () => {
    for (const odd of [null, 3, [], {}, { analysis: null }, { analysis: { causes: 'x', alerts: [null] } }]) {
      expect(readAnalysis(odd).causes).toEqual([]);
      expect(readSuspects(odd)).toEqual([]);
      expect(readPast(odd)).toEqual([]);
      expect(readOccurrence(odd)).toBeNull();
      expect(readDecision(odd).kind).toBe('decided');
      expect(readWarning(odd).earlier).toEqual([]);
      expect(readAffected(odd).now).toBeNull();
      expect(reasonsOf(odd)).toEqual([]);
    }
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
  it('read the scores of either kind', () => {
    expect(
      readPast({ past_incidents: [{ incident: { id: 'Q1', title: 'T' }, score: 0.6 }] })[0]?.likeness,
    ).toBe(0.6);
    expect(readPast({ past_incidents: [{ incident: { id: 'Q1' }, score: 640 }] })[0]?.likeness).toBe(0.64);
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
