import {
  Button,
  Checkbox,
  Group,
  Kbd,
  Modal,
  SegmentedControl,
  Select,
  Switch,
  Table,
  Text,
  TextInput,
} from '@mantine/core';
import {
  IconCheck,
  IconEye,
  IconFilter,
  IconKeyboard,
  IconPlus,
  IconRadar,
  IconSearch,
  IconTicket,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useAct } from '../../ground/act';
import { counted } from '../../ground/counted';
import { Go } from '../../ground/Go';
import { liveState } from '../../ground/live';
import { Mark, PriorityMark, StatusMark, UrgencyMark } from '../../ground/Marks';
import { Empty, Page, Pager, Waiting, When } from '../../ground/Page';
import { PickMany, refOf } from '../../ground/Pick';
import { ErrorBox } from '../../ground/Say';
import { mayRespond, mayRespondSomewhere, useMe } from '../../ground/session';
import { step, useShortcuts } from '../../ground/shortcuts';
import { useStore } from '../../ground/store';
import { useZone } from '../../ground/time';
import type { Incident, IncidentStatus } from '../../ground/wire';
import { useSearchWords } from '../../ground/words';
import { Declare } from './Declare';
import {
  askFor,
  type Filters,
  isNarrowed,
  PAGE,
  readChosen,
  readFilters,
  wide,
  writeChosen,
  writeFilters,
} from './filters';
import styles from './IncidentList.module.css';
import { changeMany, incidentsQuery, names } from './incidents';
import { NotificationOptIn } from './NotificationOptIn';
import { steady } from './steady';

const statusChoices = [
  { value: 'open', label: 'Open' },
  { value: 'triggered', label: 'Triggered' },
  { value: 'acknowledged', label: 'Acknowledged' },
  { value: 'resolved', label: 'Resolved' },
  { value: 'all', label: 'All' },
];

