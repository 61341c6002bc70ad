import { Button, Group, PinInput, Text } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import type { ContactMethod } from '../../ground/wire';
import { addressOf, methodWords } from './contact';

interface Sent {
  verification: { expires_at: string; delivery_id: string };
}

/** Sends a code to a contact method and takes it back from whoever reads it there. */
export function Verify(props: { userId: string; method: ContactMethod; close: () => void }) {
  const { userId, method, close } = props;
  const path = `/users/${userId}/contact_methods/${method.id}/verification`;
  const [code, setCode] = useState('');
  const started = useRef(false);
  const send = useAct({
    run: () => api.post<Sent>(path, {}),
    reload: [['deliveries']],
    inDialog: true,
  });
  const enter = useAct({
    run: (typed: string) => api.put(path, { code: typed }),
    reload: [['users', userId]],
    done: `${methodWords(method)} is verified`,
    inDialog: true,
    after: close,
  });
  const sendNow = send.mutate;
  const enterNow = enter.mutate;
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    sendNow(undefined);
  }, [sendNow]);
  const take = useCallback(
    (message: MessageEvent) => {
      const pushed = (message.data as { musterCode?: unknown } | null)?.musterCode;
      if (typeof pushed === 'string') {
        setCode(pushed);
        enterNow(pushed);
      }
    },
    [enterNow],
  );
  useEffect(() => {
    const worker = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
    worker?.addEventListener('message', take);
    return () => worker?.removeEventListener('message', take);
  }, [take]);
  return (
    <Ask
      title={`Verify ${methodWords(method)}`}
      opened
      close={close}
      by={{ isPending: enter.isPending, error: enter.error ?? send.error }}
      submit={() => enter.mutate(code)}
      label="Verify"
      disabled={code.length !== 6}
    >
      <Text size="sm">
        {send.isPending
          ? `Sending a code to ${addressOf(method)} …`
          : send.isSuccess
            ? `A code of six digits is on its way to ${addressOf(method)}. It is good for 15 minutes.`
            : 'No code was sent.'}
      </Text>
      <PinInput
        length={6}
        type="number"
        oneTimeCode
        aria-label="Code, one digit"
        data-autofocus
        value={code}
        onChange={setCode}
        onComplete={(typed) => enter.mutate(typed)}
      />
      <Group>
        <Button
          size="compact-sm"
          variant="subtle"
          loading={send.isPending}
          onClick={() => send.mutate(undefined)}
        >
          Send another code
        </Button>
      </Group>
    </Ask>
  );
}
