import { useLocation, useNavigate } from '@tanstack/react-router';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { Ask } from './Ask';
import { EditorPage } from './EditorPage';
import { onScreen, PATIENCE } from './onScreen';
import { handedOver } from './session';

afterEach(() => {
  cleanup();
  handedOver.set(false);
});

function Dialog({ close }: { close: () => void }) {
  return (
    <Ask title="Note" opened close={close} label="Add" submit={() => {}}>
      <textarea aria-label="Words" />
    </Ask>
  );
}

it('a click beside a dialog does not throw away what was typed', { timeout: PATIENCE }, async () => {
  const close = vi.fn();
  onScreen(<Dialog close={close} />);
  const words = await screen.findByLabelText('Words');
  const beside = document.querySelector('.mantine-Modal-overlay') as Element;
  fireEvent.click(beside);
  await waitFor(() => expect(close).toHaveBeenCalledTimes(1));
  fireEvent.input(words, { target: { value: 'It was the certificate' } });
  fireEvent.click(beside);
  expect(close).toHaveBeenCalledTimes(1);
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(close).toHaveBeenCalledTimes(2);
});

it('one Escape does not throw away what was typed, and two do', { timeout: PATIENCE }, async () => {
  const close = vi.fn();
  onScreen(<Dialog close={close} />);
  const words = await screen.findByLabelText('Words');
  fireEvent.keyDown(words, { key: 'Escape' });
  await waitFor(() => expect(close).toHaveBeenCalledTimes(1));
  fireEvent.input(words, { target: { value: 'It was the certificate' } });
  fireEvent.keyDown(words, { key: 'Escape' });
  await screen.findByText(/Escape once more/);
  expect(close).toHaveBeenCalledTimes(1);
  fireEvent.input(words, { target: { value: 'It was the certificate of the proxy' } });
  expect(screen.queryByText(/Escape once more/)).toBeNull();
  fireEvent.keyDown(words, { key: 'Escape' });
  fireEvent.keyDown(words, { key: 'Escape' });
  expect(close).toHaveBeenCalledTimes(2);
});

function Opener() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Add note
      </button>
      {open && <Dialog close={() => setOpen(false)} />}
    </>
  );
}

it('a dialog gives the focus back', { timeout: PATIENCE }, async () => {
  onScreen(<Opener />);
  const opener = await screen.findByRole('button', { name: 'Add note' });
  opener.focus();
  fireEvent.click(opener);
  const words = await screen.findByLabelText('Words');
  words.focus();
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(document.activeElement).toBe(opener));
});

function Editor() {
  const [name, setName] = useState('Night shift');
  const navigate = useNavigate();
  const { pathname } = useLocation();
  return (
    <>
      <output>{pathname}</output>
      <button type="button" onClick={() => navigate({ to: '/elsewhere' as never })}>
        Go
      </button>
      <EditorPage
        title="Edit"
        lead=""
        isNew={false}
        noun="schedule"
        draft={{ name }}
        faults={[]}
        error={null}
        saving={false}
        save={() => {}}
        close={() => {}}
      >
        <input aria-label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
      </EditorPage>
    </>
  );
}

it('an editor with changes is not left without a question', { timeout: PATIENCE }, async () => {
  onScreen(<Editor />);
  fireEvent.change(await screen.findByLabelText('Name'), { target: { value: 'Day shift' } });
  fireEvent.click(screen.getByRole('button', { name: 'Go' }));
  expect(await screen.findByText('Leave this schedule unsaved?')).toBeTruthy();
  expect(screen.getByRole('status').textContent).toBe('/');
});

it('an editor without changes is left at once', { timeout: PATIENCE }, async () => {
  onScreen(<Editor />);
  fireEvent.click(await screen.findByRole('button', { name: 'Go' }));
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('/elsewhere'));
});

it('who signed in over it is not asked about what another person typed', { timeout: PATIENCE }, async () => {
  onScreen(<Editor />);
  fireEvent.change(await screen.findByLabelText('Name'), { target: { value: 'Day shift' } });
  handedOver.set(true);
  fireEvent.click(screen.getByRole('button', { name: 'Go' }));
  await waitFor(() => expect(screen.queryByText('Leave this schedule unsaved?')).toBeNull());
  await waitFor(() => expect(screen.getByRole('status').textContent).not.toBe('/'));
});
