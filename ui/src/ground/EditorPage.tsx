import { Button, Group, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Page } from './Page';
import { ErrorBox } from './Say';

/**
 * A page on which something is made or changed. What is wrong is told once saving was tried, not while somebody types.
 *
 * @param props.faults what is wrong, in sentences
 * @param props.noun what is saved: "policy"
 */
export function EditorPage(props: {
  title: string;
  lead: string;
  wide?: boolean;
  isNew: boolean;
  noun: string;
  faults: readonly string[];
  error: unknown;
  saving: boolean;
  save: () => void;
  close: () => void;
  children: ReactNode;
}) {
  const { faults } = props;
  const [tried, setTried] = useState(false);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (faults.length === 0) props.save();
      }}
    >
      <Page title={props.title} lead={props.lead} wide={props.wide ?? false}>
        {props.children}
        {tried && faults.length > 0 && (
          <Text size="sm" c="red" role="alert">
            {faults.join(' ')}
          </Text>
        )}
        <ErrorBox error={props.error} />
        <Group gap="xs">
          <Button type="submit" loading={props.saving}>
            {`${props.isNew ? 'Create' : 'Save'} ${props.noun}`}
          </Button>
          <Button variant="default" onClick={props.close}>
            Cancel
          </Button>
        </Group>
      </Page>
    </form>
  );
}
