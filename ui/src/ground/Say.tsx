import { Alert, Button, Code, Group, List, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiError, SignedOut } from './api';

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

/** What the server says of one field, to stand beside it; null when it says nothing of it. */
export function faultOf(error: unknown, field: string): string | null {
  const named = `'${field}' `;
  const said = error instanceof ApiError ? error.faults.find((fault) => fault.startsWith(named)) : undefined;
  return said === undefined ? null : `It ${said.slice(named.length)}`;
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

/** An error where the thing it is about would have been. */
export function ErrorBox({ error, again }: { error: unknown; again?: () => void }) {
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
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title={title} role="alert">
      {faults.length > 0 && (
        <List size="sm" mb="xs">
          {faults.map((fault) => (
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
