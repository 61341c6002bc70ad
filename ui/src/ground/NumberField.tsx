import { NumberInput, type NumberInputProps } from '@mantine/core';

/** A number as it was typed: one that is out of bounds is told when it is saved, and not changed behind one's back. */
export function NumberField(props: NumberInputProps) {
  return <NumberInput clampBehavior="none" {...props} />;
}
