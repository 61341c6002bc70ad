import { Button, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useRef, useState } from 'react';
import { list, type Query } from './api';
import styles from './NamedList.module.css';
import { Empty, Pager, Waiting } from './Page';
import { type Column, Rows } from './Rows';
import { ErrorBox } from './Say';
import { useShortcuts } from './shortcuts';
import type { Ref } from './wire';

const PAGE = 25;

/** A list of named things with search and pages, both kept in the address; made for companies with thousands. */
export function NamedList<T extends Ref>(props: {
  kind: string;
  path: string;
  what: string;
  columns: readonly Column<T>[];
  query?: Query;
  tools?: ReactNode;
  empty: ReactNode;
}) {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const asked = search.q ?? '';
  const offset = Math.max(0, Number(search.offset ?? 0) || 0);
  const [text, setText] = useState(asked);
  const field = useRef<HTMLInputElement>(null);
  const query = useQuery({
    queryKey: [props.kind, 'list', asked, offset, props.query ?? null],
    queryFn: ({ signal }) =>
      list<T>(
        `/${props.kind}`,
        props.kind,
        { ...props.query, query: asked, limit: PAGE, offset, total: true },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
  const go = (next: { q?: string; offset?: number }) =>
    navigate({
      to: props.path as never,
      search: {
        ...search,
        q: (next.q ?? asked) || undefined,
        offset: next.offset === undefined || next.offset === 0 ? undefined : String(next.offset),
      } as never,
      replace: true,
    });
  const find = useDebouncedCallback((q: string) => go({ q }), 250);
  useShortcuts({
    '/': (event) => {
      event.preventDefault();
      field.current?.focus();
    },
  });
  return (
    <div className={styles.list}>
      <div className={styles.bar}>
        <TextInput
          ref={field}
          type="search"
          aria-label={`Search ${props.what}`}
          placeholder={`Search ${props.what}  ( / )`}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            find(event.currentTarget.value.trim());
          }}
          className={styles.search}
        />
        {props.tools}
      </div>
      <ErrorBox error={query.error} again={() => query.refetch()} />
      <div className={styles.sheet}>
        {query.isPending && <Waiting />}
        {query.data?.items.length === 0 &&
          (asked === '' ? (
            props.empty
          ) : (
            <Empty
              title={`No ${props.what} match “${asked}”`}
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    setText('');
                    go({ q: '' });
                  }}
                >
                  Clear the search
                </Button>
              }
            />
          ))}
        {query.data !== undefined && query.data.items.length > 0 && (
          <Rows label={props.what} columns={props.columns} rows={query.data.items} keyOf={(row) => row.id} />
        )}
        {query.data !== undefined && (
          <Pager
            offset={offset}
            limit={PAGE}
            shown={query.data.items.length}
            more={query.data.more}
            total={query.data.total}
            go={(next) => go({ offset: next })}
          />
        )}
      </div>
    </div>
  );
}
