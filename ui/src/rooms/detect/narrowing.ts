import type { Ref } from '../../ground/wire';

/** By what the series that were found can be told apart. */
export interface Narrowing {
  metrics: { metric: string; series: number }[];
  sources: { source: Ref; series: number }[];
  labels: { label: string; different: number; values: { value: string; series: number }[] }[];
  looked_at: number;
  /** Whether all series were looked at; else some that were drawn by chance. */
  complete: boolean;
}

/** A word of the search for a label with that value, as PromQL writes it. */
export function termOf(label: string, value: string): string {
  return `${label}="${value.replace(/["\\]/g, '\\$&')}"`;
}

/** The search with one more word. */
export function withTerm(asked: string, term: string): string {
  return asked.includes(term) ? asked : `${asked} ${term}`.trim();
}
