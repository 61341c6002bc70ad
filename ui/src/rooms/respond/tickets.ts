import type { Iso, Priority, Ref } from '../../ground/wire';

export type TrackerKind = 'jira' | 'jira_cloud' | 'gitlab' | 'github' | 'servicenow' | 'webhook';

export interface Tracker extends Ref {
  name: string;
  kind: TrackerKind;
  kind_name: string;
  url: string;
  project: string;
  issue_type: string | null;
  user_name: string | null;
  template: string | null;
  find_url: string | null;
  closes_incidents: boolean;
  active: boolean;
  news_url: string;
  news_secret: string | null;
}

export interface Ticket {
  id: string;
  incident: Ref;
  tracker: Ref;
  state: 'waiting' | 'filed' | 'failed' | 'withdrawn';
  key: string | null;
  html_url: string | null;
  status: string | null;
  closed: boolean;
  asked_by: Ref | null;
  reason: string;
  fault: string | null;
  asked_at: Iso;
  filed_at: Iso | null;
  status_at: Iso | null;
}

/** The ticket of an incident, and where one may be filed. */
export interface TicketOf {
  ticket: Ticket | null;
  filed: Filed;
  trackers: (Ref & { kind: TrackerKind })[];
}

export type Filed = 'always' | 'from' | 'by_hand' | 'never';

export interface TicketRule {
  id: string;
  service: Ref | null;
  tracker: Ref | null;
  filed: Filed;
  from_severity: string | null;
  from_priority: Priority | Ref | null;
  /** Why nothing is filed by it though something should be. */
  fault: string | null;
}

/** What each sort of tracker asks for, in its own words. */
export const kinds: {
  value: TrackerKind;
  label: string;
  url: string;
  project: string | null;
  projectLabel: string;
  /** What the field for a user is called; null when there is none. */
  user: string | null;
  token: string;
}[] = [
  {
    value: 'jira_cloud',
    label: 'Jira Cloud',
    url: 'https://company.atlassian.net',
    project: 'OPS',
    projectLabel: 'Key of the project',
    user: 'Mail address of the account',
    token: 'API token',
  },
  {
    value: 'jira',
    label: 'Jira Data Center',
    url: 'https://jira.example.com',
    project: 'OPS',
    projectLabel: 'Key of the project',
    user: 'User, only with a password in place of a token',
    token: 'Personal access token',
  },
  {
    value: 'gitlab',
    label: 'GitLab issues',
    url: 'https://gitlab.com',
    project: 'group/project',
    projectLabel: 'Project',
    user: null,
    token: 'Access token with the scope api',
  },
  {
    value: 'github',
    label: 'GitHub issues',
    url: 'https://api.github.com',
    project: 'owner/repository',
    projectLabel: 'Repository',
    user: null,
    token: 'Token that may write issues',
  },
  {
    value: 'servicenow',
    label: 'ServiceNow',
    url: 'https://company.service-now.com',
    project: 'incident',
    projectLabel: 'Table',
    user: 'User',
    token: 'Password, or a token without a user',
  },
  {
    value: 'webhook',
    label: 'Webhook of any other tracker',
    url: 'https://tickets.example.com/muster',
    project: null,
    projectLabel: '',
    user: null,
    token: 'Secret that messages are signed with',
  },
];

export function kindOf(kind: TrackerKind): (typeof kinds)[number] {
  const found = kinds.find(({ value }) => value === kind);
  if (found === undefined) throw new Error(`no tracker of the kind ${kind}`);
  return found;
}

export const filedWords: Record<Filed, string> = {
  always: 'Every incident',
  from: 'From a severity or priority on',
  by_hand: 'When somebody asks, and what pages nobody',
  never: 'Never',
};

/** Which incidents a rule files, in one line. */
export function ruleWords(rule: TicketRule): string {
  if (rule.filed !== 'from') return filedWords[rule.filed];
  const least = [
    rule.from_severity === null ? null : `severity ${rule.from_severity}`,
    rule.from_priority === null ? null : `priority ${rule.from_priority.summary ?? rule.from_priority.id}`,
  ].filter((word) => word !== null);
  return `From ${least.join(' or ')} on, and what pages nobody`;
}

/** How a ticket stands, in words. */
export function stateWords(ticket: Ticket): string {
  switch (ticket.state) {
    case 'waiting':
      return 'On its way';
    case 'failed':
      return 'Not filed';
    case 'withdrawn':
      return 'Not needed';
    case 'filed':
      return ticket.status ?? 'Filed';
  }
}
