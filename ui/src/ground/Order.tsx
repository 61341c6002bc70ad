import { ActionIcon } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { moved } from './order';

/**
 * Moves one of a list up and down, and takes it out of it. At the ends what cannot be done is disabled.
 *
 * @param props.name what is moved, for those who hear the page: "level 2"
 * @param props.place how the removal is called where the name alone says too little: "from Layer 1"
 * @param props.least as many must stay
 */
export function OrderButtons<T>(props: {
  items: readonly T[];
  at: number;
  name: string;
  set: (items: T[]) => void;
  place?: string;
  least?: number;
  busy?: boolean;
  fixed?: boolean;
}) {
  const { items, at, name, set, busy = false } = props;
  const look = { variant: 'subtle', color: 'gray' } as const;
  return (
    <>
      <ActionIcon
        {...look}
        aria-label={`Move ${name} up`}
        disabled={at === 0 || busy}
        onClick={() => set(moved(items, at, -1))}
      >
        <IconArrowUp size={16} />
      </ActionIcon>
      <ActionIcon
        {...look}
        aria-label={`Move ${name} down`}
        disabled={at === items.length - 1 || busy}
        onClick={() => set(moved(items, at, 1))}
      >
        <IconArrowDown size={16} />
      </ActionIcon>
      {props.fixed !== true && (
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={`Remove ${name}${props.place === undefined ? '' : ` ${props.place}`}`}
          disabled={items.length <= (props.least ?? 0) || busy}
          onClick={() => set(items.filter((_, index) => index !== at))}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </>
  );
}
