import { Button, Group, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { type ReactNode, useRef, useState } from 'react';
import { Ask } from './Ask';
import { Page } from './Page';
import { ErrorBox } from './Say';
import { handedOver } from './session';

/**
 * A page on which something is made or changed. What is wrong is told once saving was tried, not while somebody types.
 * What was changed and not saved is not lost by leaving the page without a question.
 *
 * @param props.draft what is edited, as it stands now
 * @param props.faults what is wrong, in sentences
 * @param props.noun what is saved: "policy"
 */
export function EditorPage(props: {
  title: string;
  lead: string;
  wide?: boolean;
  isNew: boolean;
  draft: unknown;
  noun: string;
  faults: readonly string[];
  error: unknown;
  saving: boolean;
  save: () => void;
  close: () => void;
  children: ReactNode;
}) {
  const { faults } = props;
  const [tried, setTried] = useState(false);
  const now = JSON.stringify(props.draft);
  const [before] = useState(now);
  const cancelled = useRef(false);
  const changed = now !== before;
  const asks = () => changed && !props.saving && !handedOver.get();
  return (
    <>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (faults.length === 0) props.save();
        }}
      >
        <Page title={props.title} lead={props.lead} wide={props.wide ?? false}>
          {props.children}
          {tried && faults.length > 0 && (
            <Text size="sm" c="red" role="alert">
              {faults.join(' ')}
            </Text>
          )}
          <ErrorBox error={props.error} />
          <Group gap="xs">
            <Button type="submit" loading={props.saving}>
              {`${props.isNew ? 'Create' : 'Save'} ${props.noun}`}
            </Button>
            <Button
              variant="default"
              onClick={() => {
                cancelled.current = true;
                props.close();
              }}
            >
              Cancel
            </Button>
          </Group>
        </Page>
      </form>
      <LeaveQuestion
        title={`Leave this ${props.noun} unsaved?`}
        // What was just saved, or given up with the button, is left freely.
        asks={() => asks() && !cancelled.current}
        asksOfWindow={asks}
      />
    </>
  );
}

/**
 * Asks before the page is left by a link, the way back or the window, as long as `asks` says that something would be
 * lost.
 */
export function LeaveQuestion(props: { title: string; asks: () => boolean; asksOfWindow?: () => boolean }) {
  const left = useBlocker({
    shouldBlockFn: props.asks,
    enableBeforeUnload: props.asksOfWindow ?? props.asks,
    withResolver: true,
  });
  return (
    <Ask
      title={props.title}
      opened={left.status === 'blocked'}
      close={() => left.reset?.()}
      submit={() => left.proceed?.()}
      label="Leave"
      danger
    >
      <Text size="sm">What you changed here is lost.</Text>
    </Ask>
  );
}
