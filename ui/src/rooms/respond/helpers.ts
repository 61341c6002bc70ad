import { queryOptions } from '@tanstack/react-query';
import { api } from '../../ground/api';
import type { Ref } from '../../ground/wire';

export type State = 'pending' | 'joined' | 'declined' | 'user_cancelled';

interface Responder {
  state: State;
  user: Ref;
  updated_at: string;
}

/** One request for help: a person, or a policy that finds people. */
export interface Call {
  id: string;
  policy: boolean;
  target: Ref;
  requester: Ref;
  message: string;
  at: string;
  responders: Responder[];
}

/** Somebody who is to be asked. */
export interface Wanted {
  policy: boolean;
  id: string;
}

export interface WireRequest {
  requester: Ref;
  requested_at: string;
  message: string;
  responder_request_targets: {
    responder_request_target: {
      id: string;
      type: string;
      summary: string;
      request_id: string;
      incidents_responders: Responder[];
    };
  }[];
}

export const stateWords: Record<State, string> = {
  pending: 'no answer yet',
  joined: 'helps',
  declined: 'declined',
  user_cancelled: 'taken back',
};

export function callsOf(requests: readonly WireRequest[]): Call[] {
  return requests.flatMap((request) =>
    request.responder_request_targets.map(({ responder_request_target: target }) => ({
      id: target.request_id,
      policy: target.type.startsWith('escalation_policy'),
      target: {
        id: target.id,
        type: target.type.endsWith('_reference') ? target.type : `${target.type}_reference`,
        summary: target.summary,
      },
      requester: request.requester,
      message: request.message,
      at: request.requested_at,
      responders: target.incidents_responders,
    })),
  );
}

/** What waits for that person's answer. Once somebody else helps, a policy no longer needs one. */
export function forMe(calls: readonly Call[], userId: string): Call[] {
  return calls.filter(
    ({ policy, responders }) =>
      responders.some(({ state, user }) => user.id === userId && state === 'pending') &&
      !(policy && responders.some(({ state }) => state === 'joined')),
  );
}

export function targetsOf(wanted: readonly Wanted[]): unknown[] {
  return wanted.map(({ policy, id }) => ({
    responder_request_target: { id, type: policy ? 'escalation_policy_reference' : 'user_reference' },
  }));
}

export const callsQuery = (incidentId: string) =>
  queryOptions({
    queryKey: ['incident', incidentId, 'responder_requests'],
    queryFn: async ({ signal }) =>
      callsOf(
        (
          await api.get<{ responder_requests: WireRequest[] }>(
            `/incidents/${incidentId}/responder_requests`,
            undefined,
            signal,
          )
        ).responder_requests,
      ),
  });
