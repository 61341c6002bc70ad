import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from './api';
import { storeOf } from './store';
import type { About, User } from './wire';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => (await api.get<{ user: User }>('/users/me', undefined, signal)).user,
  staleTime: 60_000,
  retry: false,
});

/** Whether the session ended while a page was open; what stands there is kept until somebody signs in again. */
export const sessionEnded = storeOf(false);

/**
 * Whether somebody else has signed in over the page that is open. What stands there belongs to who was there before, and goes
 * without a question: whoever answered it would be the wrong one.
 */
export const handedOver = storeOf(false);

export const aboutQuery = queryOptions({
  queryKey: ['about'],
  queryFn: ({ signal }) => api.get<About>('/about', undefined, signal),
  staleTime: 60_000,
});

/** The signed-in user; undefined while it loads. Screens behind the sign-in may count on it soon. */
export function useMe(): User | undefined {
  return useQuery(meQuery).data;
}

const ONLY_LOOKS = new Set(['observer', 'restricted_access', 'read_only_user', 'read_only_limited_user']);
const ONLY_RESPONDS = new Set(['limited_user']);
// Stakeholders stay stakeholders in every team.
const NEVER_MORE = new Set(['read_only_user', 'read_only_limited_user']);

/** What owns a thing; with none, the account's role alone decides. */
type Owners = readonly { id: string }[] | null | undefined;

/** A role in a team adds to the account's role, for what that team owns. */
function byTeam(user: User, owners: Owners, roles: readonly string[]): boolean {
  return (
    !NEVER_MORE.has(user.role) &&
    (user.team_roles ?? []).some(
      (one) => roles.includes(one.role) && (owners ?? []).some(({ id }) => id === one.id),
    )
  );
}

/**
 * Only what the server would refuse anyway is hidden; the server decides. An unknown role sees everything.
 *
 * @param owners the teams of what is acted on
 */
export function mayRespond(user: User | undefined, owners?: Owners): boolean {
  return user !== undefined && (!ONLY_LOOKS.has(user.role) || byTeam(user, owners, ['responder', 'manager']));
}

/** Whether there may be something that this user may act on. */
export function mayRespondSomewhere(user: User | undefined): boolean {
  return mayRespond(user, user?.team_roles);
}

/** Whether only what belongs to the own teams is there for that user. */
export function isKeptToTeams(user: User | undefined): boolean {
  return user?.role === 'restricted_access';
}

/** May set things up; `owners` as for {@link mayRespond}. */
export function mayManage(user: User | undefined, owners?: Owners): boolean {
  return (
    user !== undefined &&
    ((!ONLY_LOOKS.has(user.role) && !ONLY_RESPONDS.has(user.role)) || byTeam(user, owners, ['manager']))
  );
}

export function mayAdminister(user: User | undefined): boolean {
  return user !== undefined && (user.role === 'owner' || user.role === 'admin');
}
