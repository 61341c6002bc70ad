import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError, SignedOut } from './api';
import { whyWords } from './Because';
import { ErrorBox, faultOf, faultsBelow, speak } from './Say';

afterEach(cleanup);

describe('errors on the screen', () => {
  it('show every fault that the server named', () => {
    render(
      <MantineProvider env="test">
        <ErrorBox
          error={new ApiError(400, 'Invalid Input Provided', 2001, ['Name is missing.', 'Zone is unknown.'])}
        />
      </MantineProvider>,
    );
    const alert = screen.getByRole('alert');
    expect(alert.textContent).toContain('Invalid Input Provided');
    expect(alert.textContent).toContain('Name is missing.');
    expect(alert.textContent).toContain('Zone is unknown.');
    expect(alert.textContent).toContain('HTTP 400, code 2001');
  });

  it('stand beside their field', () => {
    const refused = new ApiError(400, 'Invalid Input Provided', 2001, ["'a.include' is no condition"]);
    expect(faultOf(refused, 'a.include')).toBe('It is no condition');
    expect(faultOf(refused, 'a')).toBeNull();
    expect(faultOf(null, 'a.include')).toBeNull();
  });

  it('stand at the rule that they are about', () => {
    const error = new ApiError(400, 'Invalid Input Provided', 2001, [
      "'path.sets[0].rules[1].conditions[0].expression' is no condition.",
      "'path.sets[0].rules[10].label' is too long.",
      "'path.sets' has no set 'x'.",
    ]);
    expect(faultsBelow(error, 'path.sets[0].rules[1]')).toEqual([
      "'conditions[0].expression' is no condition.",
    ]);
    expect(faultsBelow(error, 'path.sets[0].rules[0]')).toEqual([]);
    expect(faultsBelow(null, 'path.sets[0].rules[0]')).toEqual([]);
  });

  it('do not repeat themselves', () => {
    expect(speak(new ApiError(404, 'Not Found', 2100, ['Not Found']))).toEqual({
      title: 'Not Found',
      faults: [],
      hint: 'HTTP 404, code 2100',
    });
    expect(speak(new ApiError(0, 'No network')).hint).toBeNull();
    expect(speak('odd').title).toBe('odd');
  });

  it('are quiet about what is not for this person', () => {
    render(
      <MantineProvider env="test">
        <ErrorBox
          error={new ApiError(403, 'Access Denied', 2010, ['This cannot be kept to your teams.'])}
          again={() => {}}
        />
      </MantineProvider>,
    );
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('note').textContent).toBe('This cannot be kept to your teams.');
  });

  it('say the one thing that is wrong, and not first that something is', () => {
    expect(
      speak(new ApiError(401, 'Unauthorized', 2006, ['The e-mail address or the password is wrong.'])),
    ).toEqual({
      title: 'The e-mail address or the password is wrong.',
      faults: [],
      hint: 'HTTP 401, code 2006',
    });
    expect(speak(new ApiError(400, 'The override was refused.', 0, ['It ends first.'])).faults).toEqual([
      'It ends first.',
    ]);
  });

  it('leave the end of the session to the page that asks to sign in again', () => {
    render(
      <MantineProvider env="test">
        <ErrorBox error={new SignedOut()} again={() => {}} />
      </MantineProvider>,
    );
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('stay silent when there is none', () => {
    render(
      <MantineProvider env="test">
        <ErrorBox error={null} />
      </MantineProvider>,
    );
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('reasons', () => {
  it('are read in either form', () => {
    expect(whyWords({ rule: 'grouping.time', version: 3, words: 'Within 5 minutes.' })).toBe(
      'Within 5 minutes.',
    );
    expect(whyWords('plain')).toBe('plain');
    expect(whyWords('')).toBeNull();
    expect(whyWords(undefined)).toBeNull();
  });
});
