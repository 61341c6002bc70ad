import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../../ground/onScreen';
import { DetectorForm } from './DetectorForm';
import { Suggestions } from './Detectors';
import { newRule } from './detectors';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('what is worth watching', { timeout: PATIENCE }, () => {
  it('is shown in part, and as a whole when asked', async () => {
    const suggestions = Array.from({ length: 14 }, (_, index) => ({
      signal: 'errors',
      why: 'failures per second',
      series: 2_000 + index,
      estimated: index === 11,
      detector_rule: { name: `Metric ${index}`, kind: 'dynamic', direction: 'up', matchers: [] },
    }));
    vi.stubGlobal('fetch', async () => Response.json({ suggestions }));
    onScreen(<Suggestions take={() => {}} />);
    await screen.findByText('Metric 11');
    screen.getByText('about 2,011 series');
    screen.getByText('2,010 series');
    expect(screen.queryByText('Metric 12')).toBeNull();
    fireEvent.click(screen.getByText('Show all 14'));
    await screen.findByText('Metric 13');
    fireEvent.click(screen.getByText('Show fewer'));
    expect(screen.queryByText('Metric 13')).toBeNull();
  });
});

describe('a preview', { timeout: PATIENCE }, () => {
  it('says that the detector was changed since it was tried', async () => {
    const preview = {
      since: '2026-03-01T00:00:00Z',
      until: '2026-03-08T00:00:00Z',
      matching_series: 0,
      matching_metrics: 0,
      played_series: 0,
      played_because: null,
      alerts: 0,
      learned: null,
      series: [],
    };
    vi.stubGlobal('fetch', async () => Response.json({ preview }));
    onScreen(
      <DetectorForm
        start={{
          ...newRule,
          name: 'Hot',
          kind: 'threshold',
          direction: 'up',
          limit: 70,
          matchers: [{ label: '__name__', op: '=', value: 'temp' }],
        }}
        close={() => {}}
      />,
    );
    fireEvent.click(await screen.findByText('Try it on the last 7 days'));
    await screen.findByText('No series fits');
    fireEvent.change(screen.getByRole('textbox', { name: /^Name( \*)?$/ }), { target: { value: 'Too hot' } });
    expect(screen.queryByText(/You have changed it since/)).toBeNull();
    fireEvent.change(screen.getByLabelText('Limit'), { target: { value: '80' } });
    await screen.findByText(/You have changed it since/);
    fireEvent.change(screen.getByLabelText('Limit'), { target: { value: '70' } });
    expect(screen.queryByText(/You have changed it since/)).toBeNull();
  });
});
