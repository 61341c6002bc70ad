import { number, record, text } from '../../ground/read';
import type { Ref } from '../../ground/wire';

export interface Score {
  kind: string;
  accepted: number;
  rejected: number;
  alone: boolean;
  words: string;
  effect: string;
}

const KINDS: Record<string, string> = {
  suspect_change: 'Suspected changes',
  suspect_changes: 'Suspected changes',
  probable_cause: 'Probable causes',
  probable_causes: 'Probable causes',
  similar_incident: 'The like in the past',
  similar_incidents: 'The like in the past',
  learned_dependency: 'Learned dependencies',
  learned_dependencies: 'Learned dependencies',
};

export function kindWords(kind: string): string {
  return KINDS[kind] ?? kind.replaceAll('_', ' ');
}

export function readScores(body: unknown): Score[] {
  return Object.entries(record(body)).map(([kind, value]) => {
    const one = record(value);
    return {
      kind,
      accepted: number(one.accepted) ?? 0,
      rejected: number(one.rejected) ?? 0,
      alone: one.may_act_alone === true,
      words: text(one.words) ?? '',
      effect: text(one.effect) ?? '',
    };
  });
}

export interface Verdict {
  kind: string;
  verdict: string;
  what: string;
  place: number | null;
  probability: number | null;
  incident: Ref | null;
  by: Ref | null;
  at: string | null;
}

export function readVerdict(value: unknown): Verdict {
  const one = record(value);
  return {
    kind: text(one.kind) ?? '',
    verdict: text(one.verdict) ?? '',
    what: text(one.what) ?? '',
    place: number(one.place),
    probability: number(one.probability),
    incident: one.incident === null || one.incident === undefined ? null : (one.incident as Ref),
    by: one.by === null || one.by === undefined ? null : (one.by as Ref),
    at: text(one.at),
  };
}
