import { Button, Group, Select, Text, TextInput } from '@mantine/core';
import { IconBell, IconCheck, IconPlus, IconSend, IconShieldCheck } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { channelWord } from '../../ground/Marks';
import { NumberField } from '../../ground/NumberField';
import { Empty, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import type { ContactMethod, User } from '../../ground/wire';
import styles from './ContactMethods.module.css';
import { addressOf, methodWords } from './contact';
import { obstacleHere, subscribeHere } from './push';
import { Verify } from './Verify';

const kinds = [
  { value: 'email_contact_method', label: 'E-mail' },
  { value: 'sms_contact_method', label: 'SMS' },
  { value: 'phone_contact_method', label: 'Phone call' },
  { value: 'whatsapp_contact_method', label: 'WhatsApp' },
  { value: 'webhook_contact_method', label: 'Webhook' },
];

/** The ways to reach a person, each with a test that proves it. */
export function ContactMethods(props: {
  user: User;
  query: UseQueryResult<ContactMethod[]>;
  change: boolean;
  self: boolean;
}) {
  const { user, query } = props;
  const [verifying, setVerifying] = useState<ContactMethod | null>(null);
  const [editing, setEditing] = useState<ContactMethod | 'new' | null>(null);
  const reload = [['users', user.id]];
  const test = useAct({
    run: (method: ContactMethod) => api.post(`/users/${user.id}/contact_methods/${method.id}/test`, {}),
    reload: [['deliveries']],
    done: (_, method) => `Test sent to ${addressOf(method)}. The delivery log shows what became of it.`,
    failed: 'The test was not sent',
  });
  const remove = useAct({
    run: (method: ContactMethod) => api.delete(`/users/${user.id}/contact_methods/${method.id}`),
    reload,
    done: 'Contact method removed',
    inDialog: true,
  });
  const subscribe = useAct({
    run: async () => {
      const method = await subscribeHere(user.id);
      await api.post(`/users/${user.id}/notification_rules`, {
        notification_rule: {
          type: 'assignment_notification_rule',
          start_delay_in_minutes: 0,
          urgency: 'high',
          contact_method: { id: method.id, type: method.type },
        },
      });
      return method;
    },
    reload,
    failed: 'This browser was not subscribed',
    done: 'This browser is told at once of high urgency, also with no page open',
    after: (method) => setVerifying(method),
  });
  const obstacle = obstacleHere();
  return (
    <Part
      title="Contact methods"
      lead="Verify and test each one: the first real page should not be the first message ever sent"
      flush
      actions={
        props.change && (
          <>
            {props.self && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconBell size={15} />}
                disabled={obstacle !== null}
                title={obstacle ?? 'Pages reach this browser though no tab is open'}
                loading={subscribe.isPending}
                onClick={() => subscribe.mutate(undefined)}
              >
                Use this browser
              </Button>
            )}
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={15} />}
              onClick={() => setEditing('new')}
            >
              Add contact method
            </Button>
          </>
        )
      }
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.length === 0 && <Empty title="No way to reach this person" />}
      {query.data !== undefined && query.data.length > 0 && (
        <Rows
          label="Contact methods"
          rows={query.data}
          keyOf={(method) => method.id}
          columns={[
            {
              name: 'Way',
              width: 140,
              cell: (method) => (
                <>
                  {channelWord(method.type)}
                  <Text size="sm" c="dimmed">
                    {method.label ?? method.summary ?? '–'}
                  </Text>
                </>
              ),
            },
            { name: 'Address', cell: (method) => addressOf(method) },
            { name: 'State', width: 220, cell: (method) => <MethodState method={method} /> },
            {
              name: 'Actions',
              quiet: true,
              width: 370,
              cell: (method) =>
                props.change && (
                  <Group gap="xs" justify="flex-end">
                    {method.verified_at === null && (
                      <Button
                        size="xs"
                        variant="default"
                        leftSection={<IconShieldCheck size={14} />}
                        onClick={() => setVerifying(method)}
                      >
                        Verify<span className="sr"> {methodWords(method)}</span>
                      </Button>
                    )}
                    <Button
                      size="xs"
                      variant="default"
                      leftSection={<IconSend size={14} />}
                      loading={test.isPending && test.variables?.id === method.id}
                      onClick={() => test.mutate(method)}
                    >
                      Send test<span className="sr"> {methodWords(method)}</span>
                    </Button>
                    <Button size="xs" variant="default" onClick={() => setEditing(method)}>
                      Edit<span className="sr"> {methodWords(method)}</span>
                    </Button>
                    <SureButton
                      label="Remove"
                      title={`Remove ${methodWords(method)}?`}
                      act={() => remove.mutateAsync(method)}
                    >
                      The notification rules that use it go as well.
                    </SureButton>
                  </Group>
                ),
            },
          ]}
        />
      )}
      {obstacle !== null && props.self && (
        <Text size="sm" c="dimmed" p="md">
          {obstacle}
        </Text>
      )}
      {verifying !== null && <Verify userId={user.id} method={verifying} close={() => setVerifying(null)} />}
      {editing !== null && (
        <Form user={user} method={editing === 'new' ? undefined : editing} close={() => setEditing(null)} />
      )}
    </Part>
  );
}

