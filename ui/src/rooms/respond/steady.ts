/**
 * Keeps the rows of a live list where they are while somebody is choosing among them: rows that were there keep their
 * order and show fresh content, rows that went are gone, new rows wait outside and are only counted. A click that was
 * meant for one incident must never hit another that slid under the pointer.
 */
export function steady<T extends { id: string }>(
  before: readonly string[],
  fresh: readonly T[],
  hold: boolean,
): { rows: T[]; held: number } {
  if (!hold) return { rows: [...fresh], held: 0 };
  const byId = new Map(fresh.map((row) => [row.id, row]));
  const rows = before.map((id) => byId.get(id)).filter((row) => row !== undefined);
  return { rows, held: fresh.length - rows.length };
}
