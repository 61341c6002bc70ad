import { describe, expect, it } from 'vitest';
import { columnsOf, keysOf, stagesFault } from './enrichment';
import { actionWords, type Draft, expressionOf, tidy, withoutSet, withRule, withSet } from './rules';

const rule = (label: string, actions = {}) => ({ label, conditions: [], actions });
const draft: Draft = {
  sets: [
    { id: 'start', rules: [rule('a'), rule('b', { route_to: 'later' }), rule('c')] },
    { id: 'later', rules: [] },
  ],
  catch_all: { actions: {} },
};
const labels = (one: Draft) => one.sets[0]?.rules.map(({ label }) => label);

describe('rules', () => {
  it('are replaced in their place or added at the end', () => {
    expect(labels(withRule(draft, 'start', 1, rule('x')))).toEqual(['a', 'x', 'c']);
    expect(labels(withRule(draft, 'start', null, rule('x')))).toEqual(['a', 'b', 'c', 'x']);
  });
  it('lead nowhere when their set is taken away', () => {
    const less = withoutSet(draft, 'later');
    expect(less.sets.map(({ id }) => id)).toEqual(['start']);
    expect(less.sets[0]?.rules[1]?.actions).toEqual({});
    expect(withSet(draft, 'later')).toBe(draft);
  });
});

describe('conditions', () => {
  it('are written in the language of the API', () => {
    expect(expressionOf('event.summary', 'matches part', 'disk')).toBe("event.summary matches part 'disk'");
    expect(expressionOf('event.summary', 'does not match', "it's")).toBe(
      "not event.summary matches 'it\\'s'",
    );
    expect(expressionOf('event.custom_details.queue', '>', ' 10 ')).toBe('event.custom_details.queue > 10');
    expect(expressionOf('event.group', 'exists', '')).toBe('event.group exists');
  });
});

describe('actions', () => {
  const name = (_: string, id: string) => (id === 'P1' ? 'Shop' : id);
  it('read as sentences', () => {
    expect(actionWords({ route_to: 'P1' }, 'router', name)).toEqual(['routes to Shop']);
    expect(actionWords({ route_to: 'unrouted' }, 'router', name)).toEqual(['leaves it unrouted']);
    expect(actionWords({ route_to: 'later', suspend: 300, severity: 'info' }, 'global', name)).toEqual([
      'goes on with the set “later”',
      'waits 5 min for it to end by itself',
      'severity becomes info',
    ]);
  });
  it('leave out what is empty, and keep what they do not know', () => {
    expect(
      tidy({
        route_to: '',
        suppress: false,
        severity: null,
        extractions: [],
        automation_actions: [{ name: 'x' }],
      }),
    ).toEqual({ automation_actions: [{ name: 'x' }] });
  });
});

describe('enrichment', () => {
  it('reads key columns', () => {
    expect(keysOf('host = event.source\nnonsense\n = x\nenv=event.custom_details.env')).toEqual([
      { column: 'host', source: 'event.source' },
      { column: 'env', source: 'event.custom_details.env' },
    ]);
    expect(columnsOf({ keys: [{ column: 'host' }], columns: ['owner'] })).toEqual(['host', 'owner']);
  });
  it('finds words that stand for two stages', () => {
    const stage = (name: string, aliases: string[] = []) => ({ name, aliases, importance: 'page' as const });
    expect(stagesFault([stage('production', ['prod']), stage('test')])).toBeNull();
    expect(stagesFault([stage('production', ['prod']), stage('Prod')])).toContain('Prod');
    expect(stagesFault([stage(' ')])).toContain('name');
  });
});
