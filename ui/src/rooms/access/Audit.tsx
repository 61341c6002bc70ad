import { Alert, Button, Select, TextInput } from '@mantine/core';
import { IconDownload, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../ground/api';
import { RefLink, RefLinks } from '../../ground/Go';
import { Json } from '../../ground/Json';
import { sentence } from '../../ground/Marks';
import { Empty, Page, Waiting, When } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { dayStart, fromInput, toWire, useZone } from '../../ground/time';
import type { AuditRecord, Ref } from '../../ground/wire';
import styles from './Audit.module.css';

interface AuditPage {
  records: AuditRecord[];
  next_cursor: string | null;
}

interface Verification {
  intact: boolean;
  checked: number;
  broken_at: number | null;
  head: string;
}

const kinds = ['user', 'team', 'service', 'escalation_policy', 'schedule', 'incident', 'api_token'];

/** Who changed what, when and from where; append-only. */
export function Audit() {
  const zone = useZone();
  const [actor, setActor] = useState<Ref | null>(null);
  const [kind, setKind] = useState('');
  const [since, setSince] = useState('');
  const [until, setUntil] = useState('');
  const from = since === '' ? null : fromInput(since, zone);
  const lastDay = until === '' ? null : fromInput(until, zone);
  const filter = {
    actor_type: actor === null ? undefined : 'user_reference',
    actor_id: actor?.id,
    root_resource_types: kind === '' ? [] : [kind],
    since: from === null ? undefined : toWire(from),
    until: lastDay === null ? undefined : toWire(dayStart(lastDay, zone, 1)),
  };
  const query = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<AuditPage>('/audit/records', { ...filter, limit: 50, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    retry: false,
  });
  const verify = useMutation({ mutationFn: () => api.get<Verification>('/audit/verification') });
  const asked = (['since', 'until'] as const)
    .map((name) => (filter[name] === undefined ? '' : `&${name}=${encodeURIComponent(filter[name])}`))
    .join('');
  const records = query.data?.pages.flatMap((page) => page.records) ?? [];
  return (
    <Page
      wide
      title="Audit trail"
      lead="Who changed what, when and from where. Records are chained by hash: none can be altered unseen."
      actions={
        <>
          <Button
            variant="default"
            component="a"
            href={`/audit/export?format=csv${asked}`}
            leftSection={<IconDownload size={16} />}
          >
            CSV
          </Button>
          <Button
            variant="default"
            component="a"
            href={`/audit/export?format=json${asked}`}
            leftSection={<IconDownload size={16} />}
          >
            JSON
          </Button>
          <Button variant="default" loading={verify.isPending} onClick={() => verify.mutate()}>
            Check the chain
          </Button>
        </>
      }
    >
      <ErrorBox error={verify.error} />
      {verify.data !== undefined &&
        (verify.data.intact ? (
          <Alert color="teal" icon={<IconShieldCheck />} title="The chain is whole" role="status">
            {verify.data.checked} records checked. Newest hash:{' '}
            <span className="mono">{verify.data.head}</span>
          </Alert>
        ) : (
          <Alert color="red" icon={<IconShieldX />} title="The chain is broken" role="alert">
            Record number {verify.data.broken_at} does not fit the one before it.
          </Alert>
        ))}
      <div className={styles.filters}>
        <PickOne
          kind="users"
          aria-label="By person"
          placeholder="By anybody"
          value={actor}
          onPick={setActor}
        />
        <Select
          aria-label="About"
          data={[
            { value: '', label: 'About anything' },
            ...kinds.map((one) => ({ value: one, label: sentence(one) })),
          ]}
          value={kind}
          allowDeselect={false}
          onChange={(value) => setKind(value ?? '')}
        />
        <TextInput
          type="date"
          aria-label="From day"
          title="From day"
          value={since}
          onChange={(event) => setSince(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          aria-label="To day"
          title="To day"
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </div>
      <ErrorBox error={query.error} again={() => query.refetch()} />
      <div className={styles.sheet}>
        {query.isPending && <Waiting />}
        {query.data !== undefined && records.length === 0 && <Empty title="No records match" />}
        {records.length > 0 && (
          <Rows
            label="Audit records"
            rows={records}
            keyOf={(record) => record.id}
            columns={[
              {
                name: 'What',
                cell: (record) => (
                  <div className="prose">
                    <strong>{sentence(record.action)}</strong>{' '}
                    {record.root_resource !== null && (
                      <>
                        {record.root_resource.type.replace(/_reference$/, '').replaceAll('_', ' ')}{' '}
                        <RefLink of={record.root_resource} />
                      </>
                    )}
                    <Changes details={record.details} />
                  </div>
                ),
              },
              { name: 'By', width: 190, cell: (record) => <RefLinks of={record.actors} /> },
              {
                name: 'Through',
                width: 170,
                cell: (record) => (
                  <>
                    {sentence(record.method?.type ?? 'other')}
                    {record.method?.truncated_token && (
                      <span className="mono"> {record.method.truncated_token}</span>
                    )}
                  </>
                ),
              },
              {
                name: 'From',
                width: 140,
                cell: (record) => (
                  <span className="mono">
                    {(record.execution_context?.remote_address ?? '–').replace(/^(0:){7}1$/, '::1')}
                  </span>
                ),
              },
              { name: 'When', width: 170, cell: (record) => <When at={record.execution_time} as="short" /> },
            ]}
          />
        )}
        {query.hasNextPage && (
          <div className={styles.more}>
            <Button
              variant="default"
              loading={query.isFetchingNextPage}
              onClick={() => query.fetchNextPage()}
            >
              Show older records
            </Button>
          </div>
        )}
      </div>
    </Page>
  );
}

interface Field {
  name: string;
  value?: unknown;
  before_value?: unknown;
}

function Changes({ details }: { details: unknown }) {
  const fields = (details as { fields?: Field[] } | null | undefined)?.fields ?? [];
  if (fields.length === 0) return null;
  return (
    <details className={styles.changes}>
      <summary>{fields.map(({ name }) => name).join(', ')}</summary>
      {fields.map((field) => (
        <div key={field.name} className={styles.change}>
          <span className="mono">{field.name}</span>
          <div>
            {field.before_value !== undefined && field.before_value !== null && (
              <del>
                <Json value={field.before_value} depth={1} />
              </del>
            )}
            <ins>
              <Json value={field.value} depth={1} />
            </ins>
          </div>
        </div>
      ))}
    </details>
  );
}
