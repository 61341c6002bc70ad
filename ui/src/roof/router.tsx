import { Text } from '@mantine/core';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
} from '@tanstack/react-router';
import { ButtonLink } from '../ground/Go';
import { Page, Waiting } from '../ground/Page';
import { ErrorBox } from '../ground/Say';
import { Door } from '../rooms/access/Door';
import { Shell } from './Shell';

type Search = Record<string, string | undefined>;

/** Queries stay text, as people type and share them; each screen reads its own. */
function asText(search: Record<string, unknown>): Search {
  return Object.fromEntries(
    Object.entries(search)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, String(value)]),
  );
}

function parseSearch(text: string): Search {
  return Object.fromEntries(new URLSearchParams(text));
}

function stringifySearch(search: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

const root = createRootRoute({ component: Outlet, validateSearch: asText, notFoundComponent: NotFound });

const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: Shell });

const outside = (path: string, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(load as never, name as never),
  });

const screen = (path: string, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => inside,
    path,
    component: lazyRouteComponent(load as never, name as never),
  });

const routes = root.addChildren([
  outside('/sign_in', () => import('../rooms/access/SignIn'), 'SignIn'),
  outside('/welcome', () => import('../rooms/access/Welcome'), 'Welcome'),
  inside.addChildren([
    createRoute({
      getParentRoute: () => inside,
      path: '/',
      component: () => <Navigate to={'/incidents' as never} replace />,
    }),
    screen('/incidents', () => import('../rooms/respond/IncidentList'), 'IncidentList'),
    screen('/incidents/$id', () => import('../rooms/respond/IncidentPage'), 'IncidentPage'),
    screen('/alerts', () => import('../rooms/respond/AlertSearch'), 'AlertSearch'),
    screen('/alerts/$id', () => import('../rooms/respond/AlertSearch'), 'AlertPage'),
    screen('/services', () => import('../rooms/catalog/Services'), 'Services'),
    screen('/services/$id', () => import('../rooms/catalog/ServicePage'), 'ServicePage'),
    screen('/ownership', () => import('../rooms/catalog/Ownership'), 'OwnershipPage'),
    screen('/teams', () => import('../rooms/catalog/Teams'), 'Teams'),
    screen('/teams/$id', () => import('../rooms/catalog/TeamPage'), 'TeamPage'),
    screen('/users', () => import('../rooms/catalog/Users'), 'Users'),
    screen('/users/$id', () => import('../rooms/catalog/UserPage'), 'UserPage'),
    screen('/escalation_policies', () => import('../rooms/mobilize/Policies'), 'Policies'),
    screen('/escalation_policies/$id', () => import('../rooms/mobilize/PolicyPage'), 'PolicyPage'),
    screen('/schedules', () => import('../rooms/mobilize/Schedules'), 'Schedules'),
    screen('/schedules/$id', () => import('../rooms/mobilize/SchedulePage'), 'SchedulePage'),
    screen('/on_call', () => import('../rooms/mobilize/OnCallNow'), 'OnCallNow'),
    screen('/deliveries', () => import('../rooms/mobilize/Deliveries'), 'Deliveries'),
    screen('/topology', () => import('../rooms/catalog/Topology'), 'Topology'),
    screen('/topology/entity', () => import('../rooms/catalog/EntityPage'), 'EntityPage'),
    screen('/event_rules', () => import('../rooms/signal/Orchestrations'), 'Orchestrations'),
    screen('/event_rules/$id', () => import('../rooms/signal/OrchestrationPage'), 'OrchestrationPage'),
    screen('/event_rules/services/$id', () => import('../rooms/signal/OrchestrationPage'), 'ServiceRules'),
    screen('/recipes', () => import('../rooms/correlate/Recipes'), 'Recipes'),
    screen('/recipes/$id', () => import('../rooms/correlate/RecipePage'), 'RecipePage'),
    screen('/enrichment', () => import('../rooms/signal/Enrichment'), 'Enrichment'),
    screen('/enrichment/$id', () => import('../rooms/signal/Enrichment'), 'EnrichmentTable'),
    screen('/maintenance', () => import('../rooms/catalog/Maintenance'), 'MaintenancePage'),
    screen('/events', () => import('../rooms/signal/Events'), 'Events'),
    screen('/noise', () => import('../rooms/improve/Noise'), 'Noise'),
    screen('/suggestions', () => import('../rooms/correlate/Suggestions'), 'Suggestions'),
    screen('/past_incidents', () => import('../rooms/correlate/Past'), 'PastIncidents'),
    screen('/past_incidents/$id', () => import('../rooms/correlate/Past'), 'PastIncidentPage'),
    screen('/warnings', () => import('../rooms/correlate/Warnings'), 'Warnings'),
    screen('/series', () => import('../rooms/detect/SeriesList'), 'SeriesList'),
    screen('/series/$id', () => import('../rooms/detect/SeriesPage'), 'SeriesPage'),
    screen('/anomalies', () => import('../rooms/detect/Anomalies'), 'Anomalies'),
    screen('/detectors', () => import('../rooms/detect/Detectors'), 'Detectors'),
    screen('/detectors/$id', () => import('../rooms/detect/DetectorPage'), 'DetectorPage'),
    screen('/slos', () => import('../rooms/detect/Slos'), 'Slos'),
    screen('/slos/$id', () => import('../rooms/detect/SloPage'), 'SloPage'),
    screen('/checks', () => import('../rooms/detect/Checks'), 'Checks'),
    screen('/heartbeats', () => import('../rooms/detect/Heartbeats'), 'Heartbeats'),
    screen('/sources', () => import('../rooms/detect/Sources'), 'Sources'),
    screen('/known_problems', () => import('../rooms/learn/Problems'), 'Problems'),
    screen('/experiments', () => import('../rooms/practice/Experiments'), 'Experiments'),
    screen('/experiments/$id', () => import('../rooms/practice/ExperimentPage'), 'ExperimentPage'),
    screen('/tickets', () => import('../rooms/respond/Trackers'), 'Trackers'),
    screen('/webhooks', () => import('../rooms/respond/Webhooks'), 'Webhooks'),
    screen('/chats', () => import('../rooms/respond/Chats'), 'Chats'),
    screen('/chat_links/$secret', () => import('../rooms/access/ChatLinkPage'), 'ChatLinkPage'),
    screen('/audit', () => import('../rooms/access/Audit'), 'Audit'),
    screen('/settings', () => import('../rooms/access/Settings'), 'Settings'),
    screen('/api', () => import('../rooms/platform/ApiPage'), 'ApiPage'),
    screen('/about', () => import('../rooms/platform/About'), 'AboutPage'),
  ]),
]);

function NotFound() {
  return (
    <Door title="There is no such page">
      <Text size="sm">The address may be mistyped or out of date.</Text>
      <ButtonLink to="/incidents">To the incidents</ButtonLink>
    </Door>
  );
}

export function makeRouter() {
  return createRouter({
    routeTree: routes,
    basepath: '/ui',
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingComponent: () => <Waiting />,
    defaultErrorComponent: ({ error, reset }) => (
      <Page title="Something broke">
        <ErrorBox error={error} again={reset} />
      </Page>
    ),
    defaultNotFoundComponent: NotFound,
  });
}
