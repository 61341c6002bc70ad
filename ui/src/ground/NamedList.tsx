import { Button, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useRef } from 'react';
import { list, type Query } from './api';
import styles from './NamedList.module.css';
import { Empty, Pager, reachable, Waiting } from './Page';
import { type Column, Rows } from './Rows';
import { ErrorBox } from './Say';
import { useShortcuts } from './shortcuts';
import type { Ref } from './wire';
import { useSearchWords } from './words';

const PAGE = 25;

/**
 * A list of named things with search and pages, both kept in the address; made for companies with thousands.
 *
 * @param props.show draws a page of them where a table would not do
 */
export function NamedList<T extends Ref>(
  props: {
    kind: string;
    path: string;
    what: string;
    query?: Query;
    tools?: ReactNode;
    empty: ReactNode;
  } & ({ columns: readonly Column<T>[]; show?: undefined } | { show: (rows: readonly T[]) => ReactNode }),
) {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const asked = search.q ?? '';
  const offset = reachable(Math.max(0, Number(search.offset ?? 0) || 0), PAGE);
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
      // A page is a step that the back button takes back; each letter of a search is not.
      replace: next.offset === undefined,
    });
  const [text, setText] = useSearchWords(asked, (q) => go({ q }));
  useShortcuts({
    '/': (event) => {
      event.preventDefault();
      field.current?.focus();
    },
  });
  const rows = query.data?.items ?? [];
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
          onChange={(event) => setText(event.currentTarget.value)}
          className={styles.search}
        />
        {props.tools}
      </div>
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {rows.length > 0 && props.show?.(rows)}
      <div className={styles.sheet}>
        {query.isPending && <Waiting />}
        {query.data?.items.length === 0 && <Nothing {...props} asked={asked} offset={offset} go={go} />}
        {rows.length > 0 && props.show === undefined && (
          <Rows label={props.what} columns={props.columns} rows={rows} keyOf={(row) => row.id} />
        )}
        {query.data !== undefined && (
          <Pager
            offset={offset}
            limit={PAGE}
            shown={rows.length}
            more={query.data.more}
            total={query.data.total}
            go={(next) => go({ offset: next })}
          />
        )}
      </div>
    </div>
  );
}

/** Why there is no row: none match, the page lies behind the end, or there are none at all. */
function Nothing(props: {
  what: string;
  empty: ReactNode;
  asked: string;
  offset: number;
  go: (next: { q?: string; offset?: number }) => void;
}) {
  const { what, asked, offset, go } = props;
  if (offset > 0) {
    return (
      <Empty
        title={`No ${what} on this page`}
        action={
          <Button variant="default" onClick={() => go({ offset: 0 })}>
            To the first page
          </Button>
        }
      >
        The list has become shorter than it was.
      </Empty>
    );
  }
  if (asked === '') return props.empty;
  return (
    <Empty
      title={`No ${what} match “${asked}”`}
      action={
        <Button variant="default" onClick={() => go({ q: '' })}>
          Clear the search
        </Button>
      }
    />
  );
}
