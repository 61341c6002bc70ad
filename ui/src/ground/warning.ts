import { items, number, record, text } from './read';
import type { Iso, Ref } from './wire';

/** A beginning that looked like those of earlier failures. */
export interface Warning {
  id: string;
  /** What it warns of, in words. */
  words: string;
  at: Iso | null;
  service: Ref | null;
  /** 0..1 */
  probability: number | null;
  /** Median seconds from the like to the failure; null when it is not known. */
  leadSeconds: number | null;
  earlier: { id: string; name: string; imported: boolean }[];
  outcome: 'open' | 'hit' | 'miss' | string;
  /** What followed it. */
  incident: Ref | null;
  closedAt: Iso | null;
  /** Seconds until what it warned of came; null when it has not. */
  cameAfterSeconds: number | null;
}

function reference(value: unknown): Ref | null {
  const wire = record(value);
  const id = text(wire.id);
  return id === null ? null : { id, type: text(wire.type) ?? '', summary: text(wire.summary) };
}

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}

export function readWarning(value: unknown): Warning {
  const wire = record(value);
  const leads = Array.isArray(wire.lead_seconds)
    ? wire.lead_seconds.filter((one): one is number => typeof one === 'number')
    : [];
  return {
    id: text(wire.id) ?? '?',
    words: text(wire.summary, wire.words) ?? 'The beginning of an earlier incident shows again.',
    at: text(wire.at),
    service: reference(wire.service),
    probability: number(wire.probability),
    leadSeconds: median(leads),
    earlier: items(wire.matches).map((one) => {
      const external = text(one.external_id);
      const id = text(one.incident_id) ?? '?';
      return { id, name: external ?? id, imported: external !== null };
    }),
    outcome: text(wire.outcome) ?? 'open',
    incident: reference(wire.incident),
    closedAt: text(wire.closed_at),
    cameAfterSeconds: number(wire.came_after_seconds),
  };
}
