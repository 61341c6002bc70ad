import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from '../../ground/onScreen';
import { headersOf, KEPT, noHeader } from './checks';
import { DetectorForm } from './DetectorForm';
import { faultOf, matcherField, newRule, wireOfRule } from './detectors';
import { NamedDayForm } from './NamedDays';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const refuse = (...errors: string[]) =>
  vi.stubGlobal('fetch', async () =>
    Response.json({ error: { message: 'Invalid Input Provided', code: 2001, errors } }, { status: 400 }),
  );

const told = (control: HTMLElement) =>
  (control.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent)
    .join(' ');

const named = [{ label: '__name__', op: '=', value: 'temp' }];

describe('forms of detection', { timeout: PATIENCE }, () => {
  it('put what is wrong with a detector at its field', async () => {
    refuse(
      "'detector_rule.matchers[1].value' is no regular expression",
      "'detector_rule.within_days' must be a number between 0.0417 and 365",
      "'detector_rule.limit' is odd",
    );
    onScreen(
      <DetectorForm
        start={{
          ...newRule,
          name: 'Full',
          kind: 'forecast',
          direction: 'up',
          limit: 90,
          within: 4_000,
          matchers: [...named, { label: '', op: '=', value: '' }, { label: 'disk', op: '=~', value: '[' }],
        }}
        close={() => {}}
      />,
    );
    const save = await screen.findByText('Save');
    fireEvent.submit(save.closest('form') as HTMLFormElement);
    await waitFor(() =>
      expect(told(screen.getByLabelText('Value of label 3'))).toContain('is no regular expression'),
    );
    expect(told(screen.getByLabelText('Days ahead'))).toContain('must be a number between 0.0417 and 365');
    expect(told(screen.getByLabelText('Limit'))).toContain('is odd');
  });

  it('send a label without a name to be named, and leave out what was not filled in', () => {
    const matchers = [
      { label: '', op: '=', value: '' },
      { label: '', op: '=', value: 'x' },
    ];
    expect(wireOfRule({ ...newRule, matchers: [...named, ...matchers] }).matchers).toEqual([
      named[0],
      matchers[1],
    ]);
    expect(matcherField('matchers', [...named, ...matchers], 2, 'label')).toBe('matchers[1].label');
    expect(matcherField('matchers', [...named, ...matchers], 1, 'label')).toBeUndefined();
  });

  it('wait for the number of steps', () => {
    expect(faultOf({ ...newRule, matchers: named, of: null })).toBe('Enter how many steps.');
    expect(
      faultOf({ ...newRule, matchers: named, kind: 'rate_of_change', limit: 1, window: 30_000 }),
    ).toContain('six hours');
  });

  it('lose no line of the headers', () => {
    expect(headersOf(`Accept: text/html\nX-Token\n\nAuthorization: ${KEPT}`)).toEqual({
      Accept: 'text/html',
      'X-Token': null,
      Authorization: null,
    });
    expect(noHeader('Accept: text/html\n\n X-Token ')).toBe('X-Token');
  });

  it('give the focus back to the button where no field is to blame', async () => {
    refuse('There must not be more than 200 named days.');
    onScreen(<NamedDayForm close={() => {}} />);
    fireEvent.change(await screen.findByRole('textbox', { name: /^Name/ }), { target: { value: 'Sale' } });
    fireEvent.click(screen.getByText('Monthly'));
    const add = screen.getByRole('button', { name: 'Add' });
    add.focus();
    fireEvent.click(add);
    await screen.findByText(/more than 200/);
    await waitFor(() => expect(document.activeElement).toBe(add));
  });
});
