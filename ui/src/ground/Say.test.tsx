import { MantineProvider, NumberInput, TextInput } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError, SignedOut } from './api';
import { whyWords } from './Because';
import { place } from './beside';
import { ErrorBox, faultsBelow, speak } from './Say';

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

  it('stand beside their field, by its label or its mark', () => {
    const refused = new ApiError(400, 'Invalid Input Provided', 2001, [
      "'check.probe.target' must begin with https://",
      "'check.probe.slowest_milliseconds' must be at least 1",
      "'check.probe.status' must be a list such as 200,3xx",
      "'check.persistence.of' must not be less than points",
      'All of it is odd.',
    ]);
    const form = (error: unknown) => (
      <MantineProvider env="test">
        <form>
          <TextInput label="Target" required description="Where to" />
          <NumberInput label="Slowest, in ms" />
          <TextInput label="Well is" data-field="probe.status" />
          <TextInput label="Points" />
          <ErrorBox error={error} />
        </form>
      </MantineProvider>
    );
    const { rerender } = render(form(refused));
    const target = screen.getByLabelText(/Target/);
    expect(target.closest('.mantine-InputWrapper-root')?.textContent).toContain(
      'It must begin with https://',
    );
    expect(target.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(target);
    expect(screen.getByLabelText(/Slowest/).closest('.mantine-InputWrapper-root')?.textContent).toContain(
      'It must be at least 1',
    );
    expect(screen.getByLabelText('Well is').closest('.mantine-InputWrapper-root')?.textContent).toContain(
      'It must be a list',
    );
    const foot = screen.getByRole('alert');
    expect(foot.textContent).toContain('Not saved. What is wrong stands beside the fields.');
    expect(foot.textContent).toContain('“persistence of” must not be less than points');
    expect(foot.textContent).toContain('All of it is odd.');
    expect(foot.textContent).not.toContain('https://');
    rerender(form(null));
    expect(screen.queryByText(/It must begin/)).toBeNull();
    expect(target.getAttribute('aria-invalid')).not.toBe('true');
  });

  it('stay at the foot where no field or more than one fits', () => {
    const form = document.createElement('form');
    form.innerHTML =
      '<label for="a">Name</label><input id="a"><label for="b">Name</label><input id="b"><input data-field="steps">';
    document.body.append(form);
    expect(place(form, ["'team.name' is missing"])).toEqual({ placed: [], rest: ['“name” is missing'] });
    expect(place(form, ["'journey.steps[1].name' is missing"]).rest).toEqual(['“steps 2 name” is missing']);
    expect(place(form, ["'steps' must hold a step at least"]).placed).toHaveLength(1);
    expect(place(form, ["It's 'odd'"]).rest).toEqual(["It's 'odd'"]);
    form.remove();
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
