import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../../ground/onScreen';
import { SeriesList } from './SeriesList';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('says at the search what is wrong with its words, once, and keeps them', {
  timeout: PATIENCE,
}, async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (input: RequestInfo | URL) => {
    asked.push(String(input instanceof Request ? input.url : input));
    return Response.json(
      { error: { message: 'Invalid Input Provided', code: 2001, errors: ["'query' takes words."] } },
      { status: 400 },
    );
  });
  onScreen(<SeriesList />, '?q=code%3D~5&source=PI~Edge');
  const field = await screen.findByRole('searchbox', { name: /Search series/ });
  await screen.findByText('The search takes words.');
  expect((field as HTMLInputElement).value).toBe('code=~5');
  expect(field.getAttribute('aria-invalid')).toBe('true');
  fireEvent.click(screen.getByRole('button', { name: 'Narrow down' }));
  expect(screen.getAllByText(/takes words/)).toHaveLength(1);
  expect(screen.getByText('From Edge: show all sources')).toBeDefined();
  expect(asked.some((url) => decodeURIComponent(url).includes('source_ids[]=PI'))).toBe(true);
});
