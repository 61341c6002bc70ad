import type { Iso, Ref } from './wire';

/** A chat that may speak to Muster. */
export interface ChatApp {
  id: string;
  kind: 'slack' | 'mattermost';
  name: string;
  url: string;
  page_prefix: string;
  linked: number;
  changed_at: Iso;
}

export interface ChatCall {
  id: string;
  at: Iso;
  sender: string | null;
  user: Ref | null;
  asked: string;
  outcome: string;
  words: string;
}

/** Who in a chat asks to be linked. */
export interface ChatLink {
  chat: string;
  kind: string;
  sender: string;
  place: string;
  expires_at: Iso;
}

export interface ChatAccount {
  id: string;
  chat: string;
  kind: string;
  sender: string;
  place: string;
  linked_at: Iso;
}

/** `ann in company (Slack)`: whom a person has to recognize before saying yes. */
export function senderWords(one: Pick<ChatLink, 'kind' | 'sender' | 'place'>): string {
  const kind = one.kind === 'slack' ? 'Slack' : one.kind === 'mattermost' ? 'Mattermost' : one.kind;
  return `${one.sender}${one.place === '' ? '' : ` in ${one.place}`} (${kind})`;
}