function MethodState({ method }: { method: ContactMethod }) {
  return (
    <div className={styles.state}>
      {method.verified_at ? (
        <span className={styles.good}>
          <IconCheck size={14} aria-hidden /> Verified
        </span>
      ) : null}
      {method.last_tested_at ? (
        <span>
          Last tested <When at={method.last_tested_at} />
        </span>
      ) : null}
      {method.warnings?.map((warning) => (
        <span key={warning} className={styles.doubt}>
          {warning}
        </span>
      ))}
    </div>
  );
}

function Form(props: { user: User; method?: ContactMethod; close: () => void }) {
  const { user, method } = props;
  const [type, setType] = useState(method?.type ?? 'email_contact_method');
  const [label, setLabel] = useState(method?.label ?? '');
  const [address, setAddress] = useState(method?.address ?? '');
  const [country, setCountry] = useState<number | string>(method?.country_code ?? 1);
  const telephone = /^(phone|sms|whatsapp)/.test(type);
  const push = type === 'push_notification_contact_method';
  const save = useAct({
    run: () => {
      const body = {
        contact_method: {
          type,
          label: label.trim() === '' ? channelWord(type) : label.trim(),
          ...(push ? {} : { address: telephone ? address.replace(/[^0-9]/g, '') : address.trim() }),
          ...(telephone ? { country_code: Number(country) } : {}),
        },
      };
      return method === undefined
        ? api.post(`/users/${user.id}/contact_methods`, body)
        : api.put(`/users/${user.id}/contact_methods/${method.id}`, body);
    },
    reload: [['users', user.id]],
    done: 'Contact method saved',
    inDialog: true,
    after: props.close,
  });
  return (
    <Ask
      title={method === undefined ? 'Add a contact method' : 'Edit the contact method'}
      opened
      close={props.close}
      by={save}
      label="Save"
      disabled={address.trim() === ''}
    >
      <Select
        label="Way"
        data={
          kinds.some(({ value }) => value === type)
            ? kinds
            : [...kinds, { value: type, label: channelWord(type) }]
        }
        value={type}
        disabled={method !== undefined}
        allowDeselect={false}
        onChange={(value) => setType(value ?? 'email_contact_method')}
      />
      {telephone ? (
        <Group gap="sm" align="flex-end" wrap="nowrap">
          <NumberField
            label="Country"
            prefix="+"
            min={1}
            max={1999}
            hideControls
            value={country}
            onChange={setCountry}
            w={90}
          />
          <TextInput
            label="Number"
            type="tel"
            required
            data-autofocus
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
            flex={1}
          />
        </Group>
      ) : (
        <TextInput
          label="Address"
          type={
            type === 'email_contact_method' ? 'email' : type === 'webhook_contact_method' ? 'url' : 'text'
          }
          required
          data-autofocus
          disabled={push}
          value={push && method !== undefined ? addressOf(method) : address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
      )}
      <TextInput
        label="Label"
        placeholder={channelWord(type)}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
    </Ask>
  );
}
