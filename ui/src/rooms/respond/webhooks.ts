import type { Iso, Ref } from '../../ground/wire';

export interface Subscription {
  id: string;
  type: string;
  active: boolean;
  description: string;
  delivery_method: {
    url: string;
    temporarily_disabled: boolean;
    disabled_until: Iso | null;
    custom_headers: { name: string; value: string }[];
    secret?: string;
  };
  events: string[];
  filter: { type: 'account_reference' | 'service_reference' | 'team_reference'; id?: string };
  created_at: Iso;
}

/** What Muster tells the outside of, by topic. */
export const topics: { name: string; events: string[] }[] = [
  {
    name: 'Status',
    events: [
      'incident.triggered',
      'incident.acknowledged',
      'incident.unacknowledged',
      'incident.resolved',
      'incident.reopened',
    ],
  },
  {
    name: 'People',
    events: [
      'incident.escalated',
      'incident.delegated',
      'incident.reassigned',
      'incident.responder.added',
      'incident.responder.replied',
    ],
  },
  {
    name: 'Words',
    events: ['incident.annotated', 'incident.priority_updated', 'incident.status_update_published'],
  },
];

export function filterOf(
  kind: 'account' | 'service' | 'team',
  of: Ref | null,
): Subscription['filter'] | null {
  if (kind === 'account') return { type: 'account_reference' };
  return of === null ? null : { type: `${kind}_reference`, id: of.id };
}

/** `incident.status_update_published` as people say it. */
export function eventWord(event: string): string {
  return event
    .replace(/^incident\./, '')
    .replaceAll('.', ' ')
    .replaceAll('_', ' ');
}
