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
