import { SegmentedControl, Stack, Switch, Text, useMantineColorScheme } from '@mantine/core';
import { useState } from 'react';
import { ButtonLink } from '../../ground/Go';
import { Page, Part } from '../../ground/Page';
import { PasswordForm } from '../../ground/PasswordForm';
import { sayFailed } from '../../ground/Say';
import { mayAdminister, useMe } from '../../ground/session';
import { memory, useStore } from '../../ground/store';
import { browserZone, chooseZone, type ZoneChoice, zoneChoice } from '../../ground/time';
import { ChatAccounts } from './ChatAccounts';
import { Tokens } from './Tokens';

export function Settings() {
  const me = useMe();
  const zone = useStore(zoneChoice);
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <Page
      title="Settings"
      lead="Yours, in this browser and in your account."
      actions={
        me !== undefined && (
          <ButtonLink variant="default" to={`/users/${me.id}`}>
            My profile and notification rules
          </ButtonLink>
        )
      }
    >
      <Part title="This browser">
        <Stack gap="md">
          <Choice
            label="Colours"
            value={colorScheme}
            data={[
              { value: 'auto', label: 'As the system' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
            choose={(value) => setColorScheme(value as 'auto' | 'light' | 'dark')}
          />
          <Choice
            label="Times are shown in"
            value={zone}
            data={[
              { value: 'browser', label: `This browser's zone (${browserZone()})` },
              { value: 'utc', label: 'UTC' },
              ...(me?.time_zone ? [{ value: 'profile', label: `Profile's (${me.time_zone})` }] : []),
            ]}
            choose={(value) => chooseZone(value as ZoneChoice)}
          />
          <BrowserNotifications />
        </Stack>
      </Part>
      {me !== undefined && (
        <Part title="Password">
          <PasswordForm userId={me.id} own />
        </Part>
      )}
      {me !== undefined && <ChatAccounts />}
      <Tokens
        title="My API tokens"
        lead="They act as you, with your role. For scripts, Terraform and command line tools."
        path="/users/me/tokens"
      />
      {mayAdminister(me) && (
        <Tokens
          title="Account API tokens"
          lead="They belong to nobody; calls with them name the acting person in a From header."
          path="/account_tokens"
        />
      )}
    </Page>
  );
}

function Choice(props: {
  label: string;
  value: string;
  data: { value: string; label: string }[];
  choose: (value: string) => void;
}) {
  const id = `choice-${props.label.replaceAll(' ', '-')}`;
  return (
    <Stack gap={4} align="flex-start">
      <Text size="sm" fw={500} id={id}>
        {props.label}
      </Text>
      <SegmentedControl
        aria-labelledby={id}
        data={props.data}
        value={props.value}
        onChange={props.choose}
        maw="100%"
      />
    </Stack>
  );
}

function BrowserNotifications() {
  const [on, setOn] = useState(() => memory.read('browser-notifications') === 'on');
  if (!('Notification' in globalThis)) {
    return (
      <Text size="sm" c="dimmed">
        This browser cannot show notifications.
      </Text>
    );
  }
  const change = async (wanted: boolean) => {
    if (wanted && (await Notification.requestPermission()) !== 'granted') {
      sayFailed(
        'The browser refused',
        new Error('Allow notifications for this site in the browser, then try again.'),
      );
      return;
    }
    memory.write('browser-notifications', wanted ? 'on' : 'off');
    setOn(wanted);
  };
  return (
    <Switch
      label="Tell me here when I am paged"
      description="While a tab with Muster is open; it does not replace your notification rules"
      checked={on}
      onChange={(event) => change(event.currentTarget.checked)}
    />
  );
}
