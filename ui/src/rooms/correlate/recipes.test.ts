import { describe, expect, it } from 'vitest';
import { blank, factorWords, minutes, recipeFault, recipeWords, toWireRecipe } from './recipes';

describe('recipes', () => {
  it('say what they do in one sentence', () => {
    expect(recipeWords({ ...blank, minimum_alerts: 3 })).toBe(
      'alerts with class the same; source alike in letters; soon after each other; within 15 min, an incident from 3 alerts on',
    );
    expect(recipeWords({ ...blank, factors: [] })).toBe('all alerts; within 15 min');
    expect(factorWords({ type: 'topology', hops: 3, minimum: 0.5, weight: 2 })).toBe(
      'at most 3 hops apart in the topology, weight 2, at least 0.5',
    );
    expect(factorWords({ type: 'time', minimum: 0, weight: 0 })).toBe('soon after each other (off)');
    expect(minutes(90)).toBe('90 s');
    expect(minutes(86400)).toBe('24 h');
  });
  it('say what is missing', () => {
    expect(recipeFault(blank)).toBe('Give the recipe a name.');
    const named = { ...blank, name: 'R' };
    expect(recipeFault(named)).toBeNull();
    expect(recipeFault({ ...named, longest_seconds: 60 })).toContain('cap');
    expect(
      recipeFault({ ...named, factors: [...named.factors, { type: 'time', minimum: 0, weight: 1 }] }),
    ).toBe('There are two factors for time.');
    expect(
      recipeFault({ ...named, factors: [{ type: 'field', field: ' ', minimum: 0, weight: 1 }] }),
    ).toContain('field');
  });
  it('go over the wire without blanks', () => {
    expect(
      toWireRecipe({ ...blank, name: ' R ', conditions: { include: ' ', exclude: null, seed: 'x' } }),
    ).toMatchObject({ name: 'R', conditions: { include: null, exclude: null, seed: 'x' } });
  });
});
