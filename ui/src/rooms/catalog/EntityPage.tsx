import { Button, Text } from '@mantine/core';
import { IconPencil, IconPlugConnected } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { ApiError, api, list } from '../../ground/api';
import { ButtonLink, RefLink, TextLink } from '../../ground/Go';
import { Graph } from '../../ground/Graph';
import { SeverityMark, StatusMark, sentence } from '../../ground/Marks';
import { NumberField } from '../../ground/NumberField';
import { Empty, Fact, Facts, Page, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import type { Incident, Iso, Ref, Service } from '../../ground/wire';
import { EntityForm } from './EntityForm';
import { EntityPick } from './EntityPick';
import { OtherSources } from './OtherSources';
import { SameThings } from './SameThings';
import styles from './Topology.module.css';
import {
  type Dependency,
  type Entity,
  entityAddress,
  entityPath,
  graphOf,
  knownWords,
  type TopologyMap,
} from './topology';

export function EntityPage() {
  const { id = '' } = useSearch({ strict: false }) as { id?: string };
  const [hops, setHops] = useState(1);
  const query = useQuery({
    queryKey: ['topology', 'around', id, hops],
    queryFn: ({ signal }) => api.get<TopologyMap>('/topology', { around: id, hops }, signal),
    placeholderData: keepPreviousData,
  });
  // what counts as one with another thing leads to that one
  const start = query.data?.entities.find((one) => one.distance === 0);
  const entity = start?.entity;
  if (query.data === undefined || entity === undefined) {
    if (query.isFetching) return <Waiting what="Loading the entity" />;
    const missing = query.error === null || (query.error instanceof ApiError && query.error.status === 404);
    return (
      <Page title={missing ? 'No such entity' : 'Entity'}>
        {missing ? (
          <Empty
            title={`The topology knows ${id === '' ? 'no such entity' : `nothing called “${id}”`}`}
            action={
              <ButtonLink to="/topology" variant="default">
                To the topology
              </ButtonLink>
            }
          />
        ) : (
          <ErrorBox error={query.error} again={() => query.refetch()} />
        )}
      </Page>
    );
  }
  return (
    <Loaded
      asked={id}
      entity={entity}
      also={start?.also ?? []}
      map={query.data}
      hops={hops}
      setHops={setHops}
    />
  );
}

function Loaded(props: {
  /** Id by which the page was opened: the entity's own, or that of what counts as it. */
  asked: string;
  entity: Entity;
  also: Entity[];
  map: TopologyMap;
  hops: number;
  setHops: (hops: number) => void;
}) {
  const { asked, entity, also, map, hops, setHops } = props;
  const me = useMe();
  const manage = mayManage(me);
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<'edit' | 'link' | null>(null);
  const owner = useQuery({
    queryKey: ['services', entity.muster_service],
    queryFn: async ({ signal }) =>
      (await api.get<{ service: Service }>(`/services/${entity.muster_service}`, undefined, signal)).service,
    enabled: entity.muster_service !== null,
  });
  const remove = useAct({
    run: () => api.delete(entityAddress(entity.id)),
    reload: [['entities'], ['topology']],
    done: 'Entity deleted',
    inDialog: true,
    after: () => navigate({ to: '/topology' as never }),
  });
  const drawn = useMemo(() => graphOf(map, entity.id), [map, entity.id]);
  const open = useCallback(
    (id: string) => navigate({ to: '/topology/entity' as never, search: { id } as never }),
    [navigate],
  );
  const ownerRef: Ref | null = owner.data === undefined ? null : { ...owner.data, type: 'service_reference' };
  return (
    <Page
      wide
      title={entity.name}
      lead={
        <>
          <TextLink to="/topology">Topology</TextLink> · {sentence(entity.kind)}
          {entity.stale_since !== null && (
            <>
              {' '}
              · stale since <When at={entity.stale_since} />
            </>
          )}
          {also.some((one) => one.id === asked) && (
            <>
              {' '}
              · <span className="mono">{asked}</span> is the same thing and counts as this one
            </>
          )}
        </>
      }
      actions={
        manage &&
        entity.source !== 'services' && (
          <>
            <Button
              variant="default"
              leftSection={<IconPencil size={16} />}
              onClick={() => setDialog('edit')}
            >
              Edit
            </Button>
            <Button
              variant="default"
              leftSection={<IconPlugConnected size={16} />}
              onClick={() => setDialog('link')}
            >
              Add dependency
            </Button>
            <SureButton
              label="Delete"
              size="sm"
              title={`Delete ${entity.name}?`}
              act={() => remove.mutateAsync(undefined)}
            >
              Its dependencies go as well. The next import that names it brings it back.
              {also.length > 0 &&
                ` What other sources tell of it stays: ${also.map((one) => one.id).join(', ')}.`}
            </SureButton>
          </>
        )
      }
    >
      <Part title="Facts">
        <Facts>
          <Fact name="Identifier">
            <span className="mono">{entity.id}</span>
          </Fact>
          <Fact name="Further names">
            {entity.aliases.length === 0 ? 'None' : <span className="mono">{entity.aliases.join(', ')}</span>}
          </Fact>
          <Fact name="Part of">
            {entity.service === null || entity.service === entity.id ? (
              '–'
            ) : (
              <TextLink to={entityPath(entity.service)}>{entity.service}</TextLink>
            )}
          </Fact>
          <Fact name="Answered for by">
            {entity.muster_service === null ? 'No service' : <RefLink of={ownerRef} />}
          </Fact>
          <Fact name="Stage">{entity.stage ?? '–'}</Fact>
          <Fact name="Region">{entity.region ?? '–'}</Fact>
          <Fact name="Known from">{entity.source}</Fact>
          <Fact name="Last seen">
            <When at={entity.last_seen_at} />
          </Fact>
          {Object.entries(entity.attributes).map(([name, value]) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ))}
        </Facts>
      </Part>
      {also.length > 0 && <OtherSources entity={entity} also={also} owner={ownerRef} manage={manage} />}
      <Part
        title="What is around it"
        lead="Who uses points to what is used. A broken line is not certain."
        actions={
          <NumberField
            aria-label="Steps around it"
            prefix="steps: "
            min={1}
            max={6}
            w={110}
            value={hops}
            onChange={(value) => setHops(Math.min(6, Math.max(1, Number(value) || 1)))}
          />
        }
        flush
      >
        {map.more && (
          <Text size="sm" p="sm">
            More is around it than can be drawn; these are the nearest {map.entities.length}.
          </Text>
        )}
        <Graph label={`Map around ${entity.name}`} nodes={drawn.nodes} links={drawn.links} open={open} />
      </Part>
      <Dependencies entity={entity} map={map} manage={manage} />
      <SameThings entity={entity.id} manage={manage} />
      {entity.muster_service !== null && <Recent serviceId={entity.muster_service} />}
      {dialog === 'edit' && <EntityForm entity={entity} owner={ownerRef} close={() => setDialog(null)} />}
      {dialog === 'link' && <AddLink entity={entity} close={() => setDialog(null)} />}
    </Page>
  );
}

