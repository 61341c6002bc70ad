import { List, Text } from '@mantine/core';
import { type PolicyDraft, policyInWords } from './policy';

/** The policy read aloud, so that a mistake is heard before the night it matters. */
export function PolicyWords({ draft }: { draft: PolicyDraft }) {
  const steps = policyInWords(draft);
  if (steps.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing: there are no levels.
      </Text>
    );
  }
  return (
    <List type="ordered" size="sm" spacing={4}>
      {steps.map((step) => (
        <List.Item key={step}>{step}</List.Item>
      ))}
    </List>
  );
}
