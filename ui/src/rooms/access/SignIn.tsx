import { Alert, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { aboutQuery } from '../../ground/session';
import { Door } from './Door';
import { SignInForm } from './SignInForm';

/** Where to go after the sign-in: only to a page of our own, whatever the address bar says. */
export function safeReturn(back: string | undefined): string {
  if (back === undefined || !/^\/(?![/\\])/.test(back)) return '/incidents';
  return back.startsWith('/sign_in') || back.startsWith('/welcome') ? '/incidents' : back;
}

export function SignIn() {
  const { back } = useSearch({ strict: false }) as { back?: string };
  const navigate = useNavigate();
  const client = useQueryClient();
  const about = useQuery(aboutQuery);
  return (
    <Door title="Sign in">
      {about.data?.needs_first_sign_in === true && (
        <Alert color="cyan" title="Nobody has signed in here yet">
          Open the welcome link that Muster printed when it started. It creates the first owner.
        </Alert>
      )}
      <SignInForm
        signedIn={() => {
          client.clear();
          navigate({ href: `/ui${safeReturn(back)}`, replace: true });
        }}
      />
      <Text size="xs" c="dimmed">
        No account or a lost password? An admin of this Muster can set one.
      </Text>
    </Door>
  );
}
