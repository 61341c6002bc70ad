import { Alert, Button, Code, Group, List, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { type ReactNode, type RefObject, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { ApiError, SignedOut } from './api';
import { type Placed, place } from './beside';

/** An error in the words of the server: what is wrong, then each fault on its own line. */
export interface Spoken {
  title: string;
  faults: string[];
  hint: string | null;
}

/** Heads under which the server puts its faults, and which say less than the faults do. */
const HEADS = new Set(['Unauthorized', 'Access Denied', 'Invalid Input Provided', 'Rate Limit Exceeded']);

export function speak(error: unknown): Spoken {
  if (error instanceof ApiError) {
    const faults = error.faults.filter((fault) => fault !== error.message);
    const [only] = faults;
    if (only !== undefined && faults.length === 1 && HEADS.has(error.message)) {
      return { title: only, faults: [], hint: hintFor(error) };
    }
    return { title: error.message, faults: [...faults], hint: hintFor(error) };
  }
  return { title: error instanceof Error ? error.message : String(error), faults: [], hint: null };
}

function hintFor(error: ApiError): string | null {
  const code = error.code === 0 ? '' : `, code ${error.code}`;
  return error.status === 0 ? null : `HTTP ${error.status}${code}`;
}

/** A fault that has its place beside a control of the form. */
interface Beside extends Placed {
  /** Stands behind the control; whatever it is about says so by `aria-describedby`. */
  spot: HTMLElement;
}

/** What the server says of the fields below one, without its name in front; the rest of each field's name stays. */
export function faultsBelow(error: unknown, field: string): string[] {
  const begins = `'${field}.`;
  return error instanceof ApiError
    ? error.faults
        .filter((fault) => fault.startsWith(begins))
        .map((fault) => `'${fault.slice(begins.length)}`)
    : [];
}

/**
 * Puts what the server says of fields beside them, as far as the form around shows these fields, and the first of them into sight.
 *
 * @returns what stands beside a field, and what is left to be said at the foot; null when no form is around
 */
function useBeside(
  error: unknown,
  at: RefObject<HTMLElement | null>,
): { beside: Beside[]; rest: string[] } | null {
  const [found, setFound] = useState<{ beside: Beside[]; rest: string[] } | null>(null);
  const id = useId();
  useLayoutEffect(() => {
    const form = at.current?.closest('form, fieldset');
    if (!(error instanceof ApiError) || form === null || form === undefined || error.faults.length === 0) {
      setFound(null);
      return;
    }
    const { placed, rest } = place(form, error.faults);
    const beside = placed.map((one, index) => {
      const spot = document.createElement('div');
      spot.id = `${id}-${index}`;
      (one.control.closest('.mantine-InputWrapper-root') ?? one.control.parentElement)?.append(spot);
      const described = one.control.getAttribute('aria-describedby');
      one.control.setAttribute('aria-invalid', 'true');
      one.control.setAttribute('aria-describedby', described === null ? spot.id : `${described} ${spot.id}`);
      return { ...one, spot, described };
    });
    setFound({ beside, rest });
    return () => {
      for (const { control, spot, described } of beside) {
        control.removeAttribute('aria-invalid');
        if (described === null) control.removeAttribute('aria-describedby');
        else control.setAttribute('aria-describedby', described);
        spot.remove();
      }
    };
  }, [error, at, id]);
  const first = found?.beside[0]?.control;
  useEffect(() => {
    first?.focus();
  }, [first]);
  return found;
}

/** An error where the thing it is about would have been; in a form, what is wrong with a field stands beside that field. */
export function ErrorBox({ error, again }: { error: unknown; again?: () => void }) {
  const at = useRef<HTMLDivElement>(null);
  const found = useBeside(error, at);
  // The whole page asks to sign in again; each of its parts need not.
  if (error === null || error === undefined || error instanceof SignedOut) return null;
  const { title, faults, hint } = speak(error);
  if (error instanceof ApiError && error.status === 403 && again !== undefined) {
    // Nothing broke and trying again would not help: this part of the page is not for this person.
    return (
      <Text size="sm" c="dimmed" p="xs" role="note">
        {faults.length > 0 ? faults.join(' ') : title}
      </Text>
    );
  }
  const beside = found?.beside ?? [];
  const said =
    found === null
      ? { title, faults }
      : beside.length > 0
        ? { title: 'Not saved. What is wrong stands beside the fields.', faults: found.rest }
        : speak(
            error instanceof ApiError
              ? new ApiError(error.status, error.message, error.code, found.rest)
              : error,
          );
  return (
    <div ref={at}>
      <Alert color="red" icon={<IconAlertTriangle />} title={said.title} role="alert">
        {said.faults.length > 0 && (
          <List size="sm" mb="xs">
            {said.faults.map((fault) => (
              <List.Item key={fault}>{fault}</List.Item>
            ))}
          </List>
        )}
        <Group gap="sm">
          {hint !== null && <Code>{hint}</Code>}
          {again !== undefined && (
            <Button size="xs" variant="default" onClick={again}>
              Try again
            </Button>
          )}
        </Group>
      </Alert>
      {beside.map(({ spot, text }) =>
        createPortal(
          <Text size="xs" c="red" mt={4}>
            {`It ${text}`}
          </Text>,
          spot,
          spot.id,
        ),
      )}
    </div>
  );
}

export interface Undo {
  label: string;
  act: () => void;
}

/** Says that something worked, with a way back where there is one. */
export function sayDone(message: ReactNode, undo?: Undo): void {
  const id = notifications.show({
    color: 'teal',
    icon: <IconCheck size={18} aria-hidden />,
    autoClose: undo === undefined ? 4_000 : 12_000,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        {undo !== undefined && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              notifications.hide(id);
              undo.act();
            }}
          >
            {undo.label}
          </Button>
        )}
      </Group>
    ),
  });
}

/** Says that something failed. It stays until it is dismissed: at night a vanished error is an unseen one. */
export function sayFailed(what: string, error: unknown): void {
  if (error instanceof SignedOut) return;
  const { title, faults } = speak(error);
  notifications.show({
    color: 'red',
    icon: <IconX size={18} aria-hidden />,
    autoClose: false,
    title: what,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message: [title, ...faults].join(' · '),
    role: 'alert',
  });
}
