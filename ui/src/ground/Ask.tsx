import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ErrorBox } from './Say';

/** A dialog that asks for something and hands it in; it stays open with the server's words when that is refused. */
export function Ask(props: {
  title: string;
  opened: boolean;
  close: () => void;
  submit: () => void;
  label: string;
  pending?: boolean;
  error?: unknown;
  disabled?: boolean;
  danger?: boolean;
  size?: string;
  children?: ReactNode;
}) {
  const send = (event: FormEvent) => {
    event.preventDefault();
    // A dialog inside a form's page must not hand in that form too.
    event.stopPropagation();
    props.submit();
  };
  return (
    <Modal opened={props.opened} onClose={props.close} title={props.title} size={props.size ?? 'md'}>
      <form onSubmit={send}>
        <Stack gap="md">
          {props.children}
          <ErrorBox error={props.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.close}>
              Cancel
            </Button>
            <Button
              type="submit"
              loading={props.pending}
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
  const [pending, setPending] = useState(false);
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
        submit={act}
        label={props.label}
        pending={pending}
        error={error}
        danger
      >
        <Text size="sm" component="div">
          {props.children}
        </Text>
      </Ask>
    </>
  );
}
