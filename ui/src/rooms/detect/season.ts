import type { Point } from '../../ground/series';
import { partsIn } from '../../ground/time';

export interface Week {
  /** Monday is 0. */
  cells: { day: number; hour: number; mean: number; count: number }[];
  least: number;
  greatest: number;
}

/** The mean of a series for each hour of the week, by the wall clock of a zone: what is usual when. */
export function weekOf(points: readonly Point[], zone: string): Week {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { at, value } of points) {
    if (value === null) continue;
    const wall = partsIn(Date.parse(at), zone);
    const day = (new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay() + 6) % 7;
    const key = day * 24 + wall.hour;
    const before = sums.get(key) ?? { sum: 0, count: 0 };
    sums.set(key, { sum: before.sum + value, count: before.count + 1 });
  }
  const cells = [...sums]
    .sort(([a], [b]) => a - b)
    .map(([key, { sum, count }]) => ({
      day: Math.floor(key / 24),
      hour: key % 24,
      mean: sum / count,
      count,
    }));
  const means = cells.map(({ mean }) => mean);
  return {
    cells,
    least: means.length === 0 ? 0 : Math.min(...means),
    greatest: means.length === 0 ? 0 : Math.max(...means),
  };
}
