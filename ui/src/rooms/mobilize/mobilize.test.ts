import { describe, expect, it } from 'vitest';
import type { EscalationPolicy, OnCall, Schedule } from '../../ground/wire';
import {
  draftOfSchedule,
  layerInWords,
  newLayer,
  scheduleFaults,
  turnSeconds,
  wireOfSchedule,
} from './layer';
import { byPolicy, ofPolicies } from './oncall';
import { draftOfPolicy, listed, newLevel, policyFaults, policyInWords, wireOfPolicy } from './policy';
import {
  colourOf,
  daysOf,
  gaps,
  joined,
  nowAndNext,
  placed,
  type Shift,
  shiftsOf,
  weekStart,
} from './timeline';

const at = (text: string) => Date.parse(text);
const user = (id: string, summary: string) => ({ id, type: 'user_reference', summary });
const shift = (from: number, until: number, userId: string | null = 'U1'): Shift => ({
  from,
  until,
  userId,
  name: userId ?? 'Nobody',
});

describe('the calendar', () => {
  it('places spans to scale and cuts them at the edges', () => {
    const window = { from: 0, until: 100 };
    expect(placed({ from: 25, until: 50 }, window)).toEqual({ left: 25, width: 25 });
    expect(placed({ from: -50, until: 10 }, window)).toEqual({ left: 0, width: 10 });
    expect(placed({ from: 90, until: 500 }, window)).toEqual({ left: 90, width: 10 });
    expect(placed({ from: 100, until: 200 }, window)).toBeNull();
  });

  it('draws days as long as they are', () => {
    const days = daysOf(at('2026-03-23T00:00:00Z'), 1, 'Europe/Berlin');
    expect(days).toHaveLength(7);
    expect(days.map((day) => (day.until - day.from) / 3_600_000)).toEqual([24, 24, 24, 24, 24, 24, 23]);
    for (let day = 1; day < 7; day++) expect(days[day]?.from).toBe(days[day - 1]?.until);
  });

  it('begins weeks on the Monday of the zone that is shown', () => {
    const sunday = at('2026-11-22T20:00:00Z');
    expect(weekStart(sunday, 'UTC')).toBe(at('2026-11-16T00:00:00Z'));
    // In Tokyo it is Monday by then.
    expect(weekStart(sunday, 'Asia/Tokyo')).toBe(at('2026-11-22T15:00:00Z'));
  });

  it('finds every gap, also at the edges and where nobody is named', () => {
    const window = { from: 0, until: 100 };
    expect(gaps([], window)).toEqual([window]);
    expect(gaps([shift(0, 100)], window)).toEqual([]);
    expect(gaps([shift(50, 70), shift(10, 30)], window)).toEqual([
      { from: 0, until: 10 },
      { from: 30, until: 50 },
      { from: 70, until: 100 },
    ]);
    expect(gaps([shift(0, 60), shift(20, 30), shift(60, 100, null)], window)).toEqual([
      { from: 60, until: 100 },
    ]);
  });

  it('covers the window exactly with shifts and gaps together', () => {
    let seed = 7;
    const random = (most: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % most;
    };
    const wrong: string[] = [];
    for (let round = 0; round < 500; round++) {
      const shifts = Array.from({ length: random(6) }, () => {
        const from = random(120) - 10;
        return shift(from, from + 1 + random(40));
      });
      const window = { from: 0, until: 100 };
      const holes = gaps(shifts, window);
      for (let point = 0; point < 100; point++) {
        const covered = shifts.some((one) => one.from <= point && point < one.until);
        const hole = holes.some((one) => one.from <= point && point < one.until);
        if (hole === covered) wrong.push(`round ${round}, point ${point}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('joins what one person does without a break', () => {
    expect(joined([shift(0, 10), shift(10, 20), shift(20, 30, 'U2'), shift(40, 50, 'U2')])).toEqual([
      shift(0, 20),
      shift(20, 30, 'U2'),
      shift(40, 50, 'U2'),
    ]);
  });

  it('knows who is on call and who comes next', () => {
    const shifts = [shift(0, 10), shift(10, 20), shift(25, 30, 'U2')];
    expect(nowAndNext(shifts, 5)).toEqual({ now: shift(0, 20), next: shift(25, 30, 'U2') });
    expect(nowAndNext(shifts, 20).now).toBeNull();
    expect(nowAndNext(shifts, 40)).toEqual({ now: null, next: null });
  });

  it('reads entries in order and drops empty ones', () => {
    expect(
      shiftsOf([
        { start: '2026-01-02T00:00:00Z', end: '2026-01-03T00:00:00Z', user: user('U2', 'Ben') },
        { start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z', user: null },
        { start: '2026-01-01T00:00:00Z', end: '2026-01-01T00:00:00Z', user: user('U1', 'Ana') },
      ]).map(({ name }) => name),
    ).toEqual(['Nobody', 'Ben']);
  });

  it('gives people of one rotation different colours', () => {
    expect(colourOf('U1', ['U1', 'U2'], 8)).toBe(0);
    expect(colourOf('U2', ['U1', 'U2'], 8)).toBe(1);
    expect(colourOf(null, [], 8)).toBeNull();
    expect(colourOf('elsewhere', [], 8)).toBe(colourOf('elsewhere', [], 8));
  });
});

describe('a policy', () => {
  const policy = {
    id: 'P1',
    name: 'Platform',
    description: null,
    num_loops: 2,
    teams: [],
    escalation_rules: [
      {
        id: 'R1',
        escalation_delay_in_minutes: 5,
        targets: [{ id: 'S1', type: 'schedule_reference', summary: 'Primary' }],
      },
      {
        id: 'R2',
        escalation_delay_in_minutes: 10,
        targets: [user('U1', 'Ana'), user('U2', 'Ben')],
        escalation_rule_assignment_strategy: { type: 'round_robin' },
      },
    ],
  } as unknown as EscalationPolicy;

  it('is read aloud with the minutes at which things happen', () => {
    expect(policyInWords(draftOfPolicy(policy))).toEqual([
      'At once: page whoever is on call in “Primary”.',
      'After 5 min without an acknowledgement: page one of Ana or Ben, in turn from incident to incident.',
      'After 15 min without an acknowledgement: start over at level 1, 2 times more.',
      'After 45 min: stop paging by this policy. The incident stays triggered and assigned to the last level.',
    ]);
  });

  it('goes back to the wire as it came', () => {
    const wire = wireOfPolicy(draftOfPolicy(policy));
    expect(wire.num_loops).toBe(2);
    expect(wire.escalation_rules).toEqual([
      {
        id: 'R1',
        escalation_delay_in_minutes: 5,
        targets: [{ id: 'S1', type: 'schedule_reference' }],
        escalation_rule_assignment_strategy: { type: 'assign_to_everyone' },
      },
      {
        id: 'R2',
        escalation_delay_in_minutes: 10,
        targets: [
          { id: 'U1', type: 'user_reference' },
          { id: 'U2', type: 'user_reference' },
        ],
        escalation_rule_assignment_strategy: { type: 'round_robin' },
      },
    ]);
  });

  it('says what is missing', () => {
    const draft = { name: ' ', description: '', team: null, loops: 0, levels: [newLevel('a')] };
    expect(policyFaults(draft)).toEqual(['Give the policy a name.', 'Level 1 names nobody.']);
    expect(policyFaults(draftOfPolicy(policy))).toEqual([]);
  });

  it('joins words', () => {
    expect(listed([])).toBe('');
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  });
});

describe('a schedule', () => {
  const schedule = {
    id: 'P1',
    name: 'Primary',
    description: null,
    time_zone: 'Europe/Berlin',
    schedule_layers: [
      {
        id: 'TOP',
        name: 'Day help',
        start: '2026-11-02T08:00:00Z',
        end: null,
        rotation_virtual_start: '2026-11-02T08:00:00Z',
        rotation_turn_length_seconds: 86_400,
        users: [{ user: user('U3', 'Chiara') }, { user: user('U1', 'Ana') }],
        restrictions: [
          { type: 'daily_restriction', start_time_of_day: '09:00:00', duration_seconds: 28_800 },
        ],
      },
      {
        id: 'LOW',
        name: null,
        start: '2026-11-02T08:00:00Z',
        end: '2026-12-02T08:00:00Z',
        rotation_virtual_start: '2026-11-02T08:00:00Z',
        rotation_turn_length_seconds: 604_800,
        users: [{ user: user('U1', 'Ana') }],
        restrictions: [
          {
            type: 'weekly_restriction',
            start_time_of_day: '17:00:00',
            duration_seconds: 3_600,
            start_day_of_week: 5,
          },
        ],
      },
    ],
  } as unknown as Schedule;

  it('is read highest layer first and written lowest first', () => {
    const wire = wireOfSchedule(draftOfSchedule(schedule));
    expect(wire.schedule_layers.map(({ id }) => id)).toEqual(['LOW', 'TOP']);
    expect(wire.schedule_layers[1]).toEqual({
      id: 'TOP',
      name: 'Day help',
      start: '2026-11-02T08:00:00Z',
      end: null,
      rotation_virtual_start: '2026-11-02T08:00:00Z',
      rotation_turn_length_seconds: 86_400,
      users: [{ user: { id: 'U3', type: 'user_reference' } }, { user: { id: 'U1', type: 'user_reference' } }],
      restrictions: [{ type: 'daily_restriction', start_time_of_day: '09:00:00', duration_seconds: 28_800 }],
    });
    expect(wire.schedule_layers[0]?.restrictions[0]).toMatchObject({ start_day_of_week: 5 });
    expect(wire.schedule_layers[0]?.end).toBe('2026-12-02T08:00:00Z');
  });

  it('is read aloud on the clock of its zone', () => {
    const [low, top] = draftOfSchedule(schedule).layers;
    expect(top && layerInWords(top, 'Europe/Berlin')).toBe(
      'Chiara and Ana take turns of a day, handing over at 09:00; only daily from 09:00 for 8 h.',
    );
    expect(low && layerInWords(low, 'Europe/Berlin')).toBe('Ana alone; only from Friday 17:00 for 1 h.');
  });

  it('says what is missing', () => {
    const layer = newLayer('a', 'Layer 1', at('2026-11-16T00:00:00Z'), 'UTC');
    expect(layer.firstTurn).toBe('2026-11-16T09:00');
    expect(scheduleFaults({ name: '', description: '', zone: 'UTC', layers: [layer] })).toEqual([
      'Give the schedule a name.',
      '“Layer 1” has nobody in it.',
    ]);
    expect(turnSeconds({ rotation: 'custom', hours: 12 })).toBe(43_200);
  });
});

describe('who is on call', () => {
  it('is gathered by policy and level', () => {
    const one = (policy: string, level: number, name: string): OnCall => ({
      user: user(name, name),
      schedule: null,
      escalation_policy: { id: policy, type: 'escalation_policy_reference', summary: policy },
      escalation_level: level,
      start: null,
      end: null,
    });
    const groups = byPolicy([
      one('Zeta', 1, 'a'),
      one('Alpha', 2, 'b'),
      one('Alpha', 1, 'c'),
      one('Alpha', 1, 'd'),
    ]);
    expect(
      groups.map(({ policy, levels }) => [
        policy.summary,
        levels.map(({ level, people }) => [level, people.map((person) => person.user.id)]),
      ]),
    ).toEqual([
      [
        'Alpha',
        [
          [1, ['c', 'd']],
          [2, ['b']],
        ],
      ],
      ['Zeta', [[1, ['a']]]],
    ]);
  });

  it('is said of every level, also where nobody is', () => {
    const target = { id: 'S1', type: 'schedule_reference', summary: 'Nights' };
    const policy = (id: string, levels: number): EscalationPolicy => ({
      id,
      type: 'escalation_policy',
      summary: id,
      name: id,
      description: null,
      num_loops: 0,
      escalation_rules: Array.from({ length: levels }, () => ({
        escalation_delay_in_minutes: 5,
        targets: [target],
      })),
    });
    const ana: OnCall = {
      user: user('ana', 'Ana'),
      schedule: null,
      escalation_policy: { id: 'Zeta', type: 'escalation_policy_reference', summary: 'Zeta' },
      escalation_level: 2,
      start: null,
      end: null,
    };
    expect(ofPolicies([policy('Zeta', 2), policy('Alpha', 1)], [ana])).toMatchObject([
      {
        policy: { id: 'Zeta' },
        levels: [
          { level: 1, people: [], targets: [target] },
          { level: 2, people: [ana] },
        ],
      },
      { policy: { id: 'Alpha' }, levels: [{ level: 1, people: [], targets: [target] }] },
    ]);
  });
});
