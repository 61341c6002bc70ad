import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../../ground/onScreen';
import { Narrow } from './Narrow';
import { type Narrowing, termOf, withTerm } from './narrowing';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const found: Narrowing = {
  metrics: [
    { metric: 'up', series: 1_200 },
    { metric: 'load', series: 3 },
  ],
  sources: [{ source: { id: 'PI', type: 'service_integration_reference', summary: 'Edge' }, series: 7 }],
  labels: [{ label: 'zone', different: 40, values: [{ value: 'a"b', series: 5 }] }],
  looked_at: 1_203,
  complete: true,
};

describe('narrowing down', { timeout: PATIENCE }, () => {
  it('adds what was chosen to the search', async () => {
    vi.stubGlobal('fetch', async () => Response.json(found));
    const added: string[] = [];
    onScreen(<Narrow asked="" source="" add={(term) => added.push(term)} choose={() => {}} />);
    fireEvent.click(await screen.findByRole('button', { name: 'up 1,200 series' }));
    fireEvent.click(screen.getByRole('button', { name: 'a"b 5 series' }));
    expect(added).toEqual(['__name__="up"', 'zone="a\\"b"']);
    // one source tells nothing from another
    expect(screen.queryByText('Edge')).toBeNull();
    expect(screen.getByText('and 39 more: type zone=')).toBeDefined();
  });

  it('gives no numbers for what was drawn by chance', async () => {
    vi.stubGlobal('fetch', async () => Response.json({ ...found, complete: false, looked_at: 5_000 }));
    onScreen(<Narrow asked="" source="" add={() => {}} choose={() => {}} />);
    await screen.findByText(/5,000 series drawn by chance/);
    expect(screen.getByRole('button', { name: 'a"b' })).toBeDefined();
    expect(screen.getByRole('button', { name: 'up 1,200 series' })).toBeDefined();
  });
});

describe('words of a search', () => {
  it('are added once', () => {
    expect(termOf('path', 'a\\b')).toBe('path="a\\\\b"');
    expect(withTerm('', 'a="b"')).toBe('a="b"');
    expect(withTerm('web a="b"', 'a="b"')).toBe('web a="b"');
    expect(withTerm('web', 'a="b"')).toBe('web a="b"');
  });
});
