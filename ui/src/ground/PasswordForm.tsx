import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAct } from './act';
import { api } from './api';
import { ErrorBox } from './Say';

/** Sets a password: one's own with the current one, another person's (by an admin) without. */
export function PasswordForm({ userId, own, after }: { userId: string; own: boolean; after?: () => void }) {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const differs = again !== '' && again !== password;
  const save = useAct({
    run: () =>
      api.put(`/users/${userId}/password`, {
        password,
        ...(own ? { current_password: current } : {}),
      }),
    reload: [],
    done: own ? 'Password changed. Other browsers were signed out.' : 'Password set',
    inDialog: true,
    after: () => {
      setCurrent('');
      setPassword('');
      setAgain('');
      after?.();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password === again) save.mutate(undefined);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" maw={380}>
        {own && (
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            required
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
        )}
        <PasswordInput
          label="New password"
          autoComplete="new-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <PasswordInput
          label="New password again"
          autoComplete="new-password"
          required
          error={differs ? 'The two differ' : undefined}
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
        />
        <ErrorBox error={save.error} />
        <Group>
          <Button type="submit" loading={save.isPending} disabled={password === '' || password !== again}>
            {own ? 'Change password' : 'Set password'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
