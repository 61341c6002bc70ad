import { Button, Group } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';

/** What a person may say of something that Muster suggests; `withdrawn` takes it back. */
export type Verdict = 'right' | 'wrong' | 'withdrawn';

/** Two buttons, of which at most one is pressed; the pressed one takes its word back. */
export function Judge(props: {
  question: string;
  yes: string;
  no: string;
  said: Verdict;
  pending: boolean;
  say: (verdict: Verdict) => void;
}) {
  const { question, yes, no, said, pending, say } = props;
  return (
    <Group gap="xs" mt={4} role="group" aria-label={question}>
      <Button
        size="compact-xs"
        variant={said === 'right' ? 'filled' : 'default'}
        aria-pressed={said === 'right'}
        loading={pending}
        leftSection={<IconCheck size={13} />}
        onClick={() => say(said === 'right' ? 'withdrawn' : 'right')}
      >
        {yes}
      </Button>
      <Button
        size="compact-xs"
        variant={said === 'wrong' ? 'filled' : 'default'}
        aria-pressed={said === 'wrong'}
        disabled={pending}
        leftSection={<IconX size={13} />}
        onClick={() => say(said === 'wrong' ? 'withdrawn' : 'wrong')}
      >
        {no}
      </Button>
    </Group>
  );
}
