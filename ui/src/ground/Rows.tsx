import { Table } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type FocusEvent, type ReactNode, useLayoutEffect, useRef } from 'react';
import styles from './Rows.module.css';

export interface Column<T> {
  name: string;
  cell: (row: T) => ReactNode;
  width?: number | string;
  /** Numbers stand right. */
  right?: boolean;
  /** The heading is for screen readers only, as over a column of buttons. */
  quiet?: boolean;
}

/** What a column needs that names no width. */
const LEAST = 140;

/** A screen this wide shows cards whatever is on it. */
const PHONE = 700;

/** Whether columns would be squeezed until words break; `width` is 0 before it was measured. */
export function tooNarrow(columns: readonly { width?: number | string }[], width: number): boolean {
  const needed = columns.reduce(
    (sum, column) => sum + (typeof column.width === 'number' ? column.width : LEAST),
    0,
  );
  return globalThis.innerWidth <= PHONE || (width > 0 && width < needed);
}

/**
 * Keeps the focus at the table when the row that has it goes, as after its own button *Delete*: without a place in the page, whoever
 * has no mouse would begin at its top again.
 */
function useFocusKept(): (event: FocusEvent<HTMLElement>) => void {
  const last = useRef<{ at: Element; table: HTMLElement } | null>(null);
  useLayoutEffect(() => {
    if (last.current === null || last.current.at.isConnected) return;
    if (document.activeElement === document.body) last.current.table.focus({ preventScroll: true });
    last.current = null;
  });
  return ({ target, currentTarget }) => {
    last.current = target === currentTarget ? null : { at: target, table: currentTarget };
  };
}

/** A table that turns into cards where it has too little room, each value beside its column's name. */
export function Rows<T>(props: {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
}) {
  const { ref, width } = useElementSize<HTMLTableElement>();
  const onFocus = useFocusKept();
  return (
    <Table
      ref={ref}
      className={styles.table}
      data-cards={tooNarrow(props.columns, width) || undefined}
      verticalSpacing="xs"
      aria-label={props.label}
      tabIndex={-1}
      onFocus={onFocus}
    >
      <Table.Thead>
        <Table.Tr>
          {props.columns.map((column) => (
            <Table.Th key={column.name} w={column.width} ta={column.right ? 'right' : undefined}>
              {column.quiet ? <span className="sr">{column.name}</span> : column.name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {props.rows.map((row) => (
          <Table.Tr key={props.keyOf(row)}>
            {props.columns.map((column, index) => (
              <Table.Td
                key={column.name}
                data-name={index === 0 || column.quiet ? undefined : column.name}
                className={column.right ? `num ${styles.right}` : undefined}
              >
                {/* One box, so that on a phone all of it stands beside its name. */}
                <div>{column.cell(row)}</div>
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
