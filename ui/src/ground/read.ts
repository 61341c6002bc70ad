/** An object of the wire whose fields nobody promised. */
export type Wire = Record<string, unknown>;

/** The value when it is an object, else an empty one. */
export function record(value: unknown): Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Wire) : {};
}

/** The objects of the first value that is a list. */
export function items(...values: unknown[]): Wire[] {
  const found = values.find((value) => Array.isArray(value));
  return Array.isArray(found) ? found.map(record) : [];
}

/** The first value that is a text with something in it. */
export function text(...values: unknown[]): string | null {
  for (const value of values) if (typeof value === 'string' && value !== '') return value;
  return null;
}

/** The first value that is a finite number. */
export function number(...values: unknown[]): number | null {
  for (const value of values) if (typeof value === 'number' && Number.isFinite(value)) return value;
  return null;
}
