/** Roles of a person in the whole installation: the wire's words and what they mean. */
export const roles = [
  { value: 'owner', label: 'Owner: everything' },
  { value: 'admin', label: 'Admin: also people, tokens and the audit trail' },
  { value: 'user', label: 'Manager: services, policies and schedules' },
  { value: 'limited_user', label: 'Responder: works on incidents' },
  { value: 'observer', label: 'Observer: sees everything' },
  { value: 'restricted_access', label: 'Restricted: sees, more only through a team' },
  { value: 'read_only_user', label: 'Stakeholder: only reads' },
  { value: 'read_only_limited_user', label: 'Limited stakeholder: only reads' },
];

export function roleWord(role: string): string {
  const known = roles.find(({ value }) => value === role)?.label.split(':')[0];
  const plain = role.replaceAll('_', ' ');
  return known ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** The choices for a person, who may hold a role that is not on our list. */
export function roleChoices(current: string | undefined) {
  return current === undefined || roles.some(({ value }) => value === current)
    ? roles
    : [{ value: current, label: roleWord(current) }, ...roles];
}
