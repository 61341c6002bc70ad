import { Button, Menu, Tabs } from '@mantine/core';
import {
  IconAlarmSnooze,
  IconArrowBackUp,
  IconArrowMerge,
  IconCheck,
  IconChevronDown,
  IconChevronsUp,
  IconDots,
  IconEye,
  IconFlag,
  IconMessage,
  IconNote,
  IconPencil,
  IconRadar,
  IconRefresh,
  IconServer2,
  IconStairsUp,
  IconTicket,
  IconUserPlus,
  IconUserShare,
} from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useAct } from '../../ground/act';
import { ApiError } from '../../ground/api';
import { Because, whyWords } from '../../ground/Because';
import { ButtonLink, RefLink, RefLinks, TextLink } from '../../ground/Go';
import { Json } from '../../ground/Json';
import { liveState } from '../../ground/live';
import { Mark, PriorityMark, SeverityMark, StatusMark, sentence, UrgencyMark } from '../../ground/Marks';
import { Empty, Fact, Facts, Page, Part, Waiting, When } from '../../ground/Page';
import { ErrorBox, type Undo } from '../../ground/Say';
import { mayRespond, useMe } from '../../ground/session';
import { useShortcuts } from '../../ground/shortcuts';
import { useStore } from '../../ground/store';
import { countdown, useNow } from '../../ground/time';
import type { Incident, PendingAction } from '../../ground/wire';
import { Alerts } from './Alerts';
import { CustomFields } from './CustomFields';
import { type DialogName, Dialogs } from './Dialogs';
import { Differences } from './Differences';
import { Experimented } from './Experimented';
import { Followers } from './Followers';
import { AskedOfMe, Helpers } from './Helpers';
import { Impact, ImpactMark } from './Impact';
import styles from './IncidentPage.module.css';
import { Insight, OccurrenceMark } from './Insight';
import { changeIncident, type IncidentChange, incidentQuery } from './incidents';
import { KnownBefore } from './KnownBefore';
import { Noticed } from './Noticed';
import { Phases } from './Phases';
import { Runbook } from './Runbook';
import { TicketPart } from './TicketPart';
import { Timeline } from './Timeline';
import { Times } from './Times';
import { Told } from './Told';
import { Verdict } from './Verdict';
import { Warned } from './Warned';

// Charts and maps are half of all code: they are loaded when somebody looks at them.
const Picture = lazy(() => import('./Picture').then(({ Picture }) => ({ default: Picture })));
const Metrics = lazy(() => import('./Metrics').then(({ Metrics }) => ({ default: Metrics })));

export function IncidentPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const live = useStore(liveState);
  const query = useQuery({
    ...incidentQuery(id),
    refetchInterval: live === 'live' ? 120_000 : 15_000,
  });
  if (query.data === undefined) {
    if (query.isPending) return <Waiting what="Loading the incident" />;
    const missing = query.error instanceof ApiError && query.error.status === 404;
    return (
      <Page title={missing ? 'No such incident' : 'Incident'}>
        {missing ? (
          <Empty
            title={`There is no incident ${id}`}
            action={
              <ButtonLink to="/incidents" variant="default">
                To the incidents
              </ButtonLink>
            }
          />
        ) : (
          <ErrorBox error={query.error} again={() => query.refetch()} />
        )}
      </Page>
    );
  }
  // Reached by its number: the page goes on under the id, which the live news name.
  if (query.data.id !== id) return <Navigate to={`/incidents/${query.data.id}` as never} replace />;
  return <Loaded incident={query.data} stale={query.isError ? query.error : null} />;
}

/** The server's code for a service that is not seen to have recovered. */
const UNPROVEN = 1020;

