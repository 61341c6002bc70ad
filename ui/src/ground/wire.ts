/**
 * The wire as this interface uses it, typed by hand. Field names are those of the REST API. A full object and a
 * reference share `id`, `type`, `summary`; lists may hold either, so what a reference lacks is optional here.
 */

export type Iso = string;

export interface Ref {
  id: string;
  type: string;
  summary: string | null;
  self?: string | null;
  html_url?: string | null;
}

/** Why a decision fell as it did: the rule, its version, and the same in plain words. */
export interface Reason {
  rule: string;
  version: number;
  words: string;
}

export type Why = Reason | string | null | undefined;

export type Urgency = 'high' | 'low';
export type IncidentStatus = 'triggered' | 'acknowledged' | 'resolved';
export type Severity = 'critical' | 'error' | 'warning' | 'info';

export interface About {
  name: string;
  version: string;
  web_base: string;
  needs_first_sign_in: boolean;
  time: Iso;
}

export interface PendingAction {
  type: string;
  at: Iso;
  to?: string | null;
}

export interface Incident extends Ref {
  incident_number: number;
  title: string;
  description?: string | null;
  created_at: Iso;
  updated_at?: Iso | null;
  status: IncidentStatus;
  urgency: Urgency;
  incident_key: string | null;
  service: Ref;
  assignments: { at: Iso; assignee: Ref }[];
  acknowledgements: { at: Iso; acknowledger: Ref }[];
  assigned_via?: string | null;
  last_status_change_at: Iso | null;
  last_status_change_by: Ref | null;
  resolved_at?: Iso | null;
  alert_counts: { all: number; triggered: number; resolved: number } | null;
  is_mergeable?: boolean;
  escalation_policy: Ref | null;
  teams: Ref[];
  pending_actions: PendingAction[];
  priority: Priority | null;
  resolve_reason?: { type: string; incident?: Ref } | null;
  body?: { type?: string; details?: unknown } | null;
  /** Why these people and this urgency. */
  reason?: Why;
  /** Why it is an incident of its own. */
  formed_because?: Why;
  /** `active`, `watching` or `closed`: finer than the status. */
  phase?: string | null;
  /** Something to do that pages nobody. */
  to_do?: boolean;
  severity?: Severity | null;
}

export interface Alert extends Ref {
  alert_key: string | null;
  status: 'triggered' | 'acknowledged' | 'resolved';
  severity: Severity | null;
  suppressed: boolean;
  created_at: Iso;
  resolved_at?: Iso | null;
  service: Ref | null;
  integration: Ref | null;
  incident: Ref | null;
  body: AlertBody | null;
  reason?: Why;
  /** What event rules, tables and stages made of it. */
  rules?: string[];
  count?: number | null;
  first_seen_at?: Iso | null;
  last_seen_at?: Iso | null;
  flapping?: boolean | null;
}

export interface AlertContext {
  type: 'link' | 'image' | string;
  href?: string | null;
  src?: string | null;
  text?: string | null;
  alt?: string | null;
}

export interface AlertBody {
  type?: string;
  contexts?: AlertContext[] | null;
  details?: unknown;
  cef_details?: Record<string, unknown> | null;
}

export interface LogEntry extends Ref {
  created_at: Iso;
  agent: Ref | null;
  channel: ({ type: string; summary?: string | null } & Record<string, unknown>) | null;
  reason?: Why;
  note?: string | null;
  is_overview?: boolean;
  /** The name of whoever did it, also when Muster does not know them. */
  actor?: string;
  /** Where it was seen. */
  source?: string;
  /** When it was brought in from elsewhere; null for what was written down as it happened. */
  recorded_at?: Iso | null;
  late?: boolean;
}

export interface Note {
  id: string;
  user: Ref | null;
  content: string;
  created_at: Iso;
}

export interface Notification {
  id: string;
  user: Ref | null;
  channel: string;
  address: string | null;
  created_at: Iso;
  due_at?: Iso | null;
  sent_at: Iso | null;
  status: 'pending' | 'sent' | 'failed' | 'cancelled' | string;
  attempts: number;
  error: string | null;
  reason: Why;
  /** The newest word of the carrier or the provider about the message. */
  receipt?: { state: 'accepted' | 'delivered' | 'failed' | string; at: Iso; words: string } | null;
}

export interface Priority extends Ref {
  name?: string;
  description?: string | null;
  color?: string | null;
}

export interface UrgencySetting {
  type: 'constant';
  urgency: 'high' | 'low' | 'severity_based';
}

export interface UrgencyRule {
  type: 'constant' | 'use_support_hours';
  urgency?: 'high' | 'low' | 'severity_based' | null;
  during_support_hours?: UrgencySetting | null;
  outside_support_hours?: UrgencySetting | null;
}

export interface SupportHours {
  type: 'fixed_time_per_day';
  time_zone: string;
  start_time: string;
  end_time: string;
  days_of_week: number[];
}

export interface ScheduledAction {
  type: 'urgency_change';
  at: { type: 'named_time'; name: 'support_hours_start' | 'support_hours_end' };
  to_urgency: Urgency;
}

export interface AlertGrouping {
  type: 'time' | 'intelligent' | 'content_based' | null;
  config?: {
    timeout?: number | null;
    time_window?: number | null;
    aggregate?: 'all' | 'any' | null;
    fields?: string[] | null;
  } | null;
}

