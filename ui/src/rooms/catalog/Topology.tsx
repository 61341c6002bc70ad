import { Button, Checkbox, Select, Tabs, Text, TextInput } from '@mantine/core';
import { IconFileImport, IconPlus, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { api, list } from '../../ground/api';
import { TextLink } from '../../ground/Go';
import { Graph } from '../../ground/Graph';
import { sentence } from '../../ground/Marks';
import { Empty, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { PagedRows } from '../../ground/PagedRows';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import { useZone, withTimes } from '../../ground/time';
import { useSearchWords } from '../../ground/words';
import { EntityForm } from './EntityForm';
import { ImportDialog, Report } from './ImportDialog';
import { SameThings } from './SameThings';
import styles from './Topology.module.css';
import {
  type Entity,
  entityPath,
  type Gap,
  graphOf,
  type TopologyImport,
  type TopologyMap,
} from './topology';

const PAGE = 25;

/** What runs and what rests on what: searched, drawn, imported, and where it has holes. */
export function Topology() {
  const me = useMe();
  const manage = mayManage(me);
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const [dialog, setDialog] = useState<'import' | 'entity' | null>(null);
  const tab = search.tab ?? 'entities';
  const show = (next: string | null) =>
    navigate({ to: '/topology' as never, search: { tab: next ?? 'entities' } as never, replace: true });
  return (
    <Page
      wide
      title="Topology"
      lead="What runs and what rests on what. Muster uses it to tell which alerts belong together, and what broke first."
      actions={
        manage && (
          <>
            <Button
              variant="default"
              leftSection={<IconPlus size={16} />}
              onClick={() => setDialog('entity')}
            >
              New entity
            </Button>
            <Button leftSection={<IconFileImport size={16} />} onClick={() => setDialog('import')}>
              Import
            </Button>
          </>
        )
      }
    >
      <Tabs value={tab} onChange={show} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="entities">Entities</Tabs.Tab>
          <Tabs.Tab value="map">Map of services</Tabs.Tab>
          <Tabs.Tab value="same">Same things</Tabs.Tab>
          <Tabs.Tab value="gaps">Gaps</Tabs.Tab>
          <Tabs.Tab value="imports">Imports</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="entities" pt="md">
          <Entities manage={manage} start={() => setDialog('import')} />
        </Tabs.Panel>
        <Tabs.Panel value="map" pt="md">
          <ServiceMap />
        </Tabs.Panel>
        <Tabs.Panel value="same" pt="md">
          <SameThings manage={manage} />
        </Tabs.Panel>
        <Tabs.Panel value="gaps" pt="md">
          <Gaps />
        </Tabs.Panel>
        <Tabs.Panel value="imports" pt="md">
          <Imports />
        </Tabs.Panel>
      </Tabs>
      {dialog === 'import' && <ImportDialog close={() => setDialog(null)} />}
      {dialog === 'entity' && (
        <EntityForm
          close={() => setDialog(null)}
          saved={(entity) =>
            navigate({ to: '/topology/entity' as never, search: { id: entity.id } as never })
          }
        />
      )}
    </Page>
  );
}

function Entities({ manage, start }: { manage: boolean; start: () => void }) {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const asked = search.q ?? '';
  const kind = search.kind ?? '';
  const stale = search.stale === '1';
  const offset = Math.max(0, Number(search.offset ?? 0) || 0);
  const go = (next: Record<string, string | undefined>) =>
    navigate({
      to: '/topology' as never,
      search: { ...search, offset: undefined, ...next } as never,
      replace: !('offset' in next),
    });
  const [text, setText] = useSearchWords(asked, (q) => go({ q: q === '' ? undefined : q }));
  const query = useQuery({
    queryKey: ['entities', asked, kind, stale, offset],
    queryFn: ({ signal }) =>
      list<Entity>(
        '/entities',
        'entities',
        { query: asked, kind, stale: stale ? true : undefined, limit: PAGE, offset, total: true },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
  const filtered = asked !== '' || kind !== '' || stale;
  return (
    <Part title="Entities" flush>
      <div className={styles.bar}>
        <TextInput
          type="search"
          aria-label="Search entities by name or identifier"
          placeholder="Name, or any identifier: host, pod, address"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          className={styles.search}
        />
        <Select
          aria-label="Kind"
          placeholder="Any kind"
          clearable
          data={kinds}
          value={kind === '' ? null : kind}
          onChange={(value) => go({ kind: value ?? undefined })}
          w={170}
        />
        <Checkbox
          label="Only stale"
          checked={stale}
          onChange={(event) => go({ stale: event.currentTarget.checked ? '1' : undefined })}
        />
      </div>
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 &&
        (filtered ? (
          <Empty
            title="Nothing matches"
            action={
              <Button
                variant="default"
                onClick={() => go({ q: undefined, kind: undefined, stale: undefined })}
              >
                Clear the search
              </Button>
            }
          />
        ) : (
          <Empty
            title="No entities yet"
            action={manage ? <Button onClick={start}>Import a topology</Button> : undefined}
          >
            Import what you have: a list as CSV, Backstage descriptors, Kubernetes manifests or a service
            graph. Services of the catalogue and their dependencies are on the map in any case.
          </Empty>
        ))}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Rows
          label="Entities"
          rows={query.data.items}
          keyOf={(entity) => entity.id}
          columns={[
            {
              name: 'Entity',
              cell: (entity) => (
                <>
                  <TextLink to={entityPath(entity.id)} fw={600}>
                    {entity.name}
                  </TextLink>
                  {entity.same_as != null && (
                    <Text size="xs">
                      counts as{' '}
                      <TextLink underline="always" to={entityPath(entity.same_as)}>
                        {entity.same_as}
                      </TextLink>
                    </Text>
                  )}
                  <Text size="xs" c="dimmed" lineClamp={1}>
                    {[entity.id, ...entity.aliases].filter((one) => one !== entity.name).join(', ')}
                  </Text>
                </>
              ),
            },
            { name: 'Kind', width: 140, cell: (entity) => sentence(entity.kind) },
            {
              name: 'Part of',
              width: 190,
              cell: (entity) =>
                entity.service === null || entity.service === entity.id ? (
                  '–'
                ) : (
                  <TextLink to={entityPath(entity.service)}>{entity.service}</TextLink>
                ),
            },
            {
              name: 'Where',
              width: 150,
              cell: (entity) => [entity.stage, entity.region].filter((one) => one !== null).join(', ') || '–',
            },
            { name: 'Known from', width: 130, cell: (entity) => entity.source },
            {
              name: 'Last seen',
              width: 140,
              cell: (entity) =>
                entity.stale_since === null ? (
                  <When at={entity.last_seen_at} />
                ) : (
                  <>
                    Stale since <When at={entity.stale_since} />
                  </>
                ),
            },
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
          go={(next) => go({ offset: next === 0 ? undefined : String(next) })}
        />
      )}
    </Part>
  );
}

const kinds = [
  'service',
  'workload',
  'pod',
  'host',
  'node',
  'database',
  'queue',
  'cache',
  'network',
  'component',
  'api',
  'resource',
].map((value) => ({ value, label: sentence(value) }));

function ServiceMap() {
  const navigate = useNavigate();
  const query = useQuery({
    queryKey: ['topology', 'services'],
    queryFn: ({ signal }) => api.get<TopologyMap>('/topology', undefined, signal),
  });
  const drawn = useMemo(() => (query.data === undefined ? null : graphOf(query.data, null)), [query.data]);
  const open = useMemo(
    () => (id: string) => navigate({ to: '/topology/entity' as never, search: { id } as never }),
    [navigate],
  );
  return (
    <Part
      title="Map of services"
      lead="Who uses points to what is used. A broken line is not certain."
      flush={drawn !== null && drawn.nodes.length > 0}
    >
      {query.isPending && <Waiting what="Drawing the map" />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.more === true && (
        <Text size="sm" p="sm">
          More services than can be drawn: these are the first {query.data.entities.length}. Open one to see
          what is around it.
        </Text>
      )}
      {drawn !== null && drawn.nodes.length === 0 && (
        <Empty title="No services yet">Create services, or import a topology.</Empty>
      )}
      {drawn !== null && drawn.nodes.length > 0 && (
        <Graph label="Map of services" nodes={drawn.nodes} links={drawn.links} open={open} height={560} />
      )}
    </Part>
  );
}

function Gaps() {
  const zone = useZone();
  return (
    <Part
      title="Gaps"
      lead="Names that alerts use and the topology does not know, the most used first. Enter them as entities, or as further names of one."
      flush
    >
      <PagedRows<Gap>
        queryKey={['topology', 'gaps']}
        path="/topology/gaps"
        plural="gaps"
        label="Unresolved names"
        keyOf={(gap) => gap.identifier}
        empty={
          <Empty title="No gaps">
            Every name that alerts used so far is known, or no alert has come yet.
          </Empty>
        }
        columns={[
          {
            name: 'Name',
            cell: (gap) => (
              <>
                <span className="mono">{gap.identifier}</span>
                <Text size="sm" c="dimmed">
                  {withTimes(gap.words, zone)}
                </Text>
              </>
            ),
          },
          { name: 'Alerts', width: 90, right: true, cell: (gap) => gap.alerts },
          { name: 'First', width: 130, cell: (gap) => <When at={gap.first_at} /> },
          { name: 'Last', width: 130, cell: (gap) => <When at={gap.last_at} /> },
        ]}
      />
    </Part>
  );
}

function Imports() {
  return (
    <Part title="Imports" lead="What was taken in, by whom, and what it changed" flush>
      <PagedRows<TopologyImport>
        queryKey={['topology', 'imports']}
        path="/topology/imports"
        plural="imports"
        label="Imports"
        keyOf={(one) => one.id}
        empty={
          <Empty title="Nothing was imported yet">
            Imports can also be sent to the API by a nightly job: POST /topology/imports.
          </Empty>
        }
        columns={[
          {
            name: 'Source',
            cell: (one) => (
              <>
                <strong>{one.source}</strong>
                <Report report={one.report} folded />
              </>
            ),
          },
          { name: 'Format', width: 150, cell: (one) => sentence(one.format) },
          { name: 'When', width: 150, cell: (one) => <When at={one.at} /> },
        ]}
      />
    </Part>
  );
}
