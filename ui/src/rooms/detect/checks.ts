import type { Iso, Ref, Severity } from '../../ground/wire';

export interface Probe {
  kind: 'http' | 'tcp' | 'dns' | 'tls';
  target: string;
  method: string;
  /** Values that are kept are never shown: they are null, and stay what they are when null is sent back. */
  headers: Record<string, string | null> | null;
  body: string | null;
  status: string;
  contains: string | null;
  slowest_milliseconds: number | null;
  expiry_days: number | string;
  /** PEM of the authorities that alone are trusted; null for those that are trusted everywhere. */
  ca_certificates: string | null;
  timeout_seconds: number;
}

/** The site that is this Muster itself. */
export const HERE = 'here';

export interface ProbeSite extends Ref {
  name: string;
  service: Ref;
  status: string;
  last_seen_at: Iso | null;
  /** Only in the answer that made it. */
  token?: string;
}

export interface SiteResult {
  site: Ref;
  status: string;
  last_run_at: Iso;
  last_result: string;
}

/** What checks and journeys have in common. */
export interface Watched extends Ref {
  name: string;
  service: Ref;
  status: string;
  enabled: boolean;
  interval_seconds: number;
  persistence: { points: number; of: number };
  sites: string[];
  agree: number;
  site_results: SiteResult[];
  severity: Severity;
  runs: number;
  last_run_at: Iso | null;
}

export interface Check extends Watched {
  probe: Probe;
  last_milliseconds: number | null;
  last_result: string | null;
  certificate_expires_at: Iso | null;
}

export interface Step {
  name: string;
  service: Ref;
  status: string;
  status_words: string | null;
  probe: Probe | null;
  /** From how many milliseconds on it is slow, though it works. */
  slow_milliseconds: number | null;
  captures: Record<string, string>;
}

export interface Journey extends Watched {
  status_words: string | null;
  steps: Step[];
}

export const newProbe: Probe = {
  kind: 'http',
  target: '',
  method: 'GET',
  headers: {},
  body: '',
  status: '2xx,3xx',
  contains: null,
  slowest_milliseconds: null,
  expiry_days: 14,
  ca_certificates: null,
  timeout_seconds: 10,
};

export const probeKinds: Record<Probe['kind'], { label: string; hint: string }> = {
  http: { label: 'HTTP', hint: 'https://shop.example.com/health' },
  tcp: { label: 'TCP', hint: 'db.example.com:5432' },
  dns: { label: 'DNS', hint: 'shop.example.com' },
  tls: { label: 'Certificate', hint: 'shop.example.com:443' },
};

/** What a probe looks at, in one line. */
export function probeWords(probe: Probe): string {
  switch (probe.kind) {
    case 'http':
      return `${probe.method} ${probe.target}, ${probe.status} is well`;
    case 'tcp':
      return `${probe.target} takes connections`;
    case 'dns':
      return probe.contains ? `${probe.target} leads to ${probe.contains}` : `${probe.target} is known`;
    case 'tls':
      return `the certificate of ${probe.target} is valid for ${probe.expiry_days} days at least`;
  }
}

/** Only the fields that the kind has; the rest would be refused or ignored. */
export function wireOfProbe(probe: Probe) {
  const base = {
    kind: probe.kind,
    target: probe.target.trim(),
    timeout_seconds: Math.round(probe.timeout_seconds),
  };
  switch (probe.kind) {
    case 'http':
      return {
        ...base,
        method: probe.method,
        status: probe.status,
        headers: probe.headers ?? {},
        ...(probe.body ? { body: probe.body } : {}),
        ...(probe.contains ? { contains: probe.contains } : {}),
        ...(probe.slowest_milliseconds === null
          ? {}
          : { slowest_milliseconds: Math.round(probe.slowest_milliseconds) }),
        ...authorities(probe),
      };
    case 'tls':
      return { ...base, expiry_days: probe.expiry_days, ...authorities(probe) };
    case 'dns':
      return { ...base, ...(probe.contains ? { contains: probe.contains } : {}) };
    case 'tcp':
      return base;
  }
}

function authorities(probe: Probe) {
  return probe.ca_certificates?.trim() ? { ca_certificates: probe.ca_certificates } : {};
}

/** Stands for a value that is kept and not shown. */
export const KEPT = '(kept, not shown)';

/** Headers as lines of text, and back; a line without a colon is a name without a value, which the server refuses. */
export function headerLines(headers: Record<string, string | null> | null): string {
  return Object.entries(headers ?? {})
    .map(([name, value]) => `${name}: ${value ?? KEPT}`)
    .join('\n');
}

export function headersOf(lines: string): Record<string, string | null> {
  const headers: Record<string, string | null> = {};
  for (const line of lines.split('\n')) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).trim();
    if (line.trim() !== '')
      headers[colon > 0 ? line.slice(0, colon).trim() : line.trim()] =
        colon < 1 || value === KEPT ? null : value;
  }
  return headers;
}

/** The first line that is no header; undefined when all are. */
export function noHeader(lines: string): string | undefined {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && line.indexOf(':') < 1);
}
