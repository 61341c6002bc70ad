/**
 * The one door to the REST API: same origin, cookie session, CSRF header on writes, errors as values of one class.
 */

/** Query values: an array becomes the repeated `name[]` form, undefined/null/'' are left out. */
export type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>;

/** What the server said when it refused. `status` is 0 when it could not be reached at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;
  readonly faults: readonly string[];

  constructor(status: number, message: string, code = 0, faults: readonly string[] = []) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.faults = faults;
  }
}

/** The session is over. Whoever shows errors can leave this one to the page that asks to sign in again. */
export class SignedOut extends ApiError {
  constructor() {
    super(401, inWords(401), 2006);
    this.name = 'SignedOut';
  }
}

export function queryString(query: Query = {}): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    if (typeof value === 'object') {
      for (const one of value) pairs.push(`${encodeURIComponent(name)}[]=${encodeURIComponent(one)}`);
    } else {
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
    }
  }
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Reads one cookie; null when it is not set. */
export function cookie(name: string, jar: string = document.cookie): string | null {
  for (const part of jar.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return decodeURIComponent(part.slice(at + 1).trim());
  }
  return null;
}

/** Headers of one call: writes prove with the cookie's value that they come from our own page. */
export function headersFor(method: string, hasBody: boolean, jar?: string): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (hasBody) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') {
    const proof = cookie('muster_csrf', jar);
    if (proof !== null) headers['X-Muster-Csrf'] = proof;
  }
  return headers;
}

/**
 * Makes an error of any answer. REST errors are `{error:{message,code,errors[]}}`, the events door says
 * `{status,message,errors[]}`, and a proxy in between may say anything, so nothing is taken for granted.
 */
export function errorOf(status: number, body: unknown): ApiError {
  const outer = asRecord(body);
  const inner = asRecord(outer?.error) ?? outer;
  const message =
    typeof inner?.message === 'string' && inner.message !== '' ? inner.message : inWords(status);
  const code = typeof inner?.code === 'number' ? inner.code : 0;
  const raw = inner?.errors;
  const faults = (Array.isArray(raw) ? raw : raw === undefined || raw === null ? [] : [raw]).map((fault) =>
    typeof fault === 'string' ? fault : JSON.stringify(fault),
  );
  return new ApiError(status, message, code, faults);
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** A change may have arrived though no answer came back, so nobody is told that it did not. */
function unreached(method: string): string {
  return method === 'GET'
    ? 'Muster cannot be reached. Check the network.'
    : 'Muster cannot be reached. Check the network, and whether it was done, before you try again.';
}

function inWords(status: number): string {
  if (status === 401) return 'You are signed out.';
  if (status === 403) return 'Your role does not allow this.';
  if (status === 412) return 'Somebody else has changed it since you opened it.';
  if (status === 404) return 'This does not exist (any more).';
  if (status === 429) return 'Too many requests. Wait a moment and try again.';
  if (status >= 500) return `The server failed (${status}). Nothing may have been changed; try again.`;
  return `The server refused the request (${status}).`;
}

let onSignedOut: () => void = () => {};

/** Who is told when the server answers 401: the router, which then shows the sign-in. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

async function call<T>(
  method: string,
  path: string,
  query?: Query,
  body?: unknown,
  signal?: AbortSignal,
  textType?: string,
  more: Record<string, string> = {},
) {
  let response: Response;
  try {
    response = await fetch(path + queryString(query), {
      method,
      headers: {
        ...headersFor(method, body !== undefined),
        ...(textType === undefined ? {} : { 'Content-Type': `${textType}; charset=utf-8` }),
        ...more,
      },
      body: body === undefined ? undefined : textType === undefined ? JSON.stringify(body) : String(body),
      credentials: 'same-origin',
      signal,
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, unreached(method));
  }
  const text = await response.text();
  let parsed: unknown;
  try {
    parsed = text === '' ? undefined : JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (!response.ok) {
    if (response.status === 401 && !path.startsWith('/sign_in')) {
      onSignedOut();
      throw new SignedOut();
    }
    throw errorOf(response.status, parsed);
  }
  return parsed as T;
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) =>
    call<T>('GET', path, query, undefined, signal),
  post: <T>(path: string, body: unknown, query?: Query) => call<T>('POST', path, query, body),
  put: <T>(path: string, body: unknown, query?: Query) => call<T>('PUT', path, query, body),
  /** The same, unless what is there is another version than the one that was read. */
  putOver: <T>(path: string, body: unknown, version: string) =>
    call<T>('PUT', path, undefined, body, undefined, undefined, { 'If-Match': `"${version}"` }),
  /** Sends text as it is, for what is a document and not a request. */
  text: <T>(method: 'POST' | 'PUT', path: string, text: string, type: string, query?: Query) =>
    call<T>(method, path, query, text, undefined, type),
  delete: (path: string, query?: Query) => call<void>('DELETE', path, query),
};

/** One page of a classic list. `total` is null unless it was asked for. */
export interface PageOf<T> {
  items: T[];
  limit: number;
  offset: number;
  more: boolean;
  total: number | null;
  /** Where the next page goes on, of a list by cursor. */
  next: string | null;
}

interface ClassicPage {
  limit?: number;
  offset?: number;
  more?: boolean;
  total?: number | null;
  next_cursor?: string | null;
}

/** Reads the list under `name` out of an answer; lists without paging fields count as one whole page. */
export function pageOf<T>(name: string, answer: unknown): PageOf<T> {
  const record = (asRecord(answer) ?? {}) as Record<string, unknown> & ClassicPage;
  const items = Array.isArray(record[name]) ? (record[name] as T[]) : [];
  return {
    items,
    limit: record.limit ?? items.length,
    offset: record.offset ?? 0,
    more: record.more ?? false,
    total: record.total ?? null,
    next: record.next_cursor ?? null,
  };
}

export async function list<T>(
  path: string,
  name: string,
  query?: Query,
  signal?: AbortSignal,
): Promise<PageOf<T>> {
  return pageOf<T>(name, await api.get(path, query, signal));
}

/** Follows the pages to the end, but never past `most` items, so that no screen can load a whole company. */
export async function listAll<T>(
  path: string,
  name: string,
  query: Query = {},
  most = 1000,
  signal?: AbortSignal,
): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const page = await list<T>(path, name, { ...query, limit: 100, offset: all.length }, signal);
    all.push(...page.items);
    if (!page.more || page.items.length === 0 || all.length >= most) return all;
  }
}
