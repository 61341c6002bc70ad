import { describe, expect, it } from 'vitest';
import { readExperiment, readTagged } from './experiments';

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

  it('reads a tagged alert', () => {
    expect(readTagged({ alert_id: 'A1', expected: true, reason: 'so' })).toMatchObject({
      alertId: 'A1',
      expected: true,
      incident: null,
      reason: 'so',
    });
  });
});
