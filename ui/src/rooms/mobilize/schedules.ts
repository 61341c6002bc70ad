import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ApiError, api } from '../../ground/api';
import { toWire } from '../../ground/time';
import type { Override, Schedule } from '../../ground/wire';
import type { Span } from './timeline';

export const scheduleQuery = (id: string, window: Span) =>
  queryOptions({
    queryKey: ['schedules', id, window.from, window.until],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ schedule: Schedule }>(
          `/schedules/${id}`,
          { since: toWire(window.from), until: toWire(window.until), time_zone: 'UTC' },
          signal,
        )
      ).schedule,
    placeholderData: keepPreviousData,
    enabled: id !== 'new',
  });

/** Shifts around the present, uncut, for "now" and "next". */
export const aroundQuery = (id: string, hour: number) =>
  queryOptions({
    queryKey: ['schedules', id, 'around', hour],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ schedule: Schedule }>(
          `/schedules/${id}`,
          {
            since: toWire(hour),
            until: toWire(hour + 30 * 86_400_000),
            overflow: true,
            time_zone: 'UTC',
          },
          signal,
        )
      ).schedule,
    placeholderData: keepPreviousData,
    enabled: id !== 'new',
  });

export const overridesQuery = (id: string, window: Span) =>
  queryOptions({
    queryKey: ['schedules', id, 'overrides', window.from, window.until],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ overrides: Override[] }>(
          `/schedules/${id}/overrides`,
          {
            since: toWire(window.from),
            until: toWire(window.until),
            editable: true,
            overflow: true,
            time_zone: 'UTC',
          },
          signal,
        )
      ).overrides,
    placeholderData: keepPreviousData,
  });

interface Answer {
  status: number;
  errors?: string[];
}

/** Each override of the list is answered by itself, inside an answer that says 201; one that was refused is an error. */
export async function addOverride(id: string, userId: string, span: Span): Promise<void> {
  const answers = await api.post<Answer[]>(`/schedules/${id}/overrides`, {
    overrides: [
      {
        start: toWire(span.from),
        end: toWire(span.until),
        user: { id: userId, type: 'user_reference' },
      },
    ],
  });
  const refused = Array.isArray(answers) ? answers.find(({ status }) => status >= 400) : undefined;
  if (refused !== undefined) {
    throw new ApiError(refused.status, 'The override was refused.', 0, refused.errors ?? []);
  }
}
