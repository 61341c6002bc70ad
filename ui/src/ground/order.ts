/** The same things with one of them a place up or down; at the ends nothing moves. */
export function moved<T>(items: readonly T[], at: number, by: -1 | 1): T[] {
  const next = [...items];
  const to = at + by;
  if (to < 0 || to >= next.length) return next;
  const [one] = next.splice(at, 1);
  if (one !== undefined) next.splice(to, 0, one);
  return next;
}