export function IncidentList() {
  const filters = readFilters(useSearch({ strict: false }) as Record<string, string | undefined>);
  const navigate = useNavigate();
  const me = useMe();
  const zone = useZone();
  const live = useStore(liveState);
  const query = useQuery({
    ...incidentsQuery(askFor(filters, me?.id, zone)),
    refetchInterval: live === 'live' ? 120_000 : 15_000,
  });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [cursor, setCursor] = useState<string | null>(null);
  const [help, setHelp] = useState(false);
  const [declaring, setDeclaring] = useState(false);
  const [filtering, setFiltering] = useState(false);
  const searchField = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLDivElement>(null);
  const mine = (incident: Incident) => mayRespond(me, incident.teams);
  const respond = mayRespondSomewhere(me);

  const before = useRef<string[]>([]);
  const { rows, held } = steady(before.current, query.data?.items ?? [], selected.size > 0);
  useEffect(() => {
    before.current = rows.map((row) => row.id);
  });
  const ids = rows.map((row) => row.id);
  const chosen = rows.filter((row) => selected.has(row.id));

  const change = (next: Partial<Filters>) => {
    setSelected(new Set());
    before.current = [];
    navigate({
      to: '/incidents' as never,
      search: writeFilters({ ...filters, offset: 0, ...next }) as never,
      replace: next.offset === undefined,
    });
  };

  const act = useAct({
    run: ({ of, status }: { of: Incident[]; status: IncidentStatus }) =>
      changeMany(
        of.map(({ id }) => id),
        { status },
      ),
    reload: [['incidents'], ['incident']],
    failed: 'Nothing was changed',
    done: (_, { of, status }) =>
      `${of.length === 1 ? `#${of[0]?.incident_number}` : counted(of.length, 'incident')} ${
        status === 'triggered' ? 'reopened' : status
      }`,
    undo: (_, { of, status }) =>
      status === 'resolved'
        ? { label: 'Reopen', act: () => act.mutate({ of, status: 'triggered' }) }
        : undefined,
    after: () => setSelected(new Set()),
  });
  const target = () => (chosen.length > 0 ? chosen : rows.filter((row) => row.id === cursor));
  const acknowledge = (of: Incident[]) => {
    const waiting = of.filter((one) => one.status === 'triggered');
    if (waiting.length > 0 && waiting.every(mine) && !act.isPending)
      act.mutate({ of: waiting, status: 'acknowledged' });
  };
  const resolve = (of: Incident[]) => {
    const open = of.filter((one) => one.status !== 'resolved');
    if (open.length > 0 && open.every(mine) && !act.isPending) act.mutate({ of: open, status: 'resolved' });
  };
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    setSelected(next);
  };
  const walk = (by: 1 | -1) => {
    const next = step(ids, cursor, by);
    setCursor(next);
    if (next !== null) {
      table.current
        ?.querySelector<HTMLElement>(`[data-incident="${CSS.escape(next)}"] [data-title]`)
        ?.focus();
    }
  };

  useShortcuts(
    {
      j: () => walk(1),
      k: () => walk(-1),
      x: () => rows.some((row) => row.id === cursor && mine(row)) && cursor !== null && toggle(cursor),
      a: () => acknowledge(target()),
      r: () => resolve(target()),
      Escape: () => setSelected(new Set()),
      '/': (event) => {
        event.preventDefault();
        searchField.current?.focus();
        searchField.current?.select();
      },
      '?': () => setHelp(true),
      n: () => respond && setDeclaring(true),
    },
    !help && !declaring,
  );

  const choosable = rows.filter(mine);
  const allChosen = choosable.length > 0 && choosable.every(({ id }) => selected.has(id));
  const canAcknowledge = chosen.some((one) => one.status === 'triggered');
  const canResolve = chosen.some((one) => one.status !== 'resolved');

  return (
    <Page
      wide
      title="Incidents"
      lead={<Summary filters={filters} total={query.data?.total ?? null} />}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconKeyboard size={16} />}
            onClick={() => setHelp(true)}
            className={styles.deskOnly}
          >
            Shortcuts
          </Button>
          {respond && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setDeclaring(true)}>
              Declare incident
            </Button>
          )}
        </>
      }
    >
      <NotificationOptIn />
      <div className={styles.bar}>
        <SegmentedControl
          aria-label="Status"
          data={statusChoices}
          value={filters.status}
          onChange={(status) => change({ status: status as Filters['status'] })}
          className={styles.status}
        />
        <SearchField
          value={filters.search}
          onSearch={(search) => change({ search })}
          onNumber={(number) => navigate({ to: '/incidents/$id' as never, params: { id: number } as never })}
          field={searchField}
        />
        <Select
          aria-label="Order"
          data={[
            { value: 'newest', label: 'Newest first' },
            { value: 'oldest', label: 'Oldest first' },
            { value: 'urgency', label: 'Most urgent first' },
          ]}
          value={filters.sort}
          allowDeselect={false}
          onChange={(sort) => change({ sort: (sort ?? 'newest') as Filters['sort'] })}
          w={180}
          className={styles.deskOnly}
        />
        <Button
          variant="default"
          className={styles.phoneOnly}
          leftSection={<IconFilter size={16} />}
          aria-expanded={filtering}
          onClick={() => setFiltering(!filtering)}
        >
          Filters
        </Button>
      </div>
      <div className={styles.filters} data-open={filtering || undefined}>
        <Switch
          label="Assigned to me"
          checked={filters.mine}
          onChange={(event) => change({ mine: event.currentTarget.checked })}
        />
        <Select
          aria-label="Urgency"
          data={[
            { value: '', label: 'Any urgency' },
            { value: 'high', label: 'High urgency' },
            { value: 'low', label: 'Low urgency' },
          ]}
          value={filters.urgency}
          allowDeselect={false}
          onChange={(urgency) => change({ urgency: (urgency ?? '') as Filters['urgency'] })}
          w={140}
        />
        <Select
          aria-label="Pages or only to do"
          data={[
            { value: '', label: 'Pages and to-dos' },
            { value: 'pages', label: 'Only what pages' },
            { value: 'to_do', label: 'Only to-dos' },
          ]}
          value={filters.work}
          allowDeselect={false}
          onChange={(work) => change({ work: (work ?? '') as Filters['work'] })}
          w={170}
        />
        <PickMany
          kind="services"
          aria-label="Services"
          placeholder={filters.service === '' ? 'Any service' : undefined}
          value={readChosen(filters.service).map((one) => refOf('services', { ...one, type: '' }))}
          onPick={(picked) => change({ service: writeChosen(picked) })}
          className={styles.pick}
        />
        <PickMany
          kind="teams"
          aria-label="Teams"
          placeholder={filters.team === '' ? 'Any team' : undefined}
          value={readChosen(filters.team).map((one) => refOf('teams', { ...one, type: '' }))}
          onPick={(picked) => change({ team: writeChosen(picked) })}
          className={styles.pick}
        />
        <div className={styles.days}>
          <TextInput
            type="date"
            aria-label="From day"
            title="From day"
            value={filters.since}
            onChange={(event) => change({ since: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            aria-label="To day"
            title="To day"
            value={filters.until}
            onChange={(event) => change({ until: event.currentTarget.value })}
          />
        </div>
        {isNarrowed(filters) && (
          <Button variant="subtle" onClick={() => change(wide)}>
            Clear filters
          </Button>
        )}
      </div>

      {query.isError && <ErrorBox error={query.error} again={() => query.refetch()} />}
      <div className={styles.sheet} ref={table}>
        {respond && rows.length > 0 && (
          <div
            className={styles.bulk}
            data-active={chosen.length > 0 || undefined}
            role="toolbar"
            aria-label="Selected incidents"
          >
            <Checkbox
              aria-label="Select all on this page"
              checked={allChosen}
              indeterminate={chosen.length > 0 && !allChosen}
              onChange={() => setSelected(allChosen ? new Set() : new Set(choosable.map(({ id }) => id)))}
            />
            <Text size="sm" c={chosen.length === 0 ? 'dimmed' : undefined} aria-live="polite">
              {chosen.length === 0 ? 'None selected' : `${chosen.length} selected`}
            </Text>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconEye size={15} />}
              disabled={!canAcknowledge}
              loading={act.isPending}
              onClick={() => acknowledge(chosen)}
            >
              Acknowledge
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconCheck size={15} />}
              disabled={!canResolve}
              loading={act.isPending}
              onClick={() => resolve(chosen)}
            >
              Resolve
            </Button>
            {held > 0 && (
              <Button size="xs" variant="light" onClick={() => setSelected(new Set())}>
                Show {counted(held, 'new incident')}
              </Button>
            )}
          </div>
        )}
        {query.isPending && <Waiting what="Loading incidents" />}
        {query.data !== undefined && rows.length === 0 && <NoRows filters={filters} clear={change} />}
        {rows.length > 0 && (
          <Table verticalSpacing="xs" className={styles.table} aria-label="Incidents">
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={40}>
                  <span className="sr">Select</span>
                </Table.Th>
                <Table.Th w={148}>Status</Table.Th>
                <Table.Th w={92}>Urgency</Table.Th>
                <Table.Th>Incident</Table.Th>
                <Table.Th w={160}>Assigned to</Table.Th>
                <Table.Th w={88}>Alerts</Table.Th>
                <Table.Th w={104}>Created</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((incident) => (
                <Row
                  key={incident.id}
                  incident={incident}
                  selected={selected.has(incident.id)}
                  toggle={mine(incident) ? () => toggle(incident.id) : null}
                  focused={() => setCursor(incident.id)}
                  acknowledge={mine(incident) ? () => acknowledge([incident]) : null}
                  resolve={mine(incident) ? () => resolve([incident]) : null}
                />
              ))}
            </Table.Tbody>
          </Table>
        )}
        {query.data !== undefined && (
          <Pager
            offset={filters.offset}
            limit={PAGE}
            shown={query.data.items.length}
            more={query.data.more}
            total={query.data.total}
            go={(offset) => change({ offset })}
          />
        )}
      </div>
      <Help opened={help} close={() => setHelp(false)} />
      <Declare opened={declaring} close={() => setDeclaring(false)} />
    </Page>
  );
}

function Row(props: {
  incident: Incident;
  selected: boolean;
  toggle: (() => void) | null;
  focused: () => void;
  acknowledge: (() => void) | null;
  resolve: (() => void) | null;
}) {
  const { incident } = props;
  const counts = incident.alert_counts;
  return (
    <Table.Tr
      data-incident={incident.id}
      data-status={incident.status}
      data-selected={props.selected || undefined}
      className={styles.row}
      onFocus={props.focused}
    >
      <Table.Td className={styles.cellSelect}>
        {props.toggle !== null && (
          <Checkbox
            aria-label={`Select #${incident.incident_number} ${incident.title}`}
            checked={props.selected}
            onChange={props.toggle}
          />
        )}
      </Table.Td>
      <Table.Td className={styles.cellStatus}>
        <StatusMark status={incident.status} />
      </Table.Td>
      <Table.Td className={styles.cellUrgency}>
        <UrgencyMark urgency={incident.urgency} />
      </Table.Td>
      <Table.Td className={styles.cellTitle}>
        <Go to={`/incidents/${incident.id}`} data-title className={styles.title}>
          {incident.title}
        </Go>
        <div className={styles.under}>
          <span className="num">#{incident.incident_number}</span>
          <span>{incident.service.summary}</span>
          {incident.priority !== null && <PriorityMark priority={incident.priority} />}
          {incident.to_do === true && incident.status !== 'resolved' && (
            <Mark word="To do, nobody paged" tone="grey" Icon={IconTicket} />
          )}
          {incident.phase === 'watching' && <Mark word="Watching recovery" tone="blue" Icon={IconRadar} />}
        </div>
      </Table.Td>
      <Table.Td className={styles.cellWho}>
        {incident.assignments.length > 0 ? (
          names(incident.assignments.map(({ assignee }) => assignee))
        ) : (
          <Text size="sm" c="dimmed" component="span">
            {incident.status === 'resolved' ? '–' : 'Nobody'}
          </Text>
        )}
      </Table.Td>
      <Table.Td className={styles.cellAlerts}>{alertsWord(counts)}</Table.Td>
      <Table.Td className={styles.cellAge}>
        <When at={incident.created_at} />
      </Table.Td>
      <Table.Td className={styles.cellActs}>
        {props.acknowledge !== null && incident.status === 'triggered' && (
          <Button variant="default" fullWidth onClick={props.acknowledge} leftSection={<IconEye size={16} />}>
            Acknowledge<span className="sr"> #{incident.incident_number}</span>
          </Button>
        )}
        {props.resolve !== null && incident.status !== 'resolved' && (
          <Button variant="default" fullWidth onClick={props.resolve} leftSection={<IconCheck size={16} />}>
            Resolve<span className="sr"> #{incident.incident_number}</span>
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function alertsWord(counts: Incident['alert_counts']): string {
  if (counts === null || counts === undefined) return '–';
  if (counts.triggered === 0) return String(counts.all);
  return counts.triggered === counts.all ? `${counts.all} open` : `${counts.triggered} of ${counts.all} open`;
}

function Summary({ filters, total }: { filters: Filters; total: number | null }) {
  const words: Record<Filters['status'], string> = {
    open: 'open',
    triggered: 'triggered',
    acknowledged: 'acknowledged',
    resolved: 'resolved',
    all: '',
  };
  const window = filters.since === '' && (filters.status === 'resolved' || filters.status === 'all');
  return (
    <span aria-live="polite">
      {total === null ? '\u00a0' : `${counted(total, `${words[filters.status]} incident`.trim())}`}
      {total !== null && window && ', of the last month'}
    </span>
  );
}

function NoRows({ filters, clear }: { filters: Filters; clear: (next: Partial<Filters>) => void }) {
  if (isNarrowed(filters) || filters.offset > 0) {
    return (
      <Empty
        title="No incident matches"
        action={
          <Button variant="default" onClick={() => clear(wide)}>
            Clear filters
          </Button>
        }
      >
        Other incidents may exist: filters are set.
      </Empty>
    );
  }
  if (filters.status === 'open' || filters.status === 'triggered') {
    return (
      <Empty title={filters.status === 'open' ? 'Nothing is open' : 'Nothing waits for an acknowledgement'}>
        New incidents appear here by themselves. To see one, open a service and send a test event.
      </Empty>
    );
  }
  return <Empty title="No incidents here">There are none with this status in the last month.</Empty>;
}

function SearchField(props: {
  value: string;
  onSearch: (text: string) => void;
  /** A whole number and Enter: that incident is meant. */
  onNumber: (number: string) => void;
  field: React.RefObject<HTMLInputElement | null>;
}) {
  const [text, setText] = useSearchWords(props.value, props.onSearch, 300);
  return (
    <TextInput
      ref={props.field}
      type="search"
      aria-label="Search incidents"
      placeholder="Search titles, or a number and Enter  ( / )"
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
        const number = /^#?(\d+)$/.exec(text.trim())?.[1];
        if (event.key === 'Enter' && number !== undefined) props.onNumber(number);
      }}
      className={styles.search}
    />
  );
}

const keys: [string[], string][] = [
  [['j'], 'next incident'],
  [['k'], 'previous incident'],
  [['Enter'], 'open it'],
  [['x'], 'select or deselect it'],
  [['a'], 'acknowledge the selected, or this one'],
  [['r'], 'resolve the selected, or this one'],
  [['n'], 'declare an incident'],
  [['/'], 'search'],
  [['Esc'], 'clear the selection'],
  [['?'], 'this help'],
];

function Help({ opened, close }: { opened: boolean; close: () => void }) {
  const lines = useMemo(
    () =>
      keys.map(([pressed, what]) => (
        <Table.Tr key={what}>
          <Table.Td w={110}>
            <Group gap={4}>
              {pressed.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </Group>
          </Table.Td>
          <Table.Td>{what}</Table.Td>
        </Table.Tr>
      )),
    [],
  );
  return (
    <Modal opened={opened} onClose={close} title="Keyboard shortcuts">
      <Table>
        <Table.Tbody>{lines}</Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed" mt="sm">
        On an incident's page a, r, s (snooze) and n (note) work as well.
      </Text>
    </Modal>
  );
}
