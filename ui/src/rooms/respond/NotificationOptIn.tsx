import { Alert, Button, Group } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useState } from 'react';
import { sayDone, sayFailed } from '../../ground/Say';
import { memory } from '../../ground/store';

/** Offers once that the browser speaks up when this person is paged; a browser asks only on a click. */
export function NotificationOptIn() {
  const [answer, setAnswer] = useState(() => memory.read('browser-notifications'));
  if (answer !== null || !('Notification' in globalThis) || Notification.permission === 'denied') return null;
  const keep = (value: 'on' | 'off') => {
    memory.write('browser-notifications', value);
    setAnswer(value);
  };
  const allow = async () => {
    const permission = await Notification.requestPermission();
    if (permission === 'granted') {
      keep('on');
      sayDone('This browser will tell you when you are paged');
    } else {
      keep('off');
      sayFailed('The browser refused', new Error('Allow notifications for this site in the browser first.'));
    }
  };
  return (
    <Alert
      icon={<IconBell />}
      color="cyan"
      title="Be told by this browser when you are paged?"
      role="note"
      data-testid="notification-offer"
    >
      <Group gap="xs">
        <Button size="xs" onClick={allow}>
          Allow notifications
        </Button>
        <Button size="xs" variant="default" onClick={() => keep('off')}>
          No, thanks
        </Button>
      </Group>
    </Alert>
  );
}
