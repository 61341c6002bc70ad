import { queryOptions } from '@tanstack/react-query';
import { ApiError, api } from '../../ground/api';
import {
  type Analysis,
  type CauseLink,
  type Difference,
  type Nearby,
  type Occurrence,
  type PastIncident,
  readAnalysis,
  readCauseLinks,
  readDifferences,
  readNearby,
  readOccurrence,
  readPast,
  readSuspects,
  type Suspect,
} from './insight';

/** What was not worked out yet is no error. */
async function orNothing<T>(ask: Promise<T>, nothing: T): Promise<T> {
  try {
    return await ask;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return nothing;
    throw error;
  }
}

export const analysisQuery = (id: string) =>
  queryOptions<Analysis | null>({
    queryKey: ['incident', id, 'analysis'],
    queryFn: ({ signal }) =>
      orNothing(api.get(`/incidents/${id}/analysis`, undefined, signal).then(readAnalysis), null),
  });

export const suspectsQuery = (id: string) =>
  queryOptions<Suspect[]>({
    queryKey: ['incident', id, 'suspects'],
    queryFn: ({ signal }) =>
      orNothing(
        api.get(`/incidents/${id}/related_change_events`, { limit: 5 }, signal).then(readSuspects),
        [],
      ),
  });

export const causedByQuery = (id: string) =>
  queryOptions<CauseLink[]>({
    queryKey: ['incident', id, 'caused_by'],
    queryFn: ({ signal }) =>
      orNothing(api.get(`/incidents/${id}/caused_by`, undefined, signal).then(readCauseLinks), []),
  });

export const differencesQuery = (id: string) =>
  queryOptions<Difference | null>({
    queryKey: ['incident', id, 'differences'],
    queryFn: ({ signal }) =>
      orNothing(api.get(`/incidents/${id}/differences`, undefined, signal).then(readDifferences), null),
  });

export const pastQuery = (id: string) =>
  queryOptions<PastIncident[]>({
    queryKey: ['incident', id, 'past'],
    queryFn: ({ signal }) =>
      orNothing(api.get(`/incidents/${id}/past_incidents`, { limit: 5 }, signal).then(readPast), []),
  });

export const nearbyQuery = (id: string) =>
  queryOptions<Nearby[]>({
    queryKey: ['incident', id, 'nearby'],
    queryFn: ({ signal }) =>
      orNothing(api.get(`/incidents/${id}/related_incidents`, undefined, signal).then(readNearby), []),
  });

export const occurrenceQuery = (id: string) =>
  queryOptions<Occurrence | null>({
    queryKey: ['incident', id, 'occurrence'],
    queryFn: ({ signal }) =>
      orNothing(api.get(`/incidents/${id}/outlier_incident`, undefined, signal).then(readOccurrence), null),
  });
