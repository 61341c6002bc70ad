import { Text } from '@mantine/core';
import { useZone, withTimes } from './time';
import type { Why } from './wire';

/** A reason in plain words; null when there is none. */
export function whyWords(why: Why): string | null {
  if (why === null || why === undefined || why === '') return null;
  const words = typeof why === 'string' ? why : why.words;
  return words === '' ? null : words;
}

/** Why something is as it is. The rule and its version are in the tooltip, for those who want to change it. */
export function Because({ why, title }: { why: Why; title?: string }) {
  const zone = useZone();
  const plain = whyWords(why);
  if (plain === null) return null;
  const words = withTimes(plain, zone);
  const rule = typeof why === 'object' && why !== null ? `${why.rule}, version ${why.version}` : undefined;
  if (title === undefined) {
    return (
      <Text size="sm" c="dimmed" title={rule}>
        Why: {words}
      </Text>
    );
  }
  return (
    <div>
      <Text size="xs" c="dimmed">
        {title}
      </Text>
      <Text size="sm" title={rule}>
        {words}
      </Text>
    </div>
  );
}

/** What event rules, tables and stages made of an alert. */
export function Ruled({ rules }: { rules: readonly string[] | undefined }) {
  const zone = useZone();
  if (rules === undefined || rules.length === 0) return null;
  return (
    <div>
      <Text size="xs" c="dimmed">
        What rules made of it
      </Text>
      {rules.map((words) => (
        <Text size="sm" key={words}>
          {withTimes(words, zone)}
        </Text>
      ))}
    </div>
  );
}
