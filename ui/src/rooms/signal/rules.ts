import { inWords } from '../../ground/time';
import type { Iso, Ref, Severity } from '../../ground/wire';

export interface Door {
  id: string;
  label: string;
  parameters: { routing_key: string; type: string };
}

/** A set of event rules with keys of its own: events come in, and the router says which service they belong to. */
export interface Orchestration {
  id: string;
  name: string;
  description: string | null;
  team: Ref | null;
  routes: number;
  integrations: Door[];
  updated_at: Iso;
  updated_by: Ref | null;
  version: string;
}

export interface Extraction {
  target: string;
  template?: string;
  source?: string;
  regex?: string;
}

export interface Variable {
  name: string;
  path: string;
  type?: string;
  value: string;
}

export interface Actions {
  route_to?: string | null;
  severity?: Severity | null;
  event_action?: 'trigger' | 'resolve' | null;
  suppress?: boolean;
  suspend?: number | null;
  drop_event?: boolean;
  annotate?: string | null;
  priority?: string | null;
  escalation_policy?: string | null;
  extractions?: Extraction[];
  variables?: Variable[];
  /** What this editor does not know it keeps as it is. */
  [other: string]: unknown;
}

export interface Rule {
  id?: string;
  label: string | null;
  conditions: { expression: string }[];
  actions: Actions;
  disabled?: boolean;
}

export interface RuleSet {
  id: string;
  rules: Rule[];
}

export type PathKind = 'router' | 'global' | 'unrouted' | 'service';

export interface RulePath {
  type: PathKind;
  parent: Ref;
  sets: RuleSet[];
  catch_all: { actions: Actions };
  updated_at: Iso | null;
  updated_by: Ref | null;
  version: string | null;
}

/** The rules that a path keeps; the rest of it is the server's. */
export interface Draft {
  sets: RuleSet[];
  catch_all: { actions: Actions };
}

export function draftOfPath(path: RulePath): Draft {
  return { sets: path.sets, catch_all: path.catch_all };
}

export function withRules(draft: Draft, setId: string, change: (rules: Rule[]) => Rule[]): Draft {
  return {
    ...draft,
    sets: draft.sets.map((set) => (set.id === setId ? { ...set, rules: change(set.rules) } : set)),
  };
}

/** Puts a rule in the place of another, or at the end. */
export function withRule(draft: Draft, setId: string, at: number | null, rule: Rule): Draft {
  return withRules(draft, setId, (rules) =>
    at === null ? [...rules, rule] : rules.map((one, index) => (index === at ? rule : one)),
  );
}

/** A set that further rules can lead to. */
export function withSet(draft: Draft, id: string): Draft {
  if (draft.sets.some((set) => set.id === id)) return draft;
  return { ...draft, sets: [...draft.sets, { id, rules: [] }] };
}

/** Takes a set away, with the rules that lead to it no longer leading anywhere. */
export function withoutSet(draft: Draft, id: string): Draft {
  return {
    ...draft,
    sets: draft.sets
      .filter((set) => set.id !== id)
      .map((set) => ({
        ...set,
        rules: set.rules.map((rule) =>
          rule.actions.route_to === id ? { ...rule, actions: without(rule.actions, 'route_to') } : rule,
        ),
      })),
  };
}

export function without(actions: Actions, ...names: string[]): Actions {
  return Object.fromEntries(Object.entries(actions).filter(([name]) => !names.includes(name))) as Actions;
}

/** Empty fields are left out: on the wire an empty text is something else than no text. */
export function tidy(actions: Actions): Actions {
  return Object.fromEntries(
    Object.entries(actions).filter(
      ([, value]) =>
        value !== undefined &&
        value !== null &&
        value !== '' &&
        value !== false &&
        !(Array.isArray(value) && value.length === 0),
    ),
  ) as Actions;
}

export type Names = (kind: 'service' | 'priority' | 'escalation_policy', id: string) => string;

/** What a rule does, in words, in the order in which it happens. */
export function actionWords(actions: Actions, kind: PathKind, name: Names): string[] {
  const words: string[] = [];
  const to = actions.route_to;
  if (typeof to === 'string' && to !== '') {
    if (kind !== 'router') words.push(`goes on with the set “${to}”`);
    else words.push(to === 'unrouted' ? 'leaves it unrouted' : `routes to ${name('service', to)}`);
  }
  if (typeof actions.dynamic_route_to === 'object' && actions.dynamic_route_to !== null)
    words.push('routes to the service that the event names');
  if (actions.drop_event === true) words.push('drops the event');
  if (actions.suppress === true) words.push('suppresses: keeps the alert, opens no incident');
  if (typeof actions.suspend === 'number' && actions.suspend > 0)
    words.push(`waits ${inWords(actions.suspend)} for it to end by itself`);
  if (actions.severity) words.push(`severity becomes ${actions.severity}`);
  if (actions.event_action) words.push(`makes it a ${actions.event_action}`);
  if (actions.priority) words.push(`priority becomes ${name('priority', actions.priority)}`);
  if (actions.escalation_policy)
    words.push(`pages by ${name('escalation_policy', actions.escalation_policy)}`);
  for (const one of actions.extractions ?? []) words.push(`rewrites ${one.target}`);
  for (const one of actions.variables ?? []) words.push(`keeps ${one.name} for later`);
  if (actions.annotate) words.push('adds a note');
  return words;
}

export const fields = [
  'event.summary',
  'event.source',
  'event.severity',
  'event.component',
  'event.group',
  'event.class',
  'event.dedup_key',
  'event.event_action',
  'event.custom_details.',
];

export const operators = [
  { value: 'matches part', label: 'contains' },
  { value: 'matches', label: 'is' },
  { value: 'does not match', label: 'is not' },
  { value: 'does not match part', label: 'does not contain' },
  { value: 'matches regex', label: 'fits the pattern' },
  { value: 'exists', label: 'is there' },
  { value: '>', label: 'is more than' },
  { value: '<', label: 'is less than' },
];

/** A condition from its three parts; the language says `not (…)` for the negations that it lacks. */
export function expressionOf(field: string, operator: string, value: string): string {
  const text = `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  switch (operator) {
    case 'exists':
      return `${field} exists`;
    case '>':
    case '<':
      return `${field} ${operator} ${value.trim() === '' ? 0 : value.trim()}`;
    case 'does not match':
      return `not ${field} matches ${text}`;
    case 'does not match part':
      return `not ${field} matches part ${text}`;
    default:
      return `${field} ${operator} ${text}`;
  }
}

export const kindWords: Record<PathKind, { title: string; lead: string }> = {
  global: {
    title: 'Global rules',
    lead: 'Asked first, for every event: what to change, quieten or drop before anything else',
  },
  router: {
    title: 'Router',
    lead: 'Which service an event belongs to: the first rule that fits decides',
  },
  unrouted: {
    title: 'Unrouted events',
    lead: 'For events that no router rule took. They stay visible, but nobody is paged for them',
  },
  service: {
    title: 'Rules of the service',
    lead: 'Asked for every event of the service, whatever door it came through',
  },
};
