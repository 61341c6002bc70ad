/** Roles of a person in the whole installation, in our words and in those that imported data may carry. */
export const roles = [
  { value: 'owner', label: 'Owner: everything, also other owners' },
  { value: 'admin', label: 'Admin: everything but owners' },
  { value: 'manager', label: 'Manager: services, policies, schedules' },
  { value: 'responder', label: 'Responder: works on incidents' },
  { value: 'observer', label: 'Observer: sees everything' },
  { value: 'stakeholder', label: 'Stakeholder: sees status' },
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
