import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../ground/onScreen';
import { handedOver, sessionEnded } from '../ground/session';
import { useStore } from '../ground/store';
import type { User } from '../ground/wire';
import { SignInAgain } from './SignInAgain';

const ana = { id: 'PANA', type: 'user', name: 'Ana', email: 'ana@example.com' } as User;

/** Who the server takes the browser for; nobody until somebody signs in. */
let signedIn: User | null;

async function server(input: RequestInfo | URL): Promise<Response> {
  const path = new URL(String(input), 'http://muster').pathname;
  if (path === '/sign_in') signedIn = ana;
  if (signedIn === null) {
    return Response.json({ error: { message: 'Unauthorized', code: 2006 } }, { status: 401 });
  }
  return Response.json({ user: signedIn });
}

function Work() {
  const ended = useStore(sessionEnded);
  return (
    <>
      {ended && <SignInAgain user={ana} />}
      <textarea aria-label="Note" />
    </>
  );
}

beforeEach(() => {
  signedIn = null;
  vi.stubGlobal('fetch', vi.fn(server));
  sessionEnded.set(true);
});

afterEach(() => {
  cleanup();
  sessionEnded.set(false);
  handedOver.set(false);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it('what was typed outlives the end of the session', { timeout: PATIENCE }, async () => {
  onScreen(<Work />);
  fireEvent.change(await screen.findByLabelText('Note'), { target: { value: 'It was the certificate' } });
  expect(((await screen.findByLabelText(/E-mail/)) as HTMLInputElement).value).toBe('ana@example.com');
  fireEvent.change(screen.getByLabelText(/^Password/), { target: { value: 'look-around' } });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  await waitFor(() => expect(sessionEnded.get()).toBe(false));
  expect((screen.getByLabelText('Note') as HTMLTextAreaElement).value).toBe('It was the certificate');
});

it('what one person had on the screen is not shown to another', { timeout: PATIENCE }, async () => {
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => {});
  signedIn = { ...ana, id: 'PBEN' };
  onScreen(<Work />);
  await waitFor(() => expect(reload).toHaveBeenCalled());
  expect(handedOver.get(), 'no editor below asks whether to stay').toBe(true);
  expect(sessionEnded.get()).toBe(true);
});
