import { Alert, Button, PasswordInput, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api } from '../../ground/api';
import { ButtonLink } from '../../ground/Go';
import { ErrorBox } from '../../ground/Say';
import { aboutQuery } from '../../ground/session';
import { Door } from './Door';
import styles from './Door.module.css';

export function Welcome() {
  const { code = '' } = useSearch({ strict: false }) as { code?: string };
  const navigate = useNavigate();
  const client = useQueryClient();
  const about = useQuery(aboutQuery);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const begin = useMutation({
    mutationFn: () => api.post('/first_sign_in', { code, name: name.trim(), email: email.trim(), password }),
    onSuccess: () => {
      client.clear();
      navigate({ to: '/services' as never, search: { first: '1' } as never, replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    begin.mutate();
  };
  if (about.data?.needs_first_sign_in === false) {
    return (
      <Door title="Muster is set up already">
        <Text size="sm">The first owner exists, so this link has done its work.</Text>
        <ButtonLink to="/sign_in">Sign in</ButtonLink>
      </Door>
    );
  }
  return (
    <Door title="Welcome to Muster">
      <Text size="sm" c="dimmed">
        You become the owner of this installation. Others are invited later.
      </Text>
      {code === '' && (
        <Alert color="yellow" title="The link is incomplete">
          Copy the whole address that Muster printed when it started, with its code.
        </Alert>
      )}
      <form className={styles.form} onSubmit={submit}>
        <TextInput
          label="Your name"
          autoComplete="name"
          required
          autoFocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          description="You sign in with it, and Muster's mail goes there"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="new-password"
          required
          minLength={8}
          description="At least 8 characters; longer is better"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <ErrorBox error={begin.error} />
        <Button type="submit" loading={begin.isPending} disabled={code === ''} fullWidth>
          Create the owner and begin
        </Button>
      </form>
    </Door>
  );
}
