import {
  Button,
  Checkbox,
  FileButton,
  Group,
  Stack,
  Tabs,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconUpload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { TextLink } from '../../ground/Go';
import { Empty, Fact, Facts, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import type { Iso, Ref } from '../../ground/wire';
import { columnsOf, keysOf } from './enrichment';
import { fields } from './rules';
import { Stages } from './Stages';

interface Table extends Ref {
  name: string;
  keys: { column: string; source: string }[];
  columns: string[];
  overwrites: boolean;
  rows: number;
  gaps: number;
  updated_at: Iso;
}

interface Gap {
  key: string;
  events: number;
  first_at: Iso;
  last_at: Iso;
}

const PAGE = 25;

/** What Muster adds to events from tables, and how much each stage matters. */
export function Enrichment() {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { tab?: string };
  return (
    <Page
      wide
      title="Enrichment"
      lead="What senders do not know: owner, tier, region, runbook, stage. Added to each event before rules and grouping look at it."
    >
      <Tabs
        value={search.tab ?? 'tables'}
        onChange={(next) =>
          navigate({
            to: '/enrichment' as never,
            search: (next === 'stages' ? { tab: next } : {}) as never,
            replace: true,
          })
        }
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="tables">Lookup tables</Tabs.Tab>
          <Tabs.Tab value="stages">Stages</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="tables" pt="md">
          <Tables />
        </Tabs.Panel>
        <Tabs.Panel value="stages" pt="md">
          <Stages />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Tables() {
  const me = useMe();
  const manage = mayManage(me);
  const navigate = useNavigate();
  const [making, setMaking] = useState(false);
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['enrichment_tables', offset],
    queryFn: ({ signal }) =>
      list<Table>('/enrichment_tables', 'enrichment_tables', { limit: PAGE, offset, total: true }, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <Part
      title="Lookup tables"
      flush
      actions={
        manage && (
          <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setMaking(true)}>
            New table
          </Button>
        )
      }
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && (
        <Empty
          title="No tables yet"
          action={manage ? <Button onClick={() => setMaking(true)}>Make the first</Button> : undefined}
        >
          For example hosts with their owner, tier and stage, as CSV from your inventory.
        </Empty>
      )}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Rows
          label="Lookup tables"
          rows={query.data.items}
          keyOf={(table) => table.id}
          columns={[
            {
              name: 'Table',
              cell: (table) => (
                <TextLink to={`/enrichment/${table.id}`} fw={600}>
                  {table.name}
                </TextLink>
              ),
            },
            {
              name: 'Looked up by',
              width: 220,
              cell: (table) => table.keys.map(({ source }) => source).join(', '),
            },
            { name: 'Adds', width: 240, cell: (table) => table.columns.join(', ') },
            { name: 'Rows', width: 80, right: true, cell: (table) => table.rows.toLocaleString('en-GB') },
            { name: 'Gaps', width: 80, right: true, cell: (table) => table.gaps.toLocaleString('en-GB') },
            { name: 'Changed', width: 130, cell: (table) => <When at={table.updated_at} /> },
          ]}
        />
      )}
      {query.data !== undefined && (
        <Pager
          offset={offset}
          limit={PAGE}
          shown={query.data.items.length}
          more={query.data.more}
          total={query.data.total}
          go={setOffset}
        />
      )}
      {making && (
        <Make
          close={() => setMaking(false)}
          made={(id) => navigate({ to: '/enrichment/$id' as never, params: { id } as never })}
        />
      )}
    </Part>
  );
}

function Make({ close, made }: { close: () => void; made: (id: string) => void }) {
  const [name, setName] = useState('');
  const [keys, setKeys] = useState('host = event.source');
  const [columns, setColumns] = useState<string[]>(['owner', 'tier']);
  const [overwrites, setOverwrites] = useState(false);
  const parsed = keysOf(keys);
  const make = useAct({
    run: async () =>
      (
        await api.post<{ enrichment_table: Table }>('/enrichment_tables', {
          enrichment_table: { name: name.trim(), keys: parsed, columns, overwrites },
        })
      ).enrichment_table,
    reload: [['enrichment_tables']],
    done: 'Table made. Fill it with rows now.',
    inDialog: true,
    after: (table) => {
      close();
      made(table.id);
    },
  });
  return (
    <Ask
      title="New lookup table"
      opened
      close={close}
      size="lg"
      by={make}
      label="Make table"
      disabled={name.trim() === '' || parsed.length === 0 || columns.length === 0}
    >
      <TextInput
        label="Name"
        required
        data-autofocus
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label="Looked up by"
        description={`One key column a line: column = field of the event. Fields: ${fields.slice(0, 5).join(', ')}…`}
        autosize
        minRows={1}
        classNames={{ input: 'mono' }}
        value={keys}
        onChange={(event) => setKeys(event.currentTarget.value)}
      />
      <TagsInput
        label="Columns that it adds"
        description="They become custom details of the event. Enter after each."
        value={columns}
        onChange={setColumns}
      />
      <Checkbox
        label="It knows better than the sender"
        description="Replaces what the event says already"
        checked={overwrites}
        onChange={(event) => setOverwrites(event.currentTarget.checked)}
      />
    </Ask>
  );
}

