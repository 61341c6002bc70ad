import { Button, Modal, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { handedOver, meQuery, sessionEnded } from '../ground/session';
import type { User } from '../ground/wire';
import { SignInForm } from '../rooms/access/SignInForm';

/**
 * Stands over a page whose session has ended. The page stays as it was under it, so that a long note is not lost, but
 * blurred: who finds the screen reads nothing there.
 */
export function SignInAgain({ user }: { user: User }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const here = useRouterState({ select: ({ location }) => location.pathname + location.searchStr });
  // Another tab may have signed in meanwhile.
  const me = useQuery({ ...meQuery, queryKey: ['me', 'again'], staleTime: 0, refetchInterval: 5_000 });
  const now = me.data?.id;
  useEffect(() => {
    if (now === undefined) return;
    // What stands here was shown to somebody else.
    if (now !== user.id) {
      handedOver.set(true);
      return location.reload();
    }
    client.removeQueries({ queryKey: ['me', 'again'] });
    sessionEnded.set(false);
    client.invalidateQueries();
  }, [now, user.id, client]);
  const leave = () => {
    sessionEnded.set(false);
    client.clear();
    navigate({ to: '/sign_in' as never, search: { back: here } as never, replace: true });
  };
  return (
    <Modal
      opened
      onClose={() => {}}
      title="You were signed out"
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      zIndex={400}
      overlayProps={{ blur: 8 }}
    >
      <Stack gap="md">
        <Text size="sm">
          Your session has ended. Sign in to go on: what you have typed on this page is still there.
        </Text>
        <SignInForm known={user.email} signedIn={() => me.refetch()} />
        <Button variant="subtle" onClick={leave} data-mantine-stop-propagation>
          Leave this page
        </Button>
      </Stack>
    </Modal>
  );
}