function Dependencies({ entity, map, manage }: { entity: Entity; map: TopologyMap; manage: boolean }) {
  const names = new Map(map.entities.map((one) => [one.entity.id, one.entity]));
  const touching = map.dependencies.filter(({ from, to }) => from === entity.id || to === entity.id);
  const remove = useAct({
    run: (link: Dependency) =>
      api.post('/topology/dependencies/delete', {
        dependency: { from: link.from, to: link.to, kind: link.kind },
      }),
    reload: [['topology']],
    done: 'Dependency removed',
    inDialog: true,
  });
  const confirm = useAct({
    run: (link: Dependency) =>
      api.post('/topology/dependencies', {
        dependency: { from: link.from, to: link.to, kind: link.kind, confidence: 1 },
      }),
    reload: [['topology']],
    done: 'Confirmed. Muster takes it as certain from now on.',
    failed: 'It stays as it was',
  });
  return (
    <Part title="Dependencies" flush>
      {touching.length === 0 && (
        <Empty title="None known">
          Add one, import them, or let Muster learn them from incidents that hit both ends.
        </Empty>
      )}
      {touching.length > 0 && (
        <Rows
          label="Dependencies"
          rows={touching}
          keyOf={(link) => `${link.from} ${link.to} ${link.kind}`}
          columns={[
            { name: 'Direction', width: 120, cell: (link) => (link.from === entity.id ? 'Uses' : 'Used by') },
            {
              name: 'What',
              cell: (link) => {
                const other = link.from === entity.id ? link.to : link.from;
                return <TextLink to={entityPath(other)}>{names.get(other)?.name ?? other}</TextLink>;
              },
            },
            { name: 'Kind', width: 170, cell: (link) => sentence(link.kind) },
            { name: 'How it is known', width: 260, cell: (link) => knownWords(link, Date.now()) },
            {
              name: 'Actions',
              quiet: true,
              width: 200,
              cell: (link) =>
                manage &&
                link.kind !== 'service_dependency' && (
                  <div className={styles.pills}>
                    {link.learned && link.confirmed_by === null && (
                      <Button size="xs" variant="default" onClick={() => confirm.mutate(link)}>
                        Confirm
                      </Button>
                    )}
                    <SureButton
                      label={link.learned && link.confirmed_by === null ? 'Reject' : 'Remove'}
                      title={
                        link.learned && link.confirmed_by === null
                          ? 'Reject what Muster has learned?'
                          : 'Remove this dependency?'
                      }
                      act={() => remove.mutateAsync(link)}
                    >
                      {link.learned && link.confirmed_by === null
                        ? 'Muster does not offer it again, in neither direction.'
                        : 'Muster no longer takes one as the cause of trouble in the other. An import that names it outright brings it back.'}
                    </SureButton>
                  </div>
                ),
            },
          ]}
        />
      )}
    </Part>
  );
}

