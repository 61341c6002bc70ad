import { describe, expect, it } from 'vitest';
import { pathOf } from './Go';
import { tabTitle } from './Page';

describe('the tab', () => {
  it('counts what waits', () => {
    expect(tabTitle('Incidents', 3)).toBe('(3) Incidents · Muster');
    expect(tabTitle('Incidents', 0)).toBe('Incidents · Muster');
    expect(tabTitle('', 0)).toBe('Muster');
  });
});

describe('places of objects', () => {
  it('are found for references and full objects alike', () => {
    expect(pathOf({ id: 'P1', type: 'service_reference' })).toBe('/services/P1');
    expect(pathOf({ id: 'P1', type: 'user' })).toBe('/users/P1');
    expect(pathOf({ id: 'P1', type: 'vendor_reference' })).toBeNull();
  });
});
