import { queryOptions } from '@tanstack/react-query';
import { api } from '../../ground/api';
import type { Iso, Ref } from '../../ground/wire';

/** How an integration takes webhooks. */
export interface Hook {
  integration: Ref;
  url: string;
  signature: Signature;
  secret_set: boolean;
  /** In the answer that made it, and never again. */
  secret: string | null;
  previous_secret_until: Iso | null;
  mapping: Record<string, string>;
  severity_words: Record<string, string>;
  action_words: Record<string, string>;
  changed_at: Iso | null;
  /** What was set up and cannot be read any more: signature, secret, previous_secret, mapping. */
  unreadable?: string[];
}

export interface Signature {
  type: 'none' | 'hmac_sha256' | 'token';
  header: string | null;
  prefix: string;
  encoding: 'hex' | 'base64';
  timestamp_header: string | null;
}

export interface Call {
  id: string;
  at: Iso;
  outcome: string;
  status: number;
  words: string;
  event_action: string | null;
  dedup_key: string | null;
  summary: string | null;
  body: string;
}

/** How an integration of a service takes webhooks. */
export function hookQuery(serviceId: string, integrationId: string) {
  const path = `/services/${serviceId}/integrations/${integrationId}/webhook`;
  return queryOptions({
    queryKey: ['services', serviceId, 'integrations', integrationId, 'webhook'],
    queryFn: async ({ signal }) => (await api.get<{ webhook: Hook }>(path, undefined, signal)).webhook,
  });
}

/** The fields that can be described, those that matter most first. */
export const fields = [
  { name: 'summary', label: 'Summary', hint: 'What is wrong, in one line' },
  { name: 'source', label: 'Source', hint: 'What is affected: a host, a service, a check' },
  { name: 'severity', label: 'Severity', hint: 'critical, error, warning or info, or a word below' },
  { name: 'dedup_key', label: 'Key of the alert', hint: 'The same for the trouble and for its end' },
  { name: 'event_action', label: 'Status', hint: 'Firing, resolved, ok, or a word below' },
  { name: 'component', label: 'Component', hint: 'The part that broke' },
  { name: 'group', label: 'Group', hint: 'A cluster or an environment' },
  { name: 'class', label: 'Class', hint: 'The kind of trouble' },
  { name: 'timestamp', label: 'When', hint: 'ISO 8601, or seconds since 1970' },
  { name: 'link', label: 'Link', hint: 'Where people can see more' },
] as const;

/** Lines of `word = meaning` as a record, and back. */
export function wordsOf(lines: string): Record<string, string> {
  const words: Record<string, string> = {};
  for (const line of lines.split('\n')) {
    const at = line.lastIndexOf('=');
    if (at > 0 && line.slice(0, at).trim() !== '')
      words[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return words;
}

/** What is wrong with such lines, the first of them; null when nothing is. */
export function wordsFault(lines: string): string | null {
  const seen = new Map<string, number>();
  for (const [index, line] of lines.split('\n').entries()) {
    const number = index + 1;
    if (line.trim() === '') continue;
    const at = line.lastIndexOf('=');
    if (at < 0) return `Line ${number} has no '=': ${line.trim()}`;
    const word = line.slice(0, at).trim();
    if (word === '') return `Line ${number} has no word before the '='`;
    if (line.slice(at + 1).trim() === '') return `Line ${number} has no meaning after the '='`;
    const before = seen.get(word.toLowerCase());
    if (before !== undefined) return `Lines ${before} and ${number} are about the same word: ${word}`;
    seen.set(word.toLowerCase(), number);
  }
  return null;
}

export function linesOf(words: Record<string, string>): string {
  return Object.entries(words)
    .map(([word, meaning]) => `${word} = ${meaning}`)
    .join('\n');
}

/** A command that signs a body as the settings ask for, and posts it. */
export function signedCurl(url: string, signature: Signature): string {
  const body = `BODY='{"title":"Disk 93 % full","host":"db-17","status":"firing","alert_id":"disk-db-17"}'`;
  const post = `curl -sS ${url} -H 'Content-Type: application/json'`;
  const send = `-d "$BODY"`;
  if (signature.type === 'none') return `${body}\n${post} \\\n  ${send}`;
  const header = signature.header ?? '';
  if (signature.type === 'token') {
    return `SECRET='the secret'\n${body}\n${post} \\\n  -H "${header}: ${signature.prefix}$SECRET" ${send}`;
  }
  const timed = signature.timestamp_header !== null;
  const text = timed ? `'%s.%s' "$TIME" "$BODY"` : `'%s' "$BODY"`;
  const mac =
    signature.encoding === 'base64'
      ? 'openssl dgst -sha256 -hmac "$SECRET" -binary | base64'
      : `openssl dgst -sha256 -hmac "$SECRET" -r | cut -d' ' -f1`;
  return [
    `SECRET='the secret'`,
    ...(timed ? ['TIME=$(date +%s)'] : []),
    body,
    `SIGNATURE=$(printf ${text} | ${mac})`,
    `${post} \\`,
    ...(timed ? [`  -H "${signature.timestamp_header}: $TIME" \\`] : []),
    `  -H "${header}: ${signature.prefix}$SIGNATURE" ${send}`,
  ].join('\n');
}
