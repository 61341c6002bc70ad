import { createTheme, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { ApiError, whenSignedOut } from '../ground/api';
import { sessionEnded } from '../ground/session';
import { memory } from '../ground/store';
import styles from './Roof.module.css';
import { makeRouter } from './router';

const theme = createTheme({
  primaryColor: 'cyan',
  cursorType: 'pointer',
  components: {
    // Most boxes stand there from the start; one that has to interrupt a screen reader says so itself.
    Alert: { defaultProps: { role: 'note' } },
    // Both would write style tags at run time, which the content security policy refuses.
    Modal: { defaultProps: { lockScroll: false, closeButtonProps: { 'aria-label': 'Close' } } },
    Drawer: { defaultProps: { lockScroll: false, closeButtonProps: { 'aria-label': 'Close' } } },
    // The list itself scrolls, so that it is known as part of its field and not as a place that no key reaches.
    Select: {
      defaultProps: {
        comboboxProps: { shadow: 'md' },
        nothingFoundMessage: 'Nothing found',
        withScrollArea: false,
        classNames: { options: styles.options },
      },
    },
    MultiSelect: { defaultProps: { withScrollArea: false, classNames: { options: styles.options } } },
  },
});

const colours = {
  get: (fallback: 'light' | 'dark' | 'auto') => {
    const kept = memory.read('colours');
    return kept === 'light' || kept === 'dark' || kept === 'auto' ? kept : fallback;
  },
  set: (value: 'light' | 'dark' | 'auto') => memory.write('colours', value),
  subscribe: () => {},
  unsubscribe: () => {},
  clear: () => memory.write('colours', null),
};

/**
 * Whether there is a network is not for the browser to say: Muster may stand on the same machine, and an act that waited
 * for the network would be done much later, when nobody means it any more.
 */
const ALWAYS = { networkMode: 'always' } as const;

function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        ...ALWAYS,
        staleTime: 10_000,
        // A refusal is an answer; only a missing or failing server is worth a second try.
        retry: (failures, error) =>
          failures < 2 && !(error instanceof ApiError && error.status > 0 && error.status < 500),
      },
      mutations: ALWAYS,
    },
  });
}

export function Roof() {
  const { client, router } = useMemo(() => {
    const client = makeClient();
    const router = makeRouter();
    whenSignedOut(() => {
      const { pathname, searchStr } = router.state.location;
      if (pathname.startsWith('/sign_in') || pathname.startsWith('/welcome')) return;
      if (client.getQueryData(['me']) !== undefined) {
        // Somebody is at work here, perhaps with a form half filled in.
        sessionEnded.set(true);
        return;
      }
      client.clear();
      router.navigate({ to: '/sign_in', search: { back: pathname + searchStr }, replace: true });
    });
    return { client, router };
  }, []);
  useEffect(() => {
    const hear = (event: StorageEvent) => {
      if (event.key !== 'muster-signed-out' || event.newValue === null) return;
      sessionEnded.set(false);
      client.clear();
      router.navigate({ to: '/sign_in', replace: true });
    };
    globalThis.addEventListener('storage', hear);
    return () => globalThis.removeEventListener('storage', hear);
  }, [client, router]);
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colours}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={client}>
        <Notifications position="bottom-right" limit={4} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
