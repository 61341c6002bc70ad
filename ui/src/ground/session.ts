import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from './api';
import type { About, User } from './wire';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => (await api.get<{ user: User }>('/users/me', undefined, signal)).user,
  staleTime: 60_000,
  retry: false,
});

export const aboutQuery = queryOptions({
  queryKey: ['about'],
  queryFn: ({ signal }) => api.get<About>('/about', undefined, signal),
  staleTime: 60_000,
});

/** The signed-in user; undefined while it loads. Screens behind the sign-in may count on it soon. */
export function useMe(): User | undefined {
  return useQuery(meQuery).data;
}

const ONLY_LOOKS = new Set(['observer', 'read_only_user', 'read_only_limited_user']);
// Who has restricted access sees the own teams' things alone, and most roles in a team allow to respond there.
const ONLY_RESPONDS = new Set(['limited_user', 'restricted_access']);

/** Only what the server would refuse anyway is hidden; the server decides. An unknown role sees everything. */
export function mayRespond(user: User | undefined): boolean {
  return user !== undefined && !ONLY_LOOKS.has(user.role);
}

/** Whether only what belongs to the own teams is there for that user. */
export function isKeptToTeams(user: User | undefined): boolean {
  return user?.role === 'restricted_access';
}

export function mayManage(user: User | undefined): boolean {
  return mayRespond(user) && !ONLY_RESPONDS.has(user?.role ?? '');
}

export function mayAdminister(user: User | undefined): boolean {
  return user !== undefined && (user.role === 'owner' || user.role === 'admin');
}
