import { MantineProvider } from '@mantine/core';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useSearchWords } from './words';

function Field({ asked, ask }: { asked: string; ask: (words: string) => void }) {
  const [text, setText] = useSearchWords(asked, ask);
  return <input aria-label="Search" value={text} onChange={(event) => setText(event.currentTarget.value)} />;
}

const field = (asked: string, ask: (words: string) => void) => (
  <MantineProvider env="test">
    <Field asked={asked} ask={ask} />
  </MantineProvider>
);

const shown = () => (screen.getByLabelText('Search') as HTMLInputElement).value;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it('a search field follows the address and keeps what is typed meanwhile', () => {
  const ask = vi.fn();
  const { rerender } = render(field('', ask));
  fireEvent.change(screen.getByLabelText('Search'), { target: { value: 'pay ' } });
  act(() => void vi.advanceTimersByTime(300));
  expect(ask.mock.calls).toEqual([['pay']]);

  fireEvent.change(screen.getByLabelText('Search'), { target: { value: 'payment' } });
  rerender(field('pay', ask));
  expect(shown(), 'its own words come back').toBe('payment');
  act(() => void vi.advanceTimersByTime(300));
  rerender(field('payment', ask));
  expect(shown()).toBe('payment');

  rerender(field('', ask));
  expect(shown(), 'a link without words was followed').toBe('');
  rerender(field('card', ask));
  expect(shown(), 'the back button leads to other words').toBe('card');
});
