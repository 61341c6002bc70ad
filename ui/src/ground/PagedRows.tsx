import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { list, type Query } from './api';
import { Pager, Waiting } from './Page';
import { type Column, Rows } from './Rows';
import { ErrorBox } from './Say';

const PAGE = 25;

interface Props<T> {
  /** Of the cache; the page is added. */
  queryKey: readonly unknown[];
  path: string;
  /** Under which the server sends the items. */
  plural: string;
  label: string;
  query?: Query;
  columns: readonly Column<T>[];
  keyOf: (one: T) => string;
  empty: ReactNode;
  /** Whether the server says where the next page goes on, so that the list can be read to its end. */
  byCursor?: boolean;
}

/** A list of the server, page by page, with its waiting, empty and failed states. Another list begins with its first page. */
export function PagedRows<T>(props: Props<T>) {
  return <Pages key={JSON.stringify(props.queryKey)} {...props} />;
}

function Pages<T>(props: Props<T>) {
  const byCursor = props.byCursor ?? false;
  // Of each page before this one, how the next goes on.
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState(0);
  const offset = byCursor ? cursors.length * PAGE : asked;
  const from = byCursor ? { cursor: cursors.at(-1) } : { offset };
  const query = useQuery({
    queryKey: [...props.queryKey, from],
    queryFn: ({ signal }) =>
      list<T>(props.path, props.plural, { ...props.query, limit: PAGE, ...from, total: true }, signal),
    placeholderData: keepPreviousData,
  });
  const next = query.data?.next ?? null;
  const go = (to: number) => {
    if (!byCursor) setAsked(to);
    else if (to < offset) setCursors(cursors.slice(0, -1));
    else if (next !== null && !query.isPlaceholderData) setCursors([...cursors, next]);
  };
  return (
    <>
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && props.empty}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Rows label={props.label} rows={query.data.items} keyOf={props.keyOf} columns={props.columns} />
      )}
      {query.data !== undefined && (
        <Pager
          offset={offset}
          limit={PAGE}
          shown={query.data.items.length}
          more={query.data.more}
          total={query.data.total}
          go={go}
          toTheEnd={byCursor}
        />
      )}
    </>
  );
}
