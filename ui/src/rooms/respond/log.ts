import type { LogEntry } from '../../ground/wire';

/** `notify_log_entry_reference` is a `notify`. */
export function kindOf(entry: Pick<LogEntry, 'type'>): string {
  return entry.type.replace(/_reference$/, '').replace(/_log_entry$/, '');
}

/** How the action came in or the word went out; what the summary says anyway is left out. */
export function channelOf(entry: LogEntry): string | null {
  const noted = entry.channel?.type === 'note' ? entry.channel.via : undefined;
  const type = typeof noted === 'string' ? noted : entry.channel?.type;
  if (type === undefined || type === '') return null;
  const known: Record<string, string | null> = {
    web_ui: 'web',
    website: 'web',
    web: 'web',
    auto: null,
    timeout: 'a timer',
    note: null,
    import: null,
    api: 'the API',
    web_trigger: 'web',
    email: 'a mail',
    sms: 'a text message',
    phone: 'a call',
    push: 'a push notification',
    chat: 'chat',
    events_api: 'the events API',
    events_api_v2: 'the events API',
    integration: 'an integration',
  };
  return type in known ? (known[type] ?? null) : type.replaceAll('_', ' ');
}

/** The entry in words, and the text that a person wrote, apart. */
export function wordsOf(entry: LogEntry): { text: string; quote: string | null } {
  const kind = kindOf(entry);
  if (entry.channel?.type === 'import') return { text: entry.summary ?? '', quote: null };
  const written =
    entry.note ?? pick(entry.channel, kind === 'annotate' ? ['summary', 'content'] : ['message']);
  const summary = entry.summary ?? kind.replaceAll('_', ' ');
  if (kind === 'annotate') {
    const quote = written ?? null;
    return {
      text: quote === null || summary !== quote ? summary : 'Note',
      quote: quote === summary ? summary : quote,
    };
  }
  return { text: summary, quote: written !== null && written !== summary ? written : null };
}

function pick(from: Record<string, unknown> | null, names: readonly string[]): string | null {
  for (const name of names) {
    const value = from?.[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}