/** One table: its rows, and the keys that events asked for in vain. */
export function EnrichmentTable() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const me = useMe();
  const manage = mayManage(me);
  const navigate = useNavigate();
  const [filling, setFilling] = useState(false);
  const query = useQuery({
    queryKey: ['enrichment_tables', 'one', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ enrichment_table: Table }>(`/enrichment_tables/${id}`, undefined, signal))
        .enrichment_table,
  });
  const remove = useAct({
    run: () => api.delete(`/enrichment_tables/${id}`),
    reload: [['enrichment_tables']],
    done: 'Table deleted',
    inDialog: true,
    after: () => navigate({ to: '/enrichment' as never }),
  });
  const table = query.data;
  if (table === undefined) {
    return query.isPending ? (
      <Waiting />
    ) : (
      <Page title="Lookup table">
        <ErrorBox error={query.error} again={() => query.refetch()} />
      </Page>
    );
  }
  return (
    <Page
      wide
      title={table.name}
      lead={<TextLink to="/enrichment">Enrichment</TextLink>}
      actions={
        manage && (
          <>
            <Button leftSection={<IconUpload size={16} />} onClick={() => setFilling(true)}>
              Replace the rows
            </Button>
            <SureButton
              label="Delete"
              size="sm"
              title={`Delete ${table.name}?`}
              act={() => remove.mutateAsync(undefined)}
            >
              Events are no longer enriched by it.
            </SureButton>
          </>
        )
      }
    >
      <Part title="What it does">
        <Facts>
          <Fact name="Looked up by">
            {table.keys.map(({ column, source }) => `${column} = ${source}`).join(', ')}
          </Fact>
          <Fact name="Adds">{table.columns.join(', ')}</Fact>
          <Fact name="When the sender said it too">
            {table.overwrites ? 'The table wins' : 'The sender wins'}
          </Fact>
          <Fact name="Changed">
            <When at={table.updated_at} />
          </Fact>
        </Facts>
      </Part>
      <TableRows table={table} />
      <Gaps table={table} />
      {filling && <Fill table={table} close={() => setFilling(false)} />}
    </Page>
  );
}

function TableRows({ table }: { table: Table }) {
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['enrichment_tables', 'rows', table.id, offset],
    queryFn: ({ signal }) =>
      list<Record<string, string>>(
        `/enrichment_tables/${table.id}/rows`,
        'rows',
        { limit: PAGE, offset, total: true },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <Part title="Rows" flush>
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && (
        <Empty title="No rows">Replace the rows by a CSV whose first line names the columns.</Empty>
      )}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Rows
          label="Rows"
          rows={query.data.items}
          keyOf={(row) => table.keys.map(({ column }) => row[column]).join(' ')}
          columns={columnsOf(table).map((name) => ({
            name,
            cell: (row: Record<string, string>) => row[name] ?? '',
          }))}
        />
      )}
      {query.data !== undefined && (
        <Pager
          offset={offset}
          limit={PAGE}
          shown={query.data.items.length}
          more={query.data.more}
          total={query.data.total}
          go={setOffset}
        />
      )}
    </Part>
  );
}

function Gaps({ table }: { table: Table }) {
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['enrichment_tables', 'gaps', table.id, offset],
    queryFn: ({ signal }) =>
      list<Gap>(`/enrichment_tables/${table.id}/gaps`, 'gaps', { limit: PAGE, offset, total: true }, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <Part title="Gaps" lead="Keys that events asked for and no row has, the most asked first" flush>
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && <Empty title="No gaps">Every event that asked found its row.</Empty>}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Rows
          label="Gaps"
          rows={query.data.items}
          keyOf={(gap) => gap.key}
          columns={[
            { name: 'Key', cell: (gap) => <span className="mono">{gap.key}</span> },
            { name: 'Events', width: 100, right: true, cell: (gap) => gap.events.toLocaleString('en-GB') },
            { name: 'First', width: 140, cell: (gap) => <When at={gap.first_at} /> },
            { name: 'Last', width: 140, cell: (gap) => <When at={gap.last_at} /> },
          ]}
        />
      )}
      {query.data !== undefined && (
        <Pager
          offset={offset}
          limit={PAGE}
          shown={query.data.items.length}
          more={query.data.more}
          total={query.data.total}
          go={setOffset}
        />
      )}
    </Part>
  );
}

function Fill({ table, close }: { table: Table; close: () => void }) {
  const [text, setText] = useState('');
  const fill = useAct({
    run: () =>
      api.text<{ ignored_columns: string[] }>('PUT', `/enrichment_tables/${table.id}/rows`, text, 'text/csv'),
    reload: [['enrichment_tables']],
    done: ({ ignored_columns: ignored }) =>
      `Rows replaced. They hold for every event from now on.${
        ignored.length === 0
          ? ''
          : ` This table has no column ${ignored.join(', ')}, so ${ignored.length === 1 ? 'that one was' : 'those were'} left out.`
      }`,
    inDialog: true,
    after: close,
  });
  return (
    <Ask
      title={`Rows of ${table.name}`}
      opened
      close={close}
      size="lg"
      by={fill}
      label="Replace all rows"
      disabled={text.trim() === ''}
    >
      <Stack gap="xs">
        <Group>
          <FileButton
            onChange={async (file) => {
              if (file !== null) setText(await file.text());
            }}
            accept=".csv,text/csv"
          >
            {(given) => (
              <Button {...given} variant="default" leftSection={<IconUpload size={16} />}>
                Choose a CSV file
              </Button>
            )}
          </FileButton>
          <Text size="sm" c="dimmed">
            First line: <span className="mono">{columnsOf(table).join(',')}</span>
          </Text>
        </Group>
        <Textarea
          label="CSV"
          autosize
          minRows={5}
          maxRows={14}
          classNames={{ input: 'mono' }}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Text size="sm" c="dimmed">
          All rows are replaced, or none when one is faulty.
        </Text>
      </Stack>
    </Ask>
  );
}
