import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api } from '../../ground/api';
import { ErrorBox } from '../../ground/Say';
import styles from './Door.module.css';

/** Asks for the address and the password; with an address known before, only for the password. */
export function SignInForm({ known = '', signedIn }: { known?: string; signedIn: () => void }) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => api.post('/sign_in', { email: email.trim(), password }),
    onSuccess: signedIn,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    signIn.mutate();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="username"
        required
        autoFocus={known === ''}
        // Escape is not for a dialog that may stand below this one.
        data-mantine-stop-propagation
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        required
        data-autofocus={known === '' ? undefined : true}
        data-mantine-stop-propagation
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <ErrorBox error={signIn.error} />
      <Button type="submit" loading={signIn.isPending} fullWidth data-mantine-stop-propagation>
        Sign in
      </Button>
    </form>
  );
}
