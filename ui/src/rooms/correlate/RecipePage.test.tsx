import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../../ground/onScreen';
import { RecipeEditor } from './RecipePage';
import { blank, type Recipe } from './recipes';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const stored = (version: number, name: string): Recipe => ({
  ...blank,
  id: 'P1',
  name,
  version,
  position: 0,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
});

function Edited() {
  const [recipe, setRecipe] = useState(stored(3, 'Disks'));
  return (
    <>
      <button type="button" onClick={() => setRecipe(stored(4, 'Disks of Ann'))}>
        Ann saves
      </button>
      <RecipeEditor recipe={recipe} />
    </>
  );
}

it('what is being edited outlives what somebody else saves, and replaces it only when asked to', {
  timeout: PATIENCE,
}, async () => {
  const puts: (string | null)[] = [];
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = input instanceof Request ? input : null;
    if ((request?.method ?? init?.method) !== 'PUT') return Response.json({ user: { role: 'admin' } });
    const said = new Headers(request?.headers ?? init?.headers).get('If-Match');
    puts.push(said);
    return said === null
      ? Response.json({ correlation_recipe: stored(5, 'Mine') })
      : Response.json({ error: { message: 'Precondition Failed', code: 2001 } }, { status: 412 });
  });
  onScreen(<Edited />);
  fireEvent.change(await screen.findByLabelText('Name'), { target: { value: 'Mine' } });
  fireEvent.click(screen.getByText('Ann saves'));
  await screen.findByText('Disks of Ann');
  expect((screen.getByLabelText('Name') as HTMLInputElement).value).toBe('Mine');
  fireEvent.click(screen.getByText('Save as a new version'));
  await screen.findByText('Somebody else saved it meanwhile');
  fireEvent.click(screen.getByText('Replace it by mine'));
  await waitFor(() => expect(puts).toEqual(['"3"', null]));
});
