import type { Iso, Ref } from '../../ground/wire';

/** What a person was told, and how often that was worth it. */
export interface Told {
  user: Ref;
  since: Iso;
  until: Iso;
  messages: number;
  incidents: { total: number; actionable: number; not_actionable: number; unknown: number };
  judged_by_people: number;
  /** 0 to 1; null when none is judged. */
  precision: number | null;
}
