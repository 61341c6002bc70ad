import { Alert, Button, PasswordInput, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api } from '../../ground/api';
import { ErrorBox } from '../../ground/Say';
import { aboutQuery } from '../../ground/session';
import { Door } from './Door';
import styles from './Door.module.css';

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
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => api.post('/sign_in', { email: email.trim(), password }),
    onSuccess: () => {
      client.clear();
      navigate({ href: `/ui${safeReturn(back)}`, replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <Door title="Sign in">
      {about.data?.needs_first_sign_in === true && (
        <Alert color="cyan" title="Nobody has signed in here yet">
          Open the welcome link that Muster printed when it started. It creates the first owner.
        </Alert>
      )}
      <form className={styles.form} onSubmit={submit}>
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <ErrorBox error={signIn.error} />
        <Button type="submit" loading={signIn.isPending} fullWidth>
          Sign in
        </Button>
      </form>
      <Text size="xs" c="dimmed">
        No account or a lost password? An admin of this Muster can set one.
      </Text>
    </Door>
  );
}
