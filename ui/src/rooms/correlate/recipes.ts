import type { Iso, Ref } from '../../ground/wire';

export type Measure = 'exact' | 'shingles' | 'words';

export interface Factor {
  type: 'field' | 'time' | 'topology';
  field?: string;
  measure?: Measure;
  shingle_size?: number;
  hops?: number;
  minimum: number;
  weight: number;
}

/** What a person wants to go together. */
export interface RecipeDraft {
  name: string;
  enabled: boolean;
  services: Ref[];
  conditions: { include: string | null; exclude: string | null; seed: string | null };
  factors: Factor[];
  threshold: number;
  match: 'first' | 'closest';
  window_seconds: number;
  extension_seconds: number;
  longest_seconds: number;
  minimum_alerts: number;
}

export interface Recipe extends RecipeDraft {
  id: string;
  version: number;
  position: number;
  created_at: Iso;
  updated_at: Iso;
}

export interface RecipeVersion {
  version: number;
  at: Iso;
  by: Ref | null;
  deleted: boolean;
  correlation_recipe: RecipeDraft | null;
}

/** A recipe to begin with: the same class at the same place, soon after each other. */
export const blank: RecipeDraft = {
  name: '',
  enabled: true,
  services: [],
  conditions: { include: null, exclude: null, seed: null },
  factors: [
    { type: 'field', field: 'class', measure: 'exact', shingle_size: 3, minimum: 0, weight: 1 },
    { type: 'field', field: 'source', measure: 'shingles', shingle_size: 3, minimum: 0, weight: 1 },
    { type: 'time', minimum: 0, weight: 1 },
  ],
  threshold: 0.7,
  match: 'first',
  window_seconds: 900,
  extension_seconds: 225,
  longest_seconds: 2700,
  minimum_alerts: 1,
};

export const factorFields = [
  'summary',
  'source',
  'component',
  'group',
  'class',
  'severity',
  'stage',
  'service',
];

export const measures: { value: Measure; label: string }[] = [
  { value: 'exact', label: 'the same' },
  { value: 'shingles', label: 'alike in letters' },
  { value: 'words', label: 'alike in words' },
];

export function factorWords(factor: Factor): string {
  const least = factor.minimum > 0 ? `, at least ${factor.minimum}` : '';
  const off = factor.weight === 0 && factor.minimum === 0 ? ' (off)' : '';
  const weight = factor.weight === 1 || off !== '' ? '' : `, weight ${factor.weight}`;
  if (factor.type === 'time') return `soon after each other${weight}${least}${off}`;
  if (factor.type === 'topology')
    return `at most ${factor.hops ?? 2} hops apart in the topology${weight}${least}${off}`;
  const how = measures.find(({ value }) => value === factor.measure)?.label ?? 'the same';
  return `${factor.field} ${how}${weight}${least}${off}`;
}

export function minutes(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const whole = Math.round((seconds / 60) * 10) / 10;
  return whole < 180 ? `${whole} min` : `${Math.round((whole / 60) * 10) / 10} h`;
}

/** The recipe in one sentence. */
export function recipeWords(recipe: RecipeDraft): string {
  const on = recipe.factors.filter((factor) => factor.weight > 0 || factor.minimum > 0);
  const alike = on.length === 0 ? 'all alerts' : `alerts with ${on.map(factorWords).join('; ')}`;
  const opens = recipe.minimum_alerts > 1 ? `, an incident from ${recipe.minimum_alerts} alerts on` : '';
  return `${alike}; within ${minutes(recipe.window_seconds)}${opens}`;
}

/** What is plainly wrong before the server is asked; null when nothing is. */
export function recipeFault(recipe: RecipeDraft): string | null {
  if (recipe.name.trim() === '') return 'Give the recipe a name.';
  if (recipe.factors.some((one) => one.type === 'field' && (one.field ?? '').trim() === ''))
    return 'Name the field that each factor compares.';
  const names = recipe.factors.map((one) => (one.type === 'field' ? one.field : one.type));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return `There are two factors for ${twice}.`;
  if (recipe.longest_seconds < recipe.window_seconds) return 'The cap must not be shorter than the window.';
  return null;
}

export function toWireRecipe(recipe: RecipeDraft): object {
  const text = (one: string | null) => (one === null || one.trim() === '' ? null : one.trim());
  return {
    name: recipe.name.trim(),
    enabled: recipe.enabled,
    services: recipe.services.map(({ id }) => ({ id, type: 'service_reference' })),
    conditions: {
      include: text(recipe.conditions.include),
      exclude: text(recipe.conditions.exclude),
      seed: text(recipe.conditions.seed),
    },
    factors: recipe.factors,
    threshold: recipe.threshold,
    match: recipe.match,
    window_seconds: recipe.window_seconds,
    extension_seconds: recipe.extension_seconds,
    longest_seconds: recipe.longest_seconds,
    minimum_alerts: recipe.minimum_alerts,
  };
}
