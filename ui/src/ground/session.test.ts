import { describe, expect, it } from 'vitest';
import { mayManage, mayRespond, mayRespondSomewhere } from './session';
import type { User } from './wire';

function user(role: string, roles: Record<string, string> = {}): User {
  return {
    id: 'PU',
    type: 'user',
    summary: 'Uma',
    self: null,
    html_url: null,
    name: 'Uma',
    email: 'uma@example.com',
    time_zone: 'UTC',
    role,
    team_roles: Object.entries(roles).map(([id, of]) => ({ id, role: of })),
  };
}

const ours = [{ id: 'PT1' }];
const theirs = [{ id: 'PT2' }];

describe('what somebody may do', () => {
  it('is what the role of the account says, where no team helps', () => {
    expect(mayRespond(undefined)).toBe(false);
    expect(mayRespond(user('user'))).toBe(true);
    expect(mayRespond(user('limited_user'), theirs)).toBe(true);
    expect(mayManage(user('limited_user'), theirs)).toBe(false);
    expect(mayRespond(user('observer'), ours)).toBe(false);
    expect(mayManage(user('owner'))).toBe(true);
  });

  it('is more where a role in the team adds to it, and there alone', () => {
    for (const role of ['observer', 'restricted_access']) {
      const responder = user(role, { PT1: 'responder' });
      expect(mayRespond(responder, ours)).toBe(true);
      expect(mayRespond(responder, theirs)).toBe(false);
      expect(mayRespond(responder)).toBe(false);
      expect(mayManage(responder, ours)).toBe(false);
      expect(mayManage(user(role, { PT1: 'manager' }), ours)).toBe(true);
      expect(mayRespondSomewhere(responder)).toBe(true);
      expect(mayRespond(user(role, { PT1: 'observer' }), ours)).toBe(false);
    }
    expect(mayRespondSomewhere(user('observer', { PT1: 'observer' }))).toBe(false);
  });

  it('never grows for a stakeholder', () => {
    expect(mayRespond(user('read_only_user', { PT1: 'manager' }), ours)).toBe(false);
    expect(mayManage(user('read_only_limited_user', { PT1: 'manager' }), ours)).toBe(false);
  });
});
