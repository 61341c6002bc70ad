import { describe, expect, it } from 'vitest';
import { kindOf, kinds, ruleWords, stateWords, type Ticket, type TicketRule } from './tickets';

const rule: TicketRule = {
  id: 'default',
  service: null,
  tracker: null,
  filed: 'from',
  from_severity: 'error',
  from_priority: { id: 'P1', type: 'priority_reference', summary: 'P2' },
  fault: null,
};
const ticket: Ticket = {
  id: 'Q1',
  incident: { id: 'Q1', type: 'incident_reference', summary: null },
  tracker: { id: 'T1', type: 'ticket_tracker_reference', summary: 'Jira' },
  state: 'filed',
  key: 'OPS-1',
  html_url: null,
  status: null,
  closed: false,
  asked_by: null,
  reason: '',
  fault: null,
  asked_at: '2026-11-21T00:00:00Z',
  filed_at: null,
  status_at: null,
};

describe('tickets', () => {
  it('say which incidents are filed', () => {
    expect(ruleWords(rule)).toBe('From severity error or priority P2 on, and what pages nobody');
    expect(ruleWords({ ...rule, from_severity: null })).toContain('From priority P2 on');
    expect(ruleWords({ ...rule, filed: 'never' })).toBe('Never');
  });
  it('say how they stand', () => {
    expect(stateWords(ticket)).toBe('Filed');
    expect(stateWords({ ...ticket, status: 'In Progress' })).toBe('In Progress');
    expect(stateWords({ ...ticket, state: 'failed' })).toBe('Not filed');
  });
  it('know what each tracker asks for', () => {
    for (const { value } of kinds) expect(kindOf(value).token).not.toBe('');
    // who has no field would lose the user that the API has set
    for (const kind of ['jira', 'jira_cloud', 'servicenow'] as const) {
      expect(kindOf(kind).user).not.toBeNull();
    }
  });
});
