import { Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import type { EscalationPolicy, Service, Team, User } from '../../ground/wire';

/** The smallest set-up that pages somebody: a team with its person, who is paged, a service, and a door for its monitors. */
export function FirstService(props: { me: User; close: () => void; saved: (service: Service) => void }) {
  const { me } = props;
  const [name, setName] = useState('');
  const [teamName, setTeamName] = useState(`Team of ${me.name}`);
  const [contact, setContact] = useState(me.email);
  // What is there already when a later step was refused and is tried again.
  const made = useRef<{ team?: Team; member?: boolean; policy?: EscalationPolicy; service?: Service }>({});
  const start = useAct({
    run: async (): Promise<Service> => {
      const so = made.current;
      so.team ??= (
        await api.post<{ team: Team }>('/teams', { team: { type: 'team', name: teamName.trim() } })
      ).team;
      const team = { id: so.team.id, type: 'team_reference' };
      if (so.member !== true) {
        await api.put(`/teams/${so.team.id}/users/${me.id}`, { role: 'manager' });
        so.member = true;
      }
      so.policy ??= (
        await api.post<{ escalation_policy: EscalationPolicy }>('/escalation_policies', {
          escalation_policy: {
            type: 'escalation_policy',
            name: `${teamName.trim()}, on call`,
            teams: [team],
            escalation_rules: [
              { escalation_delay_in_minutes: 15, targets: [{ id: me.id, type: 'user_reference' }] },
            ],
          },
        })
      ).escalation_policy;
      so.service ??= (
        await api.post<{ service: Service }>('/services', {
          service: {
            type: 'service',
            name: name.trim(),
            teams: [team],
            contact: contact.trim(),
            escalation_policy: { id: so.policy.id, type: 'escalation_policy_reference' },
            incident_urgency_rule: { type: 'constant', urgency: 'severity_based' },
          },
        })
      ).service;
      await api.post(`/services/${so.service.id}/integrations`, {
        integration: { type: 'events_api_v2_inbound_integration', name: 'Monitoring' },
      });
      return so.service;
    },
    reload: [['services'], ['teams'], ['escalation_policies'], ['ownership']],
    done: 'Ready. Send a test event to see a page.',
    inDialog: true,
    after: props.saved,
  });
  return (
    <Ask
      title="Start with one service"
      opened
      close={props.close}
      by={start}
      label="Set it up"
      disabled={[name, teamName, contact].some((one) => one.trim() === '')}
    >
      <Text size="sm" c="dimmed">
        You are paged for it until you say otherwise. Colleagues, schedules and everything else can come
        later.
      </Text>
      <TextInput
        label="What can break"
        placeholder="Web shop"
        required
        data-autofocus
        maxLength={255}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="Who owns it"
        description="The team that answers for it; you are its first member"
        required
        maxLength={100}
        value={teamName}
        onChange={(event) => setTeamName(event.currentTarget.value)}
      />
      <TextInput
        label="Contact"
        description="How others reach the people behind it"
        required
        maxLength={500}
        value={contact}
        onChange={(event) => setContact(event.currentTarget.value)}
      />
    </Ask>
  );
}
