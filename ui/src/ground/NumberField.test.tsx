import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { NumberField } from './NumberField';
import { onScreen, PATIENCE } from './onScreen';

afterEach(cleanup);

it('a number out of bounds stays as it was typed', { timeout: PATIENCE }, async () => {
  onScreen(<NumberField label="Days" min={1} max={90} />);
  const days = await screen.findByLabelText('Days');
  fireEvent.change(days, { target: { value: '400' } });
  fireEvent.blur(days);
  expect((days as HTMLInputElement).value).toBe('400');
});
