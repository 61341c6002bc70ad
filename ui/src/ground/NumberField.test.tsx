import { cleanup, fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { NumberField } from './NumberField';
import { onScreen, PATIENCE } from './onScreen';

afterEach(cleanup);

/** A form that holds seconds and shows minutes, as many do. */
function Minutes() {
  const [seconds, setSeconds] = useState(900);
  return (
    <>
      <NumberField
        label="Minutes"
        min={1}
        max={90}
        value={seconds / 60}
        onChange={(minutes) => setSeconds(Number(minutes) * 60)}
      />
      <output>{seconds}</output>
    </>
  );
}

describe('a field for a number', { timeout: PATIENCE }, () => {
  it('leaves a number out of bounds as it was typed', async () => {
    onScreen(<NumberField label="Days" min={1} max={90} />);
    const days = await screen.findByLabelText<HTMLInputElement>('Days');
    fireEvent.change(days, { target: { value: '400' } });
    fireEvent.blur(days);
    expect(days.value).toBe('400');
  });

  it('can be cleared, and a fraction be typed into it', async () => {
    onScreen(<Minutes />);
    const minutes = await screen.findByLabelText<HTMLInputElement>('Minutes');
    fireEvent.focus(minutes);
    for (const typed of ['', '1', '12', '12.', '12.5']) {
      fireEvent.change(minutes, { target: { value: typed } });
      expect(minutes.value).toBe(typed);
    }
    expect(screen.getByRole('status').textContent).toBe('750');
    fireEvent.change(minutes, { target: { value: '' } });
    fireEvent.blur(minutes);
    expect(minutes.value).toBe('0');
  });
});
