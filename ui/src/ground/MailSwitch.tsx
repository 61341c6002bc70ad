import { Switch } from '@mantine/core';
import { useAct } from './act';
import { api } from './api';

interface Props {
  serviceId: string;
  integrationId: string;
  name: string;
  on: boolean;
  disabled: boolean;
  /** Only the switch, where a heading says what it is. */
  bare?: boolean;
}

/** Whether people are told by mail of what one source alone has said. */
export function MailSwitch({ serviceId, integrationId, name, on, disabled, bare = false }: Props) {
  const act = useAct({
    run: (to: boolean) =>
      api.put(`/services/${serviceId}/integrations/${integrationId}`, {
        integration: { mail_notifications: to },
      }),
    reload: [['services'], ['sources']],
    failed: 'Nothing was changed',
    done: (_, to) => (to ? `Mails of ${name} are on` : `Mails of ${name} are off`),
  });
  return (
    <Switch
      aria-label={`Mails of ${name}`}
      label={bare ? undefined : 'Mails'}
      description={
        bare
          ? undefined
          : 'Off: the incident list takes the place of mails about what this source alone reports. Urgent incidents still reach everybody: who has no other way that is as fast gets the mail.'
      }
      checked={act.isPending ? act.variables : on}
      disabled={disabled || act.isPending}
      onChange={(event) => act.mutate(event.currentTarget.checked)}
    />
  );
}