export interface Service extends Ref {
  name: string;
  description: string | null;
  status: 'active' | 'warning' | 'critical' | 'maintenance' | 'disabled' | string;
  created_at?: Iso;
  auto_resolve_timeout: number | null;
  acknowledgement_timeout: number | null;
  escalation_policy: Ref | null;
  teams?: Ref[] | null;
  /** How others reach the people behind it. */
  contact?: string | null;
  /** What to do when it breaks: words, the address of a page, or both. */
  runbook?: string | null;
  integrations?: (Ref | Integration)[] | null;
  incident_urgency_rule: UrgencyRule | null;
  support_hours: SupportHours | null;
  scheduled_actions?: ScheduledAction[] | null;
  alert_creation?: string | null;
  alert_grouping_parameters?: AlertGrouping | null;
  last_incident_timestamp?: Iso | null;
  recovery_mode?: 'resolve' | 'watch' | 'verify' | null;
}

export interface Integration extends Ref {
  name?: string | null;
  integration_key?: string | null;
  integration_email?: string | null;
  /** False when no mails come in at the address; null for integrations that are not for mails. */
  mail_comes_in?: boolean | null;
  /** The folder in which files for it come in; null when no files come in. */
  drop_folder?: string | null;
  email_incident_creation?: 'on_new_email' | 'on_new_email_subject' | 'only_if_no_open_incidents' | null;
  /** False when nobody is to be told by mail of what it alone has said. */
  mail_notifications?: boolean;
  created_at?: Iso;
  vendor?: Ref | null;
  service?: Ref | null;
}

export interface EscalationRule {
  id?: string;
  escalation_delay_in_minutes: number;
  targets: Ref[];
  escalation_rule_assignment_strategy?:
    | { type: 'assign_to_everyone' | 'round_robin' | string }
    | string
    | null;
}

export interface EscalationPolicy extends Ref {
  name: string;
  description: string | null;
  num_loops: number;
  on_call_handoff_notifications?: string | null;
  escalation_rules: EscalationRule[];
  services?: Ref[] | null;
  teams?: Ref[] | null;
}

export interface Restriction {
  type: 'daily_restriction' | 'weekly_restriction';
  start_time_of_day: string;
  duration_seconds: number;
  start_day_of_week?: number | null;
}

export interface RenderedEntry {
  start: Iso;
  end: Iso;
  user: Ref | null;
  id?: string | null;
}

export interface ScheduleLayer {
  id?: string;
  name: string | null;
  start: Iso;
  end: Iso | null;
  rotation_virtual_start: Iso;
  rotation_turn_length_seconds: number;
  users: { user: Ref }[];
  restrictions: Restriction[];
  rendered_schedule_entries?: RenderedEntry[] | null;
  rendered_coverage_percentage?: number | null;
}

export interface SubSchedule {
  name: string;
  rendered_schedule_entries: RenderedEntry[] | null;
  rendered_coverage_percentage: number | null;
}

export interface Schedule extends Ref {
  name: string;
  description: string | null;
  time_zone: string;
  escalation_policies?: Ref[] | null;
  users?: Ref[] | null;
  teams?: Ref[] | null;
  schedule_layers?: ScheduleLayer[] | null;
  overrides_subschedule?: SubSchedule | null;
  final_schedule?: SubSchedule | null;
}

export interface Override {
  id: string;
  start: Iso;
  end: Iso;
  user: Ref;
}

export interface OnCall {
  user: Ref;
  schedule: Ref | null;
  escalation_policy: Ref;
  escalation_level: number;
  start: Iso | null;
  end: Iso | null;
}

export type TeamRole = 'observer' | 'responder' | 'manager';

export interface Team extends Ref {
  name: string;
  description: string | null;
  parent?: Ref | null;
}

export interface Member {
  user: Ref;
  role: TeamRole | string;
}

export interface User extends Ref {
  name: string;
  email: string;
  time_zone: string | null;
  role: string;
  job_title?: string | null;
  description?: string | null;
  teams?: Ref[] | null;
  /** What the person may do with what each of their teams owns, by the team's id. */
  team_roles?: { id: string; role: TeamRole | string }[] | null;
  contact_methods?: (Ref | ContactMethod)[] | null;
  notification_rules?: (Ref | NotificationRule)[] | null;
  invitation_sent?: boolean;
}

export interface ContactMethod extends Ref {
  label: string | null;
  address: string;
  country_code?: number | null;
  blacklisted?: boolean;
  enabled?: boolean;
  verified_at?: string | null;
  last_tested_at?: string | null;
  /** What speaks against relying on it, in plain words. */
  warnings?: string[];
}

export interface NotificationRule extends Ref {
  start_delay_in_minutes: number;
  urgency: Urgency | string;
  contact_method: Ref;
}

export interface ApiToken {
  prefix?: string | null;
  id: string;
  name: string;
  token?: string | null;
  created_at: Iso;
  last_used_at?: Iso | null;
  expires_at?: Iso | null;
  read_only?: boolean | null;
}

export interface AuditRecord {
  id: string;
  execution_time: Iso;
  execution_context?: { request_id?: string | null; remote_address?: string | null } | null;
  actors: Ref[] | null;
  method?: { type?: string | null; description?: string | null; truncated_token?: string | null } | null;
  root_resource: Ref | null;
  action: string;
  details?: unknown;
}

export interface Attempt {
  number: number;
  at: Iso;
  outcome: string;
  word: string;
}

export interface Delivery {
  id: string;
  channel: string;
  owner: string;
  /** What it is about, for example an incident's id. */
  about: string | null;
  /** The same when it is an incident. */
  incident?: Ref | null;
  address: string | null;
  state: string;
  attempts: number;
  created_at: Iso;
  next_attempt_at: Iso | null;
  ended_at: Iso | null;
  expires_at: Iso | null;
  last_word: string | null;
  log: Attempt[];
}
