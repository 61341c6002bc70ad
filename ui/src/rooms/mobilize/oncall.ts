import type { OnCall, Ref } from '../../ground/wire';

export interface PolicyOnCall {
  policy: Ref;
  levels: { level: number; people: OnCall[] }[];
}

/** Gathers the flat list by policy and level, policies by name, levels in their order. */
export function byPolicy(oncalls: readonly OnCall[]): PolicyOnCall[] {
  const groups = new Map<string, { policy: Ref; levels: Map<number, OnCall[]> }>();
  for (const one of oncalls) {
    const group = groups.get(one.escalation_policy.id) ?? {
      policy: one.escalation_policy,
      levels: new Map<number, OnCall[]>(),
    };
    const people = group.levels.get(one.escalation_level) ?? [];
    people.push(one);
    group.levels.set(one.escalation_level, people);
    groups.set(one.escalation_policy.id, group);
  }
  return [...groups.values()]
    .sort((a, b) => (a.policy.summary ?? '').localeCompare(b.policy.summary ?? ''))
    .map(({ policy, levels }) => ({
      policy,
      levels: [...levels.entries()].sort(([a], [b]) => a - b).map(([level, people]) => ({ level, people })),
    }));
}
