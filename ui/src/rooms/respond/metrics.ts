import { short } from '../../ground/chart';
import type { Moment, Point } from '../../ground/series';
import { toWire } from '../../ground/time';
import type { Incident } from '../../ground/wire';

const HOUR = 3_600_000;

/** What charts of an incident show: two hours before it, and a quarter of an hour after its end, a day at most. */
export function chartSpan(
  incident: Pick<Incident, 'created_at' | 'resolved_at'>,
  now: number,
): { since: string; until: string } {
  const start = Date.parse(incident.created_at);
  const end = incident.resolved_at ? Date.parse(incident.resolved_at) + HOUR / 4 : now;
  const until = Math.min(now, Math.max(end, start + HOUR / 4), start + 22 * HOUR);
  // To the minute, so that the same chart is not asked for anew with every redraw.
  const minute = (at: number) => toWire(Math.floor(at / 60_000) * 60_000);
  return { since: minute(start - 2 * HOUR), until: minute(Math.max(until, start - 2 * HOUR + 120_000)) };
}

/** When an incident began and ended, for a chart. */
export function momentsOf(incident: Pick<Incident, 'created_at' | 'resolved_at'>): Moment[] {
  const moments = [{ at: incident.created_at, name: 'opened' }];
  if (incident.resolved_at) moments.push({ at: incident.resolved_at, name: 'resolved' });
  return moments;
}

/** How a number was while an incident was open, compared with before it; null when one of the two is not known. */
export function duringWords(
  points: readonly Pick<Point, 'at' | 'value'>[],
  incident: Pick<Incident, 'created_at' | 'resolved_at'>,
): string | null {
  const opened = Date.parse(incident.created_at);
  const ended = incident.resolved_at ? Date.parse(incident.resolved_at) : Number.POSITIVE_INFINITY;
  const mean = (from: number, until: number) => {
    const values = points
      .filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < until)
      .map(({ value }) => value)
      .filter((value): value is number => value !== null);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const before = mean(Number.NEGATIVE_INFINITY, opened);
  const during = mean(opened, ended);
  if (before === null || during === null) return null;
  const share = before === 0 ? null : Math.round((100 * (during - before)) / Math.abs(before));
  const words =
    share === null
      ? ''
      : share === 0
        ? ', about the same'
        : `, ${Math.abs(share)} % ${share < 0 ? 'less' : 'more'}`;
  return `On average ${short(during)} while it was open, ${short(before)} in the two hours before${words}.`;
}
