import type { Iso, Ref, Severity } from '../../ground/wire';

/** A raw event with what became of it. */
export interface RawEvent {
  received_at: Iso;
  format: string;
  integration: Ref | null;
  service: Ref | null;
  dedup_key: string;
  action: string;
  summary: string;
  severity: Severity | null;
  effect: string;
  /** Why its alert is quiet; null when it is not. */
  quiet: string | null;
  /** The rule, table or stage that settled what became of it. */
  rule: Ref | null;
  stage: string | null;
  reasons: string[];
  raw: unknown;
}

/** What an event can have done, in the order of a funnel: from nothing to an alert that may page. */
export const effects: Record<
  string,
  { word: string; means: string; tone: 'grey' | 'blue' | 'orange' | 'green' }
> = {
  dropped: { word: 'Dropped', means: 'a rule said so', tone: 'grey' },
  unrouted: { word: 'Unrouted', means: 'no rule knew its service', tone: 'grey' },
  nothing: { word: 'No effect', means: 'there was nothing to resolve or acknowledge', tone: 'grey' },
  deduplicated: { word: 'Counted', means: 'its alert was open already', tone: 'grey' },
  changed: { word: 'Changed', means: 'its alert became better or worse', tone: 'grey' },
  acknowledged: { word: 'Acknowledged', means: 'it acknowledged its alert', tone: 'green' },
  resolved: { word: 'Resolved', means: 'it ended its alert', tone: 'green' },
  released: { word: 'Released', means: 'its alert was quiet and may page now', tone: 'orange' },
  suppressed: { word: 'Suppressed', means: 'its alert is kept and opens no incident', tone: 'blue' },
  held: { word: 'Held', means: 'its alert waits whether it ends by itself', tone: 'blue' },
  demoted: { word: 'Demoted', means: 'its alert reads like what is said all the time', tone: 'blue' },
  opened: { word: 'Opened', means: 'its alert may page', tone: 'orange' },
};

export function effectWord(effect: string): string {
  return effects[effect]?.word ?? effect;
}
