import { expect, it } from 'vitest';
import { senderWords } from './chat';

it('says whom one has to recognize', () => {
  expect(senderWords({ kind: 'slack', sender: 'ann', place: 'company' })).toBe('ann in company (Slack)');
  expect(senderWords({ kind: 'mattermost', sender: 'ann', place: '' })).toBe('ann (Mattermost)');
});
