import { describe, expect, it } from 'vitest';
import { pathOf } from './Go';
import { reachable, tabTitle } from './Page';

describe('the tab', () => {
  it('counts what waits', () => {
    expect(tabTitle('Incidents', 3)).toBe('(3) Incidents · Muster');
    expect(tabTitle('Incidents', 0)).toBe('Incidents · Muster');
    expect(tabTitle('', 0)).toBe('Muster');
  });
});

describe('the pages of a list', () => {
  it('end where the server goes no further', () => {
    expect(reachable(9_975, 25)).toBe(9_975);
    expect(reachable(10_000, 25)).toBe(9_975);
    expect(reachable(0, 25)).toBe(0);
  });
});

describe('places of objects', () => {
  it('are found for references and full objects alike', () => {
    expect(pathOf({ id: 'P1', type: 'service_reference' })).toBe('/services/P1');
    expect(pathOf({ id: 'P1', type: 'user' })).toBe('/users/P1');
    expect(pathOf({ id: 'P1', type: 'vendor_reference' })).toBeNull();
  });
});
