import { describe, expect, it } from 'vitest';
import { browserName, bytesOf, pushObstacle, refusalWords } from './push';

const fine = { secure: true, worker: true, push: true, permission: 'default' };

describe('web push', () => {
  it('says what stands in the way', () => {
    expect(pushObstacle(fine)).toBeNull();
    expect(pushObstacle({ ...fine, secure: false })).toMatch('https');
    expect(pushObstacle({ ...fine, push: false })).toMatch('knows no web push');
    expect(pushObstacle({ ...fine, permission: 'denied' })).toMatch('blocked');
  });

  it('names the browser as its owner would', () => {
    expect(browserName('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe(
      'Firefox on Linux',
    );
    expect(
      browserName('Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36'),
    ).toBe('Chrome on Android');
    expect(browserName('something')).toBe('Browser');
  });

  it('reads a key as browsers take it', () => {
    expect([...bytesOf('-_8B')]).toEqual([251, 255, 1]);
  });

  it('says what a browser means that refuses a subscription', () => {
    const refused = refusalWords(new DOMException('Registration failed - permission denied', 'AbortError'));
    expect(refused).toContain('Registration failed - permission denied');
    expect(refused).toContain('must be reachable');
  });
});
