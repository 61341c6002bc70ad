import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ApiError,
  api,
  cookie,
  errorOf,
  headersFor,
  list,
  listAll,
  pageOf,
  queryString,
  whenSignedOut,
} from './api';

afterEach(() => {
  vi.unstubAllGlobals();
  whenSignedOut(() => {});
});

/** A server of one function; remembers what it was asked. */
function serve(answer: (path: string, init: RequestInit) => { status?: number; body?: unknown }) {
  const asked: { path: string; init: RequestInit }[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push({ path, init });
    const { status = 200, body } = answer(path, init);
    return new Response(body === undefined ? null : JSON.stringify(body), { status });
  });
  return asked;
}

describe('queries', () => {
  it('repeats lists with brackets and leaves out what is empty', () => {
    expect(
      queryString({
        statuses: ['triggered', 'acknowledged'],
        query: '',
        limit: 25,
        since: null,
        total: true,
      }),
    ).toBe('?statuses[]=triggered&statuses[]=acknowledged&limit=25&total=true');
    expect(queryString({ none: [] })).toBe('');
  });

  it('escapes values', () => {
    expect(queryString({ query: 'a&b=c ü' })).toBe('?query=a%26b%3Dc%20%C3%BC');
  });
});

describe('proof against forged writes', () => {
  it('reads the cookie whatever stands around it', () => {
    expect(cookie('muster_csrf', 'a=1; muster_csrf=x%3Dy; muster_csrf2=no')).toBe('x=y');
    expect(cookie('muster_csrf', 'other=1')).toBeNull();
  });

  it('is sent with writes and not with reads', () => {
    expect(headersFor('PUT', true, 'muster_csrf=p')).toEqual({
      Accept: 'application/json',
      'Content-Type': 'application/json',
      'X-Muster-Csrf': 'p',
    });
    expect(headersFor('GET', false, 'muster_csrf=p')).toEqual({ Accept: 'application/json' });
  });
});

describe('errors', () => {
  it('speaks with the words of the REST API', () => {
    const error = errorOf(400, {
      error: {
        message: 'Invalid Input Provided',
        code: 2001,
        errors: ['Name is missing.', 'Zone is unknown.'],
      },
    });
    expect(error).toMatchObject({
      status: 400,
      code: 2001,
      message: 'Invalid Input Provided',
      faults: ['Name is missing.', 'Zone is unknown.'],
    });
  });

  it('understands the events door, a single string, and no answer at all', () => {
    expect(errorOf(400, { status: 'invalid event', message: 'Bad', errors: 'one' }).faults).toEqual(['one']);
    expect(errorOf(502, undefined).message).toContain('502');
    expect(errorOf(400, { error: { errors: [{ field: 'x' }] } }).faults).toEqual(['{"field":"x"}']);
  });

  it('tells the router when the session is over, but not when a password was wrong', async () => {
    serve(() => ({ status: 401, body: { error: { message: 'Unauthorized', code: 2006, errors: [] } } }));
    const out = vi.fn();
    whenSignedOut(out);
    await expect(api.post('/sign_in', {})).rejects.toBeInstanceOf(ApiError);
    expect(out).not.toHaveBeenCalled();
    await expect(api.get('/users/me')).rejects.toBeInstanceOf(ApiError);
    expect(out).toHaveBeenCalledOnce();
  });

  it('says that the server cannot be reached', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('Failed to fetch');
    });
    await expect(api.get('/about')).rejects.toMatchObject({ status: 0 });
    // The answer may have been lost on its way back.
    await expect(api.post('/incidents', {})).rejects.toMatchObject({
      status: 0,
      message: expect.stringContaining('whether it was done'),
    });
  });
});

describe('pages', () => {
  it('takes a list without paging fields for a whole one', () => {
    expect(pageOf('tokens', { tokens: [1, 2] })).toEqual({
      items: [1, 2],
      limit: 2,
      offset: 0,
      more: false,
      total: null,
      next: null,
    });
    expect(pageOf('tokens', undefined).items).toEqual([]);
  });

  it('follows them to the end', async () => {
    const asked = serve((path) => {
      const offset = Number(new URL(path, 'http://x').searchParams.get('offset'));
      return { body: { users: [offset, offset + 1], limit: 2, offset, more: offset < 4, total: null } };
    });
    expect(await listAll<number>('/users', 'users')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(asked).toHaveLength(3);
  });

  it('never follows them for ever', async () => {
    serve(() => ({ body: { users: [1], more: true } }));
    expect(await listAll<number>('/users', 'users', {}, 5)).toHaveLength(5);
    serve(() => ({ body: { users: [], more: true } }));
    expect(await listAll<number>('/users', 'users')).toEqual([]);
  });

  it('answers an empty delete', async () => {
    serve(() => ({ status: 204 }));
    await expect(api.delete('/teams/P1')).resolves.toBeUndefined();
    serve(() => ({ body: { teams: [], limit: 25, offset: 0, more: false, total: 0 } }));
    expect((await list('/teams', 'teams')).total).toBe(0);
  });
});
