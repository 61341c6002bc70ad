import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useState } from 'react';

/**
 * A number as it is typed: one that is out of bounds is told when it is saved, and not changed behind one's back. What is on
 * the way to a number, such as nothing or `1.`, stays on the screen until the field is left, while the form around holds 0 or 1.
 */
export function NumberField({ value, onChange, onBlur, ...props }: NumberInputProps) {
  const [typed, setTyped] = useState<number | string | null>(null);
  const shown = typed !== null && Number(typed) === Number(value) ? typed : value;
  return (
    <NumberInput
      clampBehavior="none"
      {...(value === undefined ? {} : { value: shown })}
      onChange={(next) => {
        setTyped(next);
        onChange?.(next);
      }}
      onBlur={(event) => {
        setTyped(null);
        onBlur?.(event);
      }}
      {...props}
    />
  );
}
