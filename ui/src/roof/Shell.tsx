import {
  ActionIcon,
  Alert,
  Button,
  Drawer,
  Menu,
  Text,
  Tooltip,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import {
  IconActivity,
  IconAffiliate,
  IconAlertOctagon,
  IconApi,
  IconArrowsJoin2,
  IconBell,
  IconBellRinging,
  IconBulb,
  IconCalendarTime,
  IconChartLine,
  IconClipboardList,
  IconClockExclamation,
  IconClockHour4,
  IconDoorEnter,
  IconFilter,
  IconFilterCog,
  IconFlame,
  IconFlask,
  IconHeartbeat,
  IconHistory,
  IconInfoCircle,
  IconList,
  IconLogout,
  IconMenu2,
  IconMessageCircle,
  IconMoon,
  IconPhoneCall,
  IconRadar2,
  IconSend,
  IconServer2,
  IconSettings,
  IconStairsUp,
  IconSun,
  IconSunMoon,
  IconTablePlus,
  IconTarget,
  IconTicket,
  IconTool,
  IconTopologyStar3,
  IconUser,
  IconUsers,
  IconUsersGroup,
  IconWebhook,
  IconWorldCheck,
} from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { type ComponentType, useEffect, useRef, useState } from 'react';
import { ApiError, api } from '../ground/api';
import { Go } from '../ground/Go';
import {
  type IncidentNews,
  liveState,
  type NotificationNews,
  refreshGently,
  startLive,
} from '../ground/live';
import { TabTitle, Waiting, waitingCount } from '../ground/Page';
import { ErrorBox, sayFailed } from '../ground/Say';
import { isKeptToTeams, mayAdminister, meQuery, sessionEnded } from '../ground/session';
import { memory, useStore } from '../ground/store';
import {
  browserZone,
  chooseZone,
  formatTime,
  profileZone,
  useNow,
  useZone,
  type ZoneChoice,
  zoneChoice,
} from '../ground/time';
import type { User } from '../ground/wire';
import styles from './Shell.module.css';
import { SignInAgain } from './SignInAgain';

interface Place {
  to: string;
  name: string;
  Icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
  /** Others would only be refused there. */
  adminsOnly?: boolean;
  /** What is there can be kept to somebody's own teams. */
  ofTeams?: boolean;
}

const groups: { name: string; places: Place[] }[] = [
  {
    name: 'Respond',
    places: [
      { to: '/incidents', name: 'Incidents', Icon: IconFlame, ofTeams: true },
      { to: '/alerts', name: 'Alerts', Icon: IconAlertOctagon, ofTeams: true },
      { to: '/on_call', name: 'On call now', Icon: IconPhoneCall, ofTeams: true },
    ],
  },
  {
    name: 'Mobilize',
    places: [
      { to: '/escalation_policies', name: 'Escalation policies', Icon: IconStairsUp, ofTeams: true },
      { to: '/schedules', name: 'Schedules', Icon: IconCalendarTime, ofTeams: true },
      { to: '/deliveries', name: 'Delivery log', Icon: IconSend },
    ],
  },
  {
    name: 'Detect',
    places: [
      { to: '/anomalies', name: 'Anomalies', Icon: IconActivity },
      { to: '/series', name: 'Metrics', Icon: IconChartLine },
      { to: '/detectors', name: 'Detectors', Icon: IconRadar2 },
      { to: '/slos', name: 'Objectives', Icon: IconTarget },
      { to: '/checks', name: 'Checks', Icon: IconWorldCheck },
      { to: '/heartbeats', name: 'Heartbeats', Icon: IconHeartbeat },
      { to: '/sources', name: 'Sources', Icon: IconDoorEnter },
    ],
  },
  {
    name: 'Reduce',
    places: [
      { to: '/noise', name: 'Noise', Icon: IconFilter },
      { to: '/events', name: 'Events', Icon: IconList },
      { to: '/event_rules', name: 'Event rules', Icon: IconFilterCog },
      { to: '/recipes', name: 'Recipes', Icon: IconArrowsJoin2 },
      { to: '/enrichment', name: 'Enrichment', Icon: IconTablePlus },
      { to: '/maintenance', name: 'Maintenance', Icon: IconTool, ofTeams: true },
      { to: '/warnings', name: 'Early warnings', Icon: IconBell },
      { to: '/past_incidents', name: 'Past incidents', Icon: IconHistory },
      { to: '/suggestions', name: 'Suggestions', Icon: IconBulb },
    ],
  },
  {
    name: 'Learn',
    places: [
      { to: '/known_problems', name: 'Known problems', Icon: IconClockExclamation },
      { to: '/experiments', name: 'Experiments', Icon: IconFlask },
    ],
  },
  {
    name: 'Catalog',
    places: [
      { to: '/services', name: 'Services', Icon: IconServer2, ofTeams: true },
      { to: '/topology', name: 'Topology', Icon: IconTopologyStar3 },
      { to: '/teams', name: 'Teams', Icon: IconUsersGroup, ofTeams: true },
      { to: '/users', name: 'People', Icon: IconUsers, ofTeams: true },
    ],
  },
  {
    name: 'Platform',
    places: [
      { to: '/tickets', name: 'Tickets', Icon: IconTicket },
      { to: '/webhooks', name: 'Webhooks', Icon: IconWebhook },
      { to: '/chats', name: 'Chat', Icon: IconMessageCircle },
      { to: '/audit', name: 'Audit trail', Icon: IconClipboardList, adminsOnly: true },
      { to: '/api', name: 'API', Icon: IconApi },
      { to: '/settings', name: 'Settings', Icon: IconSettings, ofTeams: true },
      { to: '/about', name: 'About', Icon: IconInfoCircle, ofTeams: true },
    ],
  },
];

/** What stands around every screen behind the sign-in. */
export function Shell() {
  const me = useQuery(meQuery);
  const ended = useStore(sessionEnded);
  const [open, setOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const firstPath = useRef(path);

  useEffect(() => {
    setOpen(false);
    // Moving to another page moves the reading point as well, else a screen reader stays in the old place.
    if (firstPath.current !== path) main.current?.focus({ preventScroll: true });
    firstPath.current = path;
  }, [path]);

  useEffect(() => {
    profileZone.set(me.data?.time_zone ?? null);
  }, [me.data?.time_zone]);

  if (me.data === undefined) {
    return me.isError ? (
      <div className={styles.alone}>
        <ErrorBox error={me.error} again={() => me.refetch()} />
      </div>
    ) : (
      <Waiting what="Opening Muster" />
    );
  }
  return (
    <div className={styles.shell}>
      <a href="#main" className={styles.skip}>
        Skip to content
      </a>
      <TabTitle />
      <News me={me.data} />
      <header className={styles.top}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          className={styles.burger}
          onClick={() => setOpen(true)}
          aria-label="Open navigation"
          aria-expanded={open}
        >
          <IconMenu2 size={22} />
        </ActionIcon>
        <Go to="/incidents" className={styles.brand} aria-label="Muster, to the incidents">
          <IconAffiliate size={22} aria-hidden />
          <span>Muster</span>
        </Go>
        <div className={styles.spring} />
        <ZoneMenu profile={me.data.time_zone} />
        <ColourSwitch />
        <UserMenu user={me.data} />
      </header>
      <nav className={styles.side} aria-label="Main">
        <Places path={path} me={me.data} />
      </nav>
      <Drawer opened={open} onClose={() => setOpen(false)} size="260px" title="Muster" padding="sm">
        <nav aria-label="Main">
          <Places path={path} me={me.data} />
        </nav>
      </Drawer>
      {ended && <SignInAgain user={me.data} />}
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        <LostBanner />
        <Outlet />
      </main>
    </div>
  );
}

function Places({ path, me }: { path: string; me: User }) {
  const waiting = useStore(waitingCount);
  const shown = ({ adminsOnly, ofTeams }: Place) =>
    (adminsOnly !== true || mayAdminister(me)) && (ofTeams === true || !isKeptToTeams(me));
  return (
    <>
      {groups
        .filter(({ places }) => places.some(shown))
        .map((group) => (
          <div key={group.name} className={styles.group}>
            <div className={styles.groupName} id={`nav-${group.name}`}>
              {group.name}
            </div>
            <ul aria-labelledby={`nav-${group.name}`}>
              {group.places.filter(shown).map(({ to, name, Icon }) => {
                const here = path === to || path.startsWith(`${to}/`);
                return (
                  <li key={to}>
                    <Go to={to} className={styles.place} aria-current={here ? 'page' : undefined}>
                      <Icon size={18} aria-hidden />
                      <span>{name}</span>
                      {to === '/incidents' && waiting > 0 && (
                        <span className={styles.count}>
                          {waiting}
                          <span className="sr"> triggered</span>
                        </span>
                      )}
                    </Go>
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
    </>
  );
}

/** Hears the server's news: reloads what changed, counts what waits, and speaks up when the tab is in the background. */
function News({ me }: { me: User }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const live = useStore(liveState);
  const waiting = useQuery({
    queryKey: ['incidents', 'waiting'],
    queryFn: ({ signal }) =>
      api.get<{ total: number | null; incidents: unknown[] }>(
        '/incidents',
        { statuses: ['triggered'], limit: 1, total: true, date_range: 'all' },
        signal,
      ),
    refetchInterval: live === 'live' ? 60_000 : 15_000,
  });
  const count = waiting.data === undefined ? 0 : (waiting.data.total ?? waiting.data.incidents.length);
  useEffect(() => waitingCount.set(count), [count]);

  const signedIn = me.id;
  useEffect(() => {
    if (signedIn === '') return;
    const refresh = refreshGently(client);
    return startLive(({ event, data }, reading) => {
      try {
        if (event === 'incident') refresh((JSON.parse(data) as IncidentNews).id);
        // Only the tab that reads the stream speaks, else six open tabs would say it six times.
        if (event === 'notification' && reading) {
          const news = JSON.parse(data) as NotificationNews;
          speakUp(news, () =>
            navigate({ to: '/incidents/$id' as never, params: { id: news.incident_id } as never }),
          );
        }
      } catch {
        // A word that we cannot read may still mean that something changed.
        refresh(null);
      }
    });
  }, [client, navigate, signedIn]);

  const before = useRef(live);
  useEffect(() => {
    if (before.current === 'lost' && live === 'live') client.invalidateQueries();
    before.current = live;
  }, [client, live]);
  return null;
}

function speakUp(news: NotificationNews, open: () => void): void {
  if (memory.read('browser-notifications') !== 'on') return;
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const said = new Notification(news.title, {
    body: `${news.service} · ${news.urgency} urgency`,
    tag: news.incident_id,
    requireInteraction: news.urgency === 'high',
    icon: '/ui/favicon.svg',
  });
  said.onclick = () => {
    globalThis.focus();
    open();
    said.close();
  };
}

function LostBanner() {
  const live = useStore(liveState);
  if (live !== 'lost') return null;
  return (
    <Alert
      role="alert"
      color="yellow"
      icon={<IconBellRinging />}
      title="Live updates are lost"
      className={styles.lost}
      data-testid="connection-lost"
    >
      What you see may be old. Muster tries to connect again and meanwhile asks every 15 seconds.
    </Alert>
  );
}

const zoneNames: Record<ZoneChoice, string> = {
  browser: "This browser's zone",
  utc: 'UTC',
  profile: "My profile's zone",
};

function ZoneMenu({ profile }: { profile: string | null }) {
  const choice = useStore(zoneChoice);
  const zone = useZone();
  const now = useNow(10_000);
  const options: { choice: ZoneChoice; zone: string | null }[] = [
    { choice: 'browser', zone: browserZone() },
    { choice: 'utc', zone: 'UTC' },
    { choice: 'profile', zone: profile },
  ];
  const clock = formatTime(now, zone, 'clock').slice(0, 5);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton className={styles.zone}>
          <IconClockHour4 size={16} aria-hidden />
          <span className="num">{clock}</span>
          <span className={styles.zoneName} aria-hidden>
            {zone}
          </span>
          <span className="sr">Times are shown in {zone}. Change</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Show times in</Menu.Label>
        {options.map((option) => (
          <Menu.Item
            key={option.choice}
            disabled={option.zone === null}
            onClick={() => chooseZone(option.choice)}
            rightSection={choice === option.choice ? <Text size="xs">chosen</Text> : undefined}
          >
            {zoneNames[option.choice]}
            {option.zone !== null && option.choice !== 'utc' && (
              <Text size="xs" c="dimmed">
                {option.zone}
              </Text>
            )}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const nextColours = { auto: 'light', light: 'dark', dark: 'auto' } as const;
const colourWords = { auto: "the system's colours", light: 'light colours', dark: 'dark colours' } as const;

function ColourSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const next = nextColours[colorScheme];
  const label = `Showing ${colourWords[colorScheme]}; switch to ${colourWords[next]}`;
  const Icon = colorScheme === 'auto' ? IconSunMoon : colorScheme === 'light' ? IconSun : IconMoon;
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        onClick={() => setColorScheme(next)}
        aria-label={label}
      >
        <Icon size={20} />
      </ActionIcon>
    </Tooltip>
  );
}

function UserMenu({ user }: { user: User }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = async () => {
    try {
      await api.post('/sign_out', undefined);
    } catch (error) {
      // Whose session has ended already is where they wanted to be.
      if (!(error instanceof ApiError && error.status === 401)) {
        sayFailed('You are still signed in', error);
        return;
      }
    }
    sessionEnded.set(false);
    // Other tabs leave their pages too.
    memory.write('signed-out', String(Date.now()));
    client.clear();
    navigate({ to: '/sign_in' as never });
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-md" className={styles.user}>
          <IconUser size={18} aria-hidden />
          <span className={styles.userName}>{user.name}</span>
          <span className="sr">, account menu</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <Menu.Item
          leftSection={<IconUser size={16} />}
          onClick={() => navigate({ to: '/users/$id' as never, params: { id: user.id } as never })}
        >
          My profile
        </Menu.Item>
        <Menu.Item
          leftSection={<IconSettings size={16} />}
          onClick={() => navigate({ to: '/settings' as never })}
        >
          Settings
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
