import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { list, type Query } from './api';
import { Pager, Waiting } from './Page';
import { type Column, Rows } from './Rows';
import { ErrorBox } from './Say';

const PAGE = 25;

/** A list of the server, page by page, with its waiting, empty and failed states. */
export function PagedRows<T>(props: {
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
  /** How to find what lies further than the server goes; see `Pager`. */
  deeper?: string;
}) {
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: [...props.queryKey, offset],
    queryFn: ({ signal }) =>
      list<T>(props.path, props.plural, { ...props.query, limit: PAGE, offset, total: true }, signal),
    placeholderData: keepPreviousData,
  });
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
          go={setOffset}
          deeper={props.deeper}
        />
      )}
    </>
  );
}
