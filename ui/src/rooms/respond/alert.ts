import type { Alert, AlertContext } from '../../ground/wire';

/** Where an alert says it comes from: the host or thing that its sender named. */
export function sourceOf(alert: Alert): string | null {
  const cef = alert.body?.cef_details;
  for (const name of ['source_origin', 'source_location', 'source_component', 'client']) {
    const value = cef?.[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  const details = alert.body?.details;
  if (typeof details === 'object' && details !== null && !Array.isArray(details)) {
    const source = (details as Record<string, unknown>).source;
    if (typeof source === 'string' && source !== '') return source;
  }
  return alert.integration?.summary ?? null;
}

/** A link that senders put into an alert; only web addresses, for `javascript:` would run as this page. */
export function webAddress(context: AlertContext): string | null {
  const raw = context.href ?? context.src;
  if (raw === null || raw === undefined) return null;
  try {
    const url = new URL(raw);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

/** The custom details; undefined when there are none. */
export function shownDetails(alert: Alert): unknown {
  const details = alert.body?.details ?? alert.body?.cef_details?.details;
  if (details === null || details === undefined || details === '') return undefined;
  if (typeof details === 'object' && Object.keys(details).length === 0) return undefined;
  return details;
}
