import type { EscalationPolicy, OnCall, Ref } from '../../ground/wire';

export interface Level {
  level: number;
  people: OnCall[];
  /** What the policy names on this level; unknown where only those on call were asked for. */
  targets: readonly Ref[];
}

export interface PolicyOnCall {
  policy: Ref;
  levels: Level[];
}

/** Gathers the flat list by policy and level, policies by name, levels in their order. */
export function byPolicy(oncalls: readonly OnCall[]): PolicyOnCall[] {
  const policies = new Map(oncalls.map((one) => [one.escalation_policy.id, one.escalation_policy]));
  return [...policies.values()]
    .sort((a, b) => (a.summary ?? '').localeCompare(b.summary ?? ''))
    .map((policy) => ({ policy, levels: levelsOf(policy.id, [], oncalls) }));
}

/** Every level of these policies in their order, also one on which nobody is on call at the moment. */
export function ofPolicies(
  policies: readonly EscalationPolicy[],
  oncalls: readonly OnCall[],
): PolicyOnCall[] {
  return policies.map((policy) => ({
    policy,
    levels: levelsOf(
      policy.id,
      policy.escalation_rules.map(({ targets }) => targets),
      oncalls,
    ),
  }));
}

function levelsOf(policy: string, rules: readonly (readonly Ref[])[], oncalls: readonly OnCall[]): Level[] {
  const people = new Map<number, OnCall[]>(rules.map((_, index) => [index + 1, []]));
  for (const one of oncalls) {
    if (one.escalation_policy.id !== policy) continue;
    const there = people.get(one.escalation_level) ?? [];
    there.push(one);
    people.set(one.escalation_level, there);
  }
  return [...people.entries()]
    .sort(([a], [b]) => a - b)
    .map(([level, there]) => ({ level, people: there, targets: rules[level - 1] ?? [] }));
}