interface ChangeEvent extends Ref {
  source: string | null;
  timestamp: Iso;
}

/** What happened to the service that answers for it. */
function Recent({ serviceId }: { serviceId: string }) {
  const incidents = useQuery({
    queryKey: ['incidents', 'of-service', serviceId],
    queryFn: ({ signal }) =>
      list<Incident>(
        '/incidents',
        'incidents',
        { service_ids: [serviceId], date_range: 'all', sort_by: 'created_at:desc', limit: 5 },
        signal,
      ),
  });
  const changes = useQuery({
    queryKey: ['change_events', serviceId],
    queryFn: ({ signal }) =>
      list<ChangeEvent>('/change_events', 'change_events', { service_ids: [serviceId], limit: 5 }, signal),
  });
  return (
    <>
      <Part title="Latest incidents" flush>
        {incidents.isPending && <Waiting />}
        <ErrorBox error={incidents.error} again={() => incidents.refetch()} />
        {incidents.data?.items.length === 0 && <Empty title="None so far" />}
        {incidents.data !== undefined && incidents.data.items.length > 0 && (
          <Rows
            label="Latest incidents"
            rows={incidents.data.items}
            keyOf={(one) => one.id}
            columns={[
              {
                name: 'Incident',
                cell: (one) => <RefLink of={one}>{`#${one.incident_number} ${one.title}`}</RefLink>,
              },
              { name: 'Severity', width: 120, cell: (one) => <SeverityMark severity={one.severity} /> },
              { name: 'Status', width: 140, cell: (one) => <StatusMark status={one.status} /> },
              { name: 'Created', width: 140, cell: (one) => <When at={one.created_at} /> },
            ]}
          />
        )}
      </Part>
      <Part title="Latest changes" flush>
        {changes.isPending && <Waiting />}
        <ErrorBox error={changes.error} again={() => changes.refetch()} />
        {changes.data?.items.length === 0 && (
          <Empty title="No change was reported">
            Let deployments tell Muster: POST /v2/change/enqueue with the integration's key.
          </Empty>
        )}
        {changes.data !== undefined && changes.data.items.length > 0 && (
          <Rows
            label="Latest changes"
            rows={changes.data.items}
            keyOf={(one) => one.id}
            columns={[
              { name: 'Change', cell: (one) => one.summary },
              { name: 'Source', width: 180, cell: (one) => one.source ?? '–' },
              { name: 'When', width: 150, cell: (one) => <When at={one.timestamp} /> },
            ]}
          />
        )}
      </Part>
    </>
  );
}

function AddLink({ entity, close }: { entity: Entity; close: () => void }) {
  const [to, setTo] = useState<Entity | null>(null);
  const add = useAct({
    run: () =>
      api.post('/topology/dependencies', { dependency: { from: entity.id, to: to?.id, kind: 'uses' } }),
    reload: [['topology']],
    done: 'Dependency added',
    inDialog: true,
    after: close,
  });
  return (
    <Ask
      title={`What does ${entity.name} use?`}
      opened
      close={close}
      by={add}
      label="Add dependency"
      disabled={to === null}
    >
      <EntityPick label="Uses" value={to} onPick={setTo} />
    </Ask>
  );
}
