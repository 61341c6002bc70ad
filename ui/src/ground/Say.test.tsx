import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError } from './api';
import { whyWords } from './Because';
import { ErrorBox, speak } from './Say';

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
