import { items, record, text } from '../../ground/read';
import type { Iso } from '../../ground/wire';

/** An incident that was imported. */
export interface PastOne {
  id: string;
  /** The id that it had where it came from. */
  externalId: string;
  title: string;
  kind: string | null;
  openedAt: Iso | null;
  failedAt: Iso | null;
  resolvedAt: Iso | null;
  causeEntity: string | null;
  causeService: string | null;
  /** Whether people looked for a change behind it. */
  changeKnown: boolean;
  change: string | null;
  fixedBy: string | null;
  sameAs: string[];
}

export interface PastAlert {
  key: string;
  at: Iso | null;
  summary: string;
  severity: string | null;
  source: string;
  tool: string;
}

export function readPastOne(value: unknown): PastOne {
  const wire = record(value);
  const id = text(wire.id) ?? '?';
  const externalId = text(wire.external_id) ?? id;
  return {
    id,
    externalId,
    title: text(wire.title) ?? externalId,
    kind: text(wire.kind),
    openedAt: text(wire.opened_at),
    failedAt: text(wire.failed_at),
    resolvedAt: text(wire.resolved_at),
    causeEntity: text(wire.cause_entity),
    causeService: text(wire.cause_service),
    changeKnown: wire.change_known === true,
    change: text(wire.change),
    fixedBy: text(wire.fixed_by),
    sameAs: (Array.isArray(wire.same_as) ? wire.same_as : []).filter(
      (one): one is string => typeof one === 'string',
    ),
  };
}

export function readPastPage(answer: unknown): { one: PastOne; alerts: PastAlert[] } {
  const wire = record(answer);
  return {
    one: readPastOne(wire.past_incident),
    alerts: items(wire.alerts).map((alert, at) => ({
      key: text(alert.key) ?? String(at),
      at: text(alert.at),
      summary: text(alert.summary) ?? '',
      severity: text(alert.severity),
      source: text(alert.source) ?? '',
      tool: text(alert.tool) ?? '',
    })),
  };
}
