import { describe, expect, it } from 'vitest';
import { repeatFault, ruleFor, ruleWords } from './recurrence';
import {
  certain,
  type Dependency,
  type Entity,
  entityPath,
  graphOf,
  guessFormat,
  knownWords,
  reportLines,
  type SameThing,
  sameWords,
} from './topology';

const now = Date.parse('2026-11-21T12:00:00Z');

function entity(id: string, more: Partial<Entity> = {}): Entity {
  return {
    id,
    type: 'entity',
    summary: id,
    name: id,
    kind: 'service',
    service: id,
    muster_service: null,
    region: null,
    stage: null,
    aliases: [],
    attributes: {},
    source: 'manual',
    created_at: null,
    last_seen_at: null,
    stale_since: null,
    ...more,
  };
}

function link(more: Partial<Dependency> = {}): Dependency {
  return {
    from: 'shop',
    to: 'db',
    kind: 'uses',
    confidence: 1,
    learned: false,
    confirmed_by: null,
    source: 'csv',
    last_seen_at: null,
    stale_since: null,
    ...more,
  };
}

describe('the words of two that may be the same', () => {
  const side = { id: 'a', name: 'a', kind: 'service', source: 'csv' };
  const pair = (state: SameThing['state'], counted_as: string | null): SameThing => ({
    entity: side,
    other: { ...side, id: 'b' },
    state,
    certain: true,
    reason: '',
    found_at: '2026-11-19T12:00:00Z',
    by: null,
    said_at: null,
    counted_as,
  });
  it('say that they count as two where a word or a source keeps them apart', () => {
    expect(sameWords(pair('accepted', 'a'))).toBe('Counts as one, by the word of a person');
    expect(sameWords(pair('accepted', null))).toContain('Counts as two still');
    expect(sameWords(pair('applied', null))).toContain('counts as two');
  });
});

describe('the words of a dependency', () => {
  it('say whether it was declared, learned or is stale', () => {
    expect(knownWords(link(), now)).toBe('Declared by csv');
    expect(knownWords(link({ confidence: 0.6 }), now)).toBe('Declared by csv, 60 % sure');
    expect(knownWords(link({ learned: true, confidence: 0.72 }), now)).toBe('Learned, 72 % sure');
    expect(knownWords(link({ learned: true, confirmed_by: 'PANA' }), now)).toContain('confirmed');
    expect(knownWords(link({ stale_since: '2026-11-19T12:00:00Z' }), now)).toBe(
      'Stale: not named since 2 d ago',
    );
  });
  it('draw what is uncertain with a broken line', () => {
    expect(certain(link())).toBe(true);
    expect(certain(link({ learned: true }))).toBe(false);
    expect(certain(link({ learned: true, confirmed_by: 'PANA' }))).toBe(true);
    expect(certain(link({ stale_since: '2026-11-19T12:00:00Z' }))).toBe(false);
  });
});

describe('the map', () => {
  it('marks its centre and what is stale', () => {
    const graph = graphOf(
      {
        entities: [
          { distance: 0, entity: entity('shop') },
          { distance: 1, entity: entity('db', { kind: 'database', stale_since: '2026-11-19T12:00:00Z' }) },
        ],
        dependencies: [link({ learned: true })],
        more: false,
      },
      'shop',
    );
    expect(graph.nodes.map(({ id, centre, mark }) => [id, centre, mark])).toEqual([
      ['shop', true, undefined],
      ['db', false, 'stale'],
    ]);
    expect(graph.links).toEqual([{ from: 'shop', to: 'db', dashed: true }]);
  });
  it('keeps ids with slashes whole in an address', () => {
    expect(entityPath('component:default/shop')).toBe('/topology/entity?id=component%3Adefault%2Fshop');
  });
});

describe('an import', () => {
  it('reports only what happened', () => {
    expect(
      reportLines({ entities_added: 1, dependencies_added: 2, entities_changed: 0, gaps_closed: 3 }),
    ).toEqual(['1 entity added', '2 dependencies added', '3 unresolved names of alerts known from now on']);
    expect(reportLines({})).toEqual(['Nothing was in it']);
  });
  it('guesses the format', () => {
    expect(guessFormat('hosts.csv', 'a,b')).toBe('csv');
    expect(guessFormat('x.yaml', 'apiVersion: backstage.io/v1alpha1\nkind: Component')).toBe('backstage');
    expect(guessFormat('x.yaml', 'kind: Pod\napiVersion: v1')).toBe('kubernetes');
    expect(guessFormat('x.json', ' {"entities": []}')).toBe('native');
    expect(guessFormat('x.txt', 'hello')).toBeNull();
  });
});

describe('maintenance that comes back', () => {
  const sunday = Date.parse('2026-11-22T01:00:00Z');
  it('names the day by the clock of its zone', () => {
    expect(ruleFor('weekly', sunday, 'Europe/Berlin', '')).toBe('FREQ=WEEKLY;BYDAY=SU');
    expect(ruleFor('weekly', sunday, 'America/New_York', '')).toBe('FREQ=WEEKLY;BYDAY=SA');
    expect(ruleFor('monthly', sunday, 'Europe/Berlin', '')).toBe('FREQ=MONTHLY;BYMONTHDAY=22');
    expect(ruleFor('own', sunday, 'UTC', ' RRULE:FREQ=YEARLY ')).toBe('FREQ=YEARLY');
    expect(ruleFor('never', sunday, 'UTC', '')).toBeNull();
  });
  it('refuses weekdays that begin on a weekend', () => {
    expect(repeatFault('weekdays', sunday, 'UTC')).toContain('weekend');
    expect(repeatFault('weekly', sunday, 'UTC')).toBeNull();
  });
  it('says simple rules in words and leaves the others as they are', () => {
    expect(ruleWords('FREQ=WEEKLY;BYDAY=SU')).toBe('every Sunday');
    expect(ruleWords('FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR')).toBe('every weekday');
    expect(ruleWords('FREQ=MONTHLY;BYMONTHDAY=22')).toBe('on day 22 of every month');
    expect(ruleWords('FREQ=MONTHLY;BYDAY=1SU')).toBe('FREQ=MONTHLY;BYDAY=1SU');
    expect(ruleWords('FREQ=DAILY;COUNT=3')).toBe('FREQ=DAILY;COUNT=3');
  });
});
