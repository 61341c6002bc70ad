import type { Ref } from '../../ground/wire';

export interface Violation {
  rule: string;
  message: string;
  mend: string;
}

/** Whether somebody answers for a service. */
export interface Standing {
  service: Ref;
  team: Ref | null;
  escalation_policy: Ref | null;
  contact: string | null;
  passes: boolean;
  violations: Violation[];
  ask: { users: Ref[]; why: string } | null;
}

export interface Ownership {
  checked: number;
  passing: number;
  violations: Record<string, number>;
  services: Standing[];
  more: boolean;
  total: number | null;
}

/** What can be missing, as people say it. */
export const rules = [
  { value: 'team', label: 'No team' },
  { value: 'members', label: 'Empty team' },
  { value: 'escalation_policy', label: 'No escalation path' },
  { value: 'contact', label: 'No contact' },
  { value: 'runbook', label: 'No runbook' },
] as const;

export function ruleWord(rule: string): string {
  return rules.find(({ value }) => value === rule)?.label ?? rule;
}

/** `2 of 40 services have nobody who fully answers for them`, or null when all have. */
export function shortfall(of: Pick<Ownership, 'checked' | 'passing'>): string | null {
  const missing = of.checked - of.passing;
  if (missing <= 0) return null;
  return `${missing} of ${of.checked} ${of.checked === 1 ? 'service has' : 'services have'} gaps in who answers for them`;
}
