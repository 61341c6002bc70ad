import { describe, expect, it } from 'vitest';
import { readExperiment, readTagged, toldWords } from './experiments';

describe('experiments', () => {
  it('reads one and takes nothing for granted', () => {
    expect(readExperiment({})).toMatchObject({ status: 'planned', targets: [], effects: [], by: null });
    expect(
      readExperiment({
        id: 'X1',
        name: 'Kill a node',
        status: 'settling',
        targets: [{ id: 'S1', type: 'service_reference', summary: 'shop' }],
        expected_effects: [{ summary_contains: 'slow', words: '"slow" in the summary' }],
        expected_alerts: 3,
      }),
    ).toMatchObject({
      status: 'settling',
      expected: 3,
      targets: [{ id: 'S1', type: 'service_reference', summary: 'shop' }],
      effects: [{ summaryContains: 'slow', alertClass: null, severityAtMost: null }],
    });
  });

  it('says that only its team is told as long as that is so', () => {
    expect(toldWords({ status: 'running' }, [true, true], true)).toBe(
      'It expects all 2 alerts, so only its team is told while it lasts.',
    );
    expect(toldWords({ status: 'running' }, [true], false)).toContain('not kept to its team');
    expect(toldWords({ status: 'ended' }, [true], true)).toContain('had cleared before it was over');
    expect(toldWords({ status: 'ended' }, [true], false)).toBe(
      'It expected this alert. It is over, and the incident is not kept to its team any more.',
    );
    expect(toldWords({ status: 'running' }, [true, false], false)).toBe(
      '1 of 2 alerts was not expected; the timeline says who was told.',
    );
  });

  it('reads a tagged alert', () => {
    expect(readTagged({ alert_id: 'A1', expected: true, reason: 'so' })).toMatchObject({
      alertId: 'A1',
      expected: true,
      incident: null,
      reason: 'so',
    });
  });
});
