export interface BudgetState {
  burn: number;
  /** Share of the error budget that is left, 0..1; negative when it is overspent. */
  left: number;
}

export interface Affected {
  id: string;
  name: string;
  open: BudgetState | null;
  now: BudgetState | null;
  close: BudgetState | null;
}

type Wire = Record<string, unknown>;

function record(value: unknown): Wire | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Wire) : null;
}

function state(value: unknown): BudgetState | null {
  const wire = record(value);
  if (wire === null) return null;
  const burn = wire.burn_rate ?? wire.burn;
  const left = wire.budget_left ?? wire.budget_remaining;
  return typeof burn === 'number' || typeof left === 'number'
    ? { burn: typeof burn === 'number' ? burn : 0, left: typeof left === 'number' ? left : 0 }
    : null;
}

/** An objective as the incident saw it. */
export function readAffected(value: unknown): Affected {
  const wire = record(value) ?? {};
  const slo = record(wire.slo) ?? wire;
  const id = typeof slo.id === 'string' ? slo.id : '?';
  const name = slo.summary ?? slo.name;
  return {
    id,
    name: typeof name === 'string' ? name : id,
    open: state(wire.at_open ?? wire.open),
    now: state(wire.now ?? wire.current),
    close: state(wire.at_close ?? wire.close),
  };
}
