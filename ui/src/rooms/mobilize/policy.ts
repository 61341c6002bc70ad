import type { EscalationPolicy, EscalationRule, Ref } from '../../ground/wire';

/** A level as the editor holds it. `key` stays the same while levels are moved about. */
export interface LevelDraft {
  key: string;
  id?: string;
  delay: number;
  schedules: Ref[];
  users: Ref[];
  strategy: Strategy;
}

export type Strategy = 'assign_to_everyone' | 'round_robin';

export interface PolicyDraft {
  name: string;
  description: string;
  team: Ref | null;
  loops: number;
  levels: LevelDraft[];
}

const isSchedule = (target: Ref) => /^schedule/.test(target.type);

export function strategyOf(rule: Pick<EscalationRule, 'escalation_rule_assignment_strategy'>): Strategy {
  const given = rule.escalation_rule_assignment_strategy;
  const type = typeof given === 'string' ? given : given?.type;
  return type === 'round_robin' ? 'round_robin' : 'assign_to_everyone';
}

export function draftOfPolicy(policy: EscalationPolicy): PolicyDraft {
  return {
    name: policy.name,
    description: policy.description ?? '',
    team: policy.teams?.[0] ?? null,
    loops: policy.num_loops,
    levels: policy.escalation_rules.map((rule, index) => ({
      key: rule.id ?? `level ${index}`,
      id: rule.id,
      delay: rule.escalation_delay_in_minutes,
      schedules: rule.targets.filter(isSchedule),
      users: rule.targets.filter((target) => !isSchedule(target)),
      strategy: strategyOf(rule),
    })),
  };
}

export function newLevel(key: string): LevelDraft {
  return { key, delay: 5, schedules: [], users: [], strategy: 'assign_to_everyone' };
}

export function wireOfPolicy(draft: PolicyDraft) {
  const target = (type: string) => (ref: Ref) => ({ id: ref.id, type });
  return {
    type: 'escalation_policy',
    name: draft.name.trim(),
    description: draft.description.trim() === '' ? null : draft.description.trim(),
    num_loops: draft.loops,
    teams: draft.team === null ? [] : [{ id: draft.team.id, type: 'team_reference' }],
    escalation_rules: draft.levels.map((level) => ({
      ...(level.id === undefined ? {} : { id: level.id }),
      escalation_delay_in_minutes: level.delay,
      targets: [
        ...level.schedules.map(target('schedule_reference')),
        ...level.users.map(target('user_reference')),
      ],
      escalation_rule_assignment_strategy: { type: level.strategy },
    })),
  };
}

/** What is missing before it can be saved. */
export function policyFaults(draft: PolicyDraft): string[] {
  const faults: string[] = [];
  if (draft.name.trim() === '') faults.push('Give the policy a name.');
  if (draft.levels.length === 0) faults.push('Add at least one level.');
  draft.levels.forEach((level, index) => {
    if (level.schedules.length + level.users.length === 0) {
      faults.push(`Level ${index + 1} names nobody.`);
    }
    if (!(level.delay >= 1)) faults.push(`Level ${index + 1} needs a delay of at least one minute.`);
  });
  return faults;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${last} ${words[words.length - 1]}`;
}

function who(level: LevelDraft): string {
  const people = level.users.map((user) => user.summary ?? user.id);
  const shifts = level.schedules.map(
    (schedule) => `whoever is on call in “${schedule.summary ?? schedule.id}”`,
  );
  const all = [...shifts, ...people];
  if (all.length === 0) return 'nobody yet';
  return level.strategy === 'round_robin' && all.length > 1
    ? `one of ${listed(all, 'or')}, in turn from incident to incident`
    : listed(all);
}

/** What will happen, step by step, with the minute at which it does. */
export function policyInWords(draft: PolicyDraft): string[] {
  const steps: string[] = [];
  let minute = 0;
  draft.levels.forEach((level, index) => {
    steps.push(
      `${index === 0 ? 'At once' : `After ${minute} min without an acknowledgement`}: page ${who(level)}.`,
    );
    minute += level.delay;
  });
  if (draft.levels.length === 0) return steps;
  if (draft.loops > 0) {
    const times = draft.loops === 1 ? 'once more' : `${draft.loops} times more`;
    steps.push(`After ${minute} min without an acknowledgement: start over at level 1, ${times}.`);
  }
  const end = minute * (draft.loops + 1);
  steps.push(
    `After ${end} min: stop paging by this policy. The incident stays triggered and assigned to the last level.`,
  );
  return steps;
}
