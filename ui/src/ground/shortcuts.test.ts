import { describe, expect, it } from 'vitest';
import { isTyping, keyOf, step } from './shortcuts';

const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

describe('keys', () => {
  it('are taken as typed, without regard to capitals', () => {
    expect(keyOf(press('J'))).toBe('j');
    expect(keyOf(press('?'))).toBe('?');
    expect(keyOf(press('Escape'))).toBe('Escape');
  });

  it('with a modifier belong to the browser', () => {
    expect(keyOf(press('r', { ctrlKey: true }))).toBeNull();
    expect(keyOf(press('a', { metaKey: true }))).toBeNull();
  });

  it('in text, dialogs and menus are not shortcuts', () => {
    document.body.innerHTML = `
      <input id="text"><textarea id="area"></textarea><input id="box" type="checkbox"><button id="free"></button>
      <div role="dialog"><button id="dialog"></button></div><div role="menu"><a id="menu"></a></div>`;
    const typing = (id: string) => isTyping(document.getElementById(id));
    expect(typing('text')).toBe(true);
    expect(typing('area')).toBe(true);
    expect(typing('dialog')).toBe(true);
    expect(typing('menu')).toBe(true);
    expect(typing('box')).toBe(false);
    expect(typing('free')).toBe(false);
    expect(isTyping(null)).toBe(false);
  });
});

describe('walking through a list', () => {
  it('starts at the near end and stops at the far one', () => {
    expect(step(['a', 'b', 'c'], null, 1)).toBe('a');
    expect(step(['a', 'b', 'c'], null, -1)).toBe('c');
    expect(step(['a', 'b', 'c'], 'b', 1)).toBe('c');
    expect(step(['a', 'b', 'c'], 'c', 1)).toBe('c');
    expect(step(['a', 'b', 'c'], 'a', -1)).toBe('a');
    expect(step([], 'a', 1)).toBeNull();
  });

  it('starts anew when the place is gone', () => {
    expect(step(['a', 'b'], 'gone', 1)).toBe('a');
  });
});
