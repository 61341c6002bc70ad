import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../../ground/onScreen';
import { Suggestions } from './Detectors';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('what is worth watching', { timeout: PATIENCE }, () => {
  it('is shown in part, and as a whole when asked', async () => {
    const suggestions = Array.from({ length: 14 }, (_, index) => ({
      signal: 'errors',
      why: 'failures per second',
      series: 2,
      detector_rule: { name: `Metric ${index}`, kind: 'dynamic', direction: 'up', matchers: [] },
    }));
    vi.stubGlobal('fetch', async () => Response.json({ suggestions }));
    onScreen(<Suggestions take={() => {}} />);
    await screen.findByText('Metric 11');
    expect(screen.queryByText('Metric 12')).toBeNull();
    fireEvent.click(screen.getByText('Show all 14'));
    await screen.findByText('Metric 13');
    fireEvent.click(screen.getByText('Show fewer'));
    expect(screen.queryByText('Metric 13')).toBeNull();
  });
});
