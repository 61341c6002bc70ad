import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { configure, render } from '@testing-library/react';
import type { ReactNode } from 'react';

/** Milliseconds for one test of a screen: it takes seconds on a machine that is busy with other things. */
export const PATIENCE = 180_000;

/**
 * Shows a part of a screen to a test, with everything around it that screens count on.
 *
 * @param query of the address
 */
export function onScreen(children: ReactNode, query = '') {
  configure({ asyncUtilTimeout: PATIENCE / 3 });
  // growing text fields listen to it, and a test has no fonts
  Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });
  const router = createRouter({
    routeTree: createRootRoute({ component: () => children }),
    history: createMemoryHistory({ initialEntries: [`/${query}`] }),
  });
  return render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