function Loaded({ incident, stale }: { incident: Incident; stale: unknown }) {
  const client = useQueryClient();
  const me = useMe();
  const respond = mayRespond(me, incident.teams);
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const search = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  const tab = search.tab ?? 'overview';
  const reload = [['incidents'], ['incident', incident.id]];
  const open = incident.status !== 'resolved';

  const act = useAct({
    run: (change: IncidentChange & { word: string }) => {
      const { word: _, ...wire } = change;
      return changeIncident(incident.id, wire);
    },
    reload,
    failed: 'Nothing was changed',
    done: (_, { word }) => word,
    undo: (_, { status }): Undo | undefined =>
      status === 'resolved'
        ? { label: 'Reopen', act: () => act.mutate({ status: 'triggered', word: 'Reopened' }) }
        : status === 'acknowledged'
          ? { label: 'Give back', act: giveBack }
          : undefined,
    after: (fresh) => client.setQueryData(['incident', incident.id], fresh),
  });
  /** Nobody has it then, and people are told again. */
  const giveBack = () =>
    act.mutate({
      status: 'triggered',
      word: `#${incident.incident_number} given back: people are told again`,
    });
  const acknowledge = () =>
    respond && incident.status === 'triggered' && !act.isPending
      ? act.mutate({ status: 'acknowledged', word: `#${incident.incident_number} acknowledged` })
      : undefined;
  const resolve = () =>
    respond && open && !act.isPending
      ? act.mutate(
          { status: 'resolved', word: `#${incident.incident_number} resolved` },
          {
            onError: (error) => {
              if (error instanceof ApiError && error.code === UNPROVEN) setDialog('insist');
            },
          },
        )
      : undefined;
  const reopen = () => act.mutate({ status: 'triggered', word: `#${incident.incident_number} reopened` });

  useShortcuts(
    {
      a: acknowledge,
      r: resolve,
      s: () => respond && open && setDialog('snooze'),
      n: (event) => {
        event.preventDefault();
        if (respond) setDialog('note');
      },
    },
    dialog === null,
  );

  const more: { name: DialogName; label: string; Icon: typeof IconDots; whenOpen: boolean }[] = [
    { name: 'reassign', label: 'Reassign', Icon: IconUserShare, whenOpen: true },
    { name: 'escalate', label: 'Escalate', Icon: IconStairsUp, whenOpen: true },
    { name: 'help', label: 'Ask for help', Icon: IconUserPlus, whenOpen: true },
    { name: 'note', label: 'Add note', Icon: IconNote, whenOpen: false },
    { name: 'update', label: 'Post status update', Icon: IconMessage, whenOpen: false },
    { name: 'merge', label: 'Merge others into this', Icon: IconArrowMerge, whenOpen: true },
    { name: 'priority', label: 'Set priority', Icon: IconFlag, whenOpen: false },
    { name: 'service', label: 'Move to another service', Icon: IconServer2, whenOpen: true },
    { name: 'title', label: 'Change title', Icon: IconPencil, whenOpen: false },
  ];

  return (
    <Page
      wide
      title={`#${incident.incident_number} ${incident.title}`}
      head={incident.title}
      lead={
        <span className={styles.lead}>
          <TextLink to="/incidents" size="sm">
            Incidents
          </TextLink>
          <span className="num">#{incident.incident_number}</span>
          <span>
            created <When at={incident.created_at} />
          </span>
        </span>
      }
    >
      <div className={styles.marks}>
        <StatusMark status={incident.status} />
        <UrgencyMark urgency={incident.urgency} />
        {incident.severity && <SeverityMark severity={incident.severity} />}
        {incident.priority !== null && <PriorityMark priority={incident.priority} />}
        <ImpactMark incidentId={incident.id} />
        <OccurrenceMark incidentId={incident.id} />
        {incident.to_do === true && open && <Mark word="To do, nobody paged" tone="grey" Icon={IconTicket} />}
        {incident.phase === 'watching' && <Mark word="Watching recovery" tone="blue" Icon={IconRadar} />}
      </div>
      {respond && (
        <div className={styles.acts} role="toolbar" aria-label="Actions">
          {incident.status === 'triggered' && (
            <Button
              leftSection={<IconEye size={17} />}
              onClick={acknowledge}
              loading={act.isPending}
              className={styles.main}
            >
              Acknowledge
            </Button>
          )}
          {open && (
            <Button
              variant={incident.status === 'acknowledged' ? 'filled' : 'default'}
              leftSection={<IconCheck size={17} />}
              onClick={resolve}
              loading={act.isPending}
              className={styles.main}
            >
              Resolve
            </Button>
          )}
          {!open && (
            <Button
              variant="default"
              leftSection={<IconRefresh size={17} />}
              onClick={reopen}
              loading={act.isPending}
              className={styles.main}
            >
              Reopen
            </Button>
          )}
          {open && (
            <Button
              variant="default"
              leftSection={<IconAlarmSnooze size={17} />}
              onClick={() => setDialog('snooze')}
              className={styles.deskOnly}
            >
              Snooze
            </Button>
          )}
          {more
            .filter(
              ({ name, whenOpen }) =>
                (open || !whenOpen) && (name === 'reassign' || name === 'escalate' || name === 'note'),
            )
            .map(({ name, label, Icon }) => (
              <Button
                key={name}
                variant="default"
                leftSection={<Icon size={17} />}
                onClick={() => setDialog(name)}
                className={styles.deskOnly}
              >
                {label}
              </Button>
            ))}
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <Button
                variant="default"
                rightSection={<IconChevronDown size={15} className={styles.deskOnly} />}
                className={styles.more}
              >
                <span className={styles.deskOnly}>More</span>
                <IconDots size={20} className={styles.phoneOnly} aria-hidden />
                <span className="sr">actions</span>
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {open && (
                <Menu.Item leftSection={<IconAlarmSnooze size={16} />} onClick={() => setDialog('snooze')}>
                  Snooze
                </Menu.Item>
              )}
              {more
                .filter(({ whenOpen }) => open || !whenOpen)
                .map(({ name, label, Icon }) => (
                  <Menu.Item key={name} leftSection={<Icon size={16} />} onClick={() => setDialog(name)}>
                    {label}
                  </Menu.Item>
                ))}
              {incident.status === 'acknowledged' && (
                <Menu.Item leftSection={<IconArrowBackUp size={16} />} onClick={giveBack}>
                  Give back
                </Menu.Item>
              )}
              {open && (
                <Menu.Item
                  leftSection={<IconChevronsUp size={16} />}
                  onClick={() =>
                    act.mutate({
                      urgency: incident.urgency === 'high' ? 'low' : 'high',
                      word: `Urgency is now ${incident.urgency === 'high' ? 'low' : 'high'}`,
                    })
                  }
                >
                  Make it {incident.urgency === 'high' ? 'low' : 'high'} urgency
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        </div>
      )}
      <AskedOfMe incident={incident} />
      {stale !== null && <ErrorBox error={stale} />}

      <Tabs
        value={tab}
        onChange={(next) =>
          navigate({
            to: '/incidents/$id' as never,
            params: { id: incident.id } as never,
            search: { ...search, tab: next === 'overview' ? undefined : next } as never,
            replace: true,
          })
        }
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="overview">Overview</Tabs.Tab>
          <Tabs.Tab value="picture">Picture</Tabs.Tab>
          <Tabs.Tab value="metrics">Metrics</Tabs.Tab>
        </Tabs.List>
      </Tabs>
      {tab === 'picture' && (
        <Suspense fallback={<Waiting what="Loading the pictures" />}>
          <Picture incident={incident} />
        </Suspense>
      )}
      {tab === 'metrics' && (
        <Suspense fallback={<Waiting what="Loading the charts" />}>
          <Metrics incident={incident} />
        </Suspense>
      )}
      {tab !== 'picture' && tab !== 'metrics' && (
        <div className={styles.columns}>
          <div className={styles.wide}>
            <div className={styles.placeInsight}>
              <Runbook incident={incident} />
              <Experimented incidentId={incident.id} />
              <KnownBefore incidentId={incident.id} />
              <Warned incidentId={incident.id} />
              <Phases incidentId={incident.id} />
              <Insight incident={incident} respond={respond} />
              <Differences incident={incident} />
            </div>
            <div className={styles.placeAlerts}>
              <Alerts incident={incident} respond={respond} />
            </div>
            <div className={styles.placeTimeline}>
              <Timeline
                incident={incident}
                note={respond ? () => setDialog('note') : null}
                earlier={respond ? () => setDialog('earlier') : null}
              />
            </div>
          </div>
          <div className={styles.narrow}>
            <div className={styles.placeNext}>
              <Pending actions={incident.pending_actions} />
            </div>
            <div className={styles.placeFacts}>
              <Part title="Facts">
                <Facts>
                  <Fact name="Service">
                    <RefLink of={incident.service} />
                  </Fact>
                  <Fact name="Escalation policy">
                    <RefLink of={incident.escalation_policy} />
                  </Fact>
                  <Fact name="Assigned to">
                    <RefLinks
                      of={incident.assignments.map(({ assignee }) => assignee)}
                      none={open ? 'Nobody' : '–'}
                    />
                  </Fact>
                  <Fact name="Acknowledged by">
                    <RefLinks of={incident.acknowledgements.map(({ acknowledger }) => acknowledger)} />
                  </Fact>
                  <Fact name="Teams">
                    <RefLinks of={incident.teams} />
                  </Fact>
                  <Times incidentId={incident.id} />
                  <Fact name="Last change">
                    <When at={incident.last_status_change_at} />
                    {incident.last_status_change_by !== null && (
                      <span className="prose">
                        {' '}
                        by <RefLink of={incident.last_status_change_by} />
                      </span>
                    )}
                  </Fact>
                  {incident.resolve_reason?.incident !== undefined && (
                    <Fact name="Merged into">
                      <RefLink of={incident.resolve_reason.incident} />
                    </Fact>
                  )}
                  {incident.incident_key !== null && (
                    <Fact name="Key">
                      <span className="mono">{incident.incident_key}</span>
                    </Fact>
                  )}
                </Facts>
                {(whyWords(incident.reason) ?? whyWords(incident.formed_because)) !== null && (
                  <div className={styles.reason}>
                    <Because why={incident.formed_because} title="Why it is an incident of its own" />
                    <Because why={incident.reason} title="Why these people and this urgency" />
                  </div>
                )}
              </Part>
            </div>
            <div className={styles.placeFacts}>
              <TicketPart incident={incident} respond={respond} />
            </div>
            <div className={styles.placeFacts}>
              <Impact incident={incident} respond={respond} />
            </div>
            <div className={styles.placeFacts}>
              <CustomFields incident={incident} respond={respond} />
            </div>
            {hasDetails(incident) && (
              <div className={styles.placeFacts}>
                <Part title="Description">
                  <Json value={incident.body?.details} />
                </Part>
              </div>
            )}
            <div className={styles.placeTold}>
              <Helpers incident={incident} respond={respond} ask={() => setDialog('help')} />
            </div>
            <div className={styles.placeTold}>
              <Noticed incident={incident} respond={respond} />
            </div>
            <div className={styles.placeTold}>
              <Verdict incident={incident} respond={respond} />
            </div>
            <div className={styles.placeTold}>
              <Told incidentId={incident.id} />
            </div>
            <div className={styles.placeTold}>
              <Followers incident={incident} respond={respond} />
            </div>
          </div>
        </div>
      )}
      {/* Anew for each opening, so that no dialog shows what was typed into it last time. */}
      {dialog !== null && <Dialogs name={dialog} incident={incident} close={() => setDialog(null)} />}
    </Page>
  );
}

function hasDetails(incident: Incident): boolean {
  const details = incident.body?.details;
  return details !== undefined && details !== null && details !== '';
}

const pendingWords: Record<string, string> = {
  escalate: 'Escalates to the next level',
  unacknowledge: 'Back to triggered, unless resolved',
  resolve: 'Resolves by itself',
  urgency_change: 'Urgency changes',
};

/** What Muster will do by itself, and how long until then. */
function Pending({ actions }: { actions: readonly PendingAction[] }) {
  const now = useNow(1_000);
  if (actions.length === 0) return null;
  const sorted = [...actions].sort((a, b) => a.at.localeCompare(b.at));
  return (
    <Part title="What happens next">
      <ul className={styles.pending}>
        {sorted.map((action) => (
          <li key={`${action.type} ${action.at}`}>
            <span>
              {pendingWords[action.type] ?? sentence(action.type)}
              {action.to !== undefined && action.to !== null && ` to ${action.to}`}
            </span>
            {/* A screen reader is told the time once, not every second. */}
            <span className={styles.countdown} aria-hidden>
              {countdown(action.at, now)}
            </span>
            <span className={styles.at}>
              <When at={action.at} as="clock" />
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
