import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import {
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react';
import { ErrorBox } from './Say';

/** The change that a dialog hands in, with nothing further or as `submit` says. */
type HandedIn =
  | { by: Change & { mutate: (input: undefined) => void }; submit?: undefined }
  | { by?: Change; submit: () => void };

/** A change on its way, and why it was refused. */
interface Change {
  isPending: boolean;
  error: unknown;
}

/**
 * Gives the focus back to where it was when a dialog that is taken off the page at once had it: without a place in the
 * page, whoever has no mouse would begin at its top again.
 */
function useFocusBack(opened: boolean): void {
  useEffect(() => {
    if (!opened) return;
    const from = origin(document.activeElement);
    return () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && from?.isConnected) from.focus({ preventScroll: true });
    };
  }, [opened]);
}

/**
 * Gives the focus back to a button that lost it because it could not be pressed while its work was on: where nothing else was
 * focused meanwhile, whoever has no mouse would begin at the top of the page again.
 */
export function useFocusAfter(pending: boolean): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !pending && document.activeElement === document.body) button.current?.focus();
    was.current = pending;
  }, [pending]);
  return button;
}

/** Of an entry of a menu, which is gone by then, the button that opened the menu. */
function origin(active: Element | null): HTMLElement | null {
  const button = active?.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  const from = button === null || button === undefined ? active : document.getElementById(button);
  return from instanceof HTMLElement ? from : null;
}

/**
 * A dialog that asks for something and hands it in; it stays open with the server's words when that is refused. Once
 * something was typed, neither a click beside it nor one press of Escape throws that away.
 */
export function Ask(
  props: {
    title: string;
    opened: boolean;
    close: () => void;
    label: string;
    disabled?: boolean;
    danger?: boolean;
    size?: string;
    children?: ReactNode;
  } & HandedIn,
) {
  const [typed, setTyped] = useState(false);
  const [warned, setWarned] = useState(false);
  useFocusBack(props.opened);
  const button = useFocusAfter(props.by?.isPending === true);
  const close = () => {
    setTyped(false);
    setWarned(false);
    props.close();
  };
  const pressed = (event: KeyboardEvent) => {
    // An open list of choices takes the key for itself.
    const taken =
      event.target instanceof Element &&
      event.target.getAttribute('data-mantine-stop-propagation') === 'true';
    if (event.key !== 'Escape' || !typed || taken) return;
    if (warned) close();
    else setWarned(true);
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    // A dialog inside a form's page must not hand in that form too.
    event.stopPropagation();
    if (props.submit === undefined) props.by.mutate(undefined);
    else props.submit();
  };
  return (
    <Modal
      opened={props.opened}
      onClose={close}
      title={props.title}
      size={props.size ?? 'md'}
      closeOnClickOutside={!typed}
      closeOnEscape={!typed}
      onKeyDown={pressed}
    >
      <form
        onSubmit={send}
        onInput={() => {
          setTyped(true);
          setWarned(false);
        }}
      >
        <Stack gap="md">
          {props.children}
          <ErrorBox error={props.by?.error} />
          {warned && (
            <Text size="sm" role="status">
              Press Escape once more to throw away what you typed.
            </Text>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button
              ref={button}
              type="submit"
              loading={props.by?.isPending}
              disabled={props.disabled}
              color={props.danger ? 'red' : undefined}
            >
              {props.label}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** A button that asks once more before it does what cannot be undone. */
export function SureButton(props: {
  label: string;
  title: string;
  children: ReactNode;
  act: () => Promise<unknown>;
  size?: string;
  disabled?: boolean;
}) {
  const [opened, setOpened] = useState(false);
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const act = async () => {
    setPending(true);
    setError(null);
    try {
      await props.act();
      setOpened(false);
    } catch (refused) {
      setError(refused);
    } finally {
      setPending(false);
    }
  };
  return (
    <>
      <Button
        variant="default"
        size={props.size ?? 'xs'}
        c="red"
        disabled={props.disabled}
        onClick={() => setOpened(true)}
      >
        {props.label}
      </Button>
      <Ask
        title={props.title}
        opened={opened}
        close={() => {
          setOpened(false);
          setError(null);
        }}
        by={{ isPending, error, mutate: act }}
        label={props.label}
        danger
      >
        <Text size="sm" component="div">
          {props.children}
        </Text>
      </Ask>
    </>
  );
}
