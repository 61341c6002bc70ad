import { describe, expect, it } from 'vitest';
import type { ContactMethod, NotificationRule, Service } from '../../ground/wire';
import { addressOf, byDelay, ruleFaults } from './contact';
import { linesOf, signedCurl, wordsFault, wordsOf } from './hook';
import { ruleWord, shortfall } from './ownership';
import { roleChoices, roleWord } from './roles';
import { daysInWords, draftOf, groupingInWords, newService, urgencyInWords, wireOf } from './service';
import { snippets } from './snippets';

const policy = { id: 'PEP', type: 'escalation_policy_reference', summary: 'Platform' };

describe('a service', () => {
  const supported = {
    ...newService,
    name: ' Checkout ',
    policy,
    team: { id: 'PTE', type: 'team_reference', summary: 'Payments' },
    contact: ' #checkout ',
    runbook: ' https://wiki.example.com/checkout ',
    rule: 'use_support_hours' as const,
    zone: 'Europe/Berlin',
    days: [5, 1, 2, 3, 4],
    grouping: 'content_based' as const,
    groupFields: ['source', 'class'],
    recovery: 'watch' as const,
  };

  it('goes to the wire with whole seconds and references', () => {
    expect(wireOf(supported)).toEqual({
      type: 'service',
      name: 'Checkout',
      description: null,
      escalation_policy: { id: 'PEP', type: 'escalation_policy_reference' },
      teams: [{ id: 'PTE', type: 'team_reference' }],
      contact: '#checkout',
      runbook: 'https://wiki.example.com/checkout',
      acknowledgement_timeout: 1800,
      auto_resolve_timeout: 14400,
      incident_urgency_rule: {
        type: 'use_support_hours',
        during_support_hours: { type: 'constant', urgency: 'high' },
        outside_support_hours: { type: 'constant', urgency: 'low' },
      },
      support_hours: {
        type: 'fixed_time_per_day',
        time_zone: 'Europe/Berlin',
        start_time: '09:00:00',
        end_time: '17:00:00',
        days_of_week: [1, 2, 3, 4, 5],
      },
      scheduled_actions: [
        {
          type: 'urgency_change',
          at: { type: 'named_time', name: 'support_hours_start' },
          to_urgency: 'high',
        },
      ],
      alert_creation: 'create_alerts_and_incidents',
      alert_grouping_parameters: {
        type: 'content_based',
        config: { aggregate: 'all', fields: ['source', 'class'], time_window: 300 },
      },
      recovery_mode: 'watch',
    });
  });

  it('comes back from the wire as it went', () => {
    for (const draft of [
      { ...newService, name: 'Plain', policy },
      { ...supported, name: 'Checkout', days: [1, 2, 3, 4, 5] },
      {
        ...newService,
        name: 'Quiet',
        policy,
        acknowledgeAfter: null,
        resolveAfter: null,
        rule: 'low' as const,
      },
      { ...newService, name: 'Timed', policy, grouping: 'time' as const, groupMinutes: 10 },
    ]) {
      const sent = { ...wireOf(draft), escalation_policy: policy } as unknown as Service;
      expect(wireOf(draftOf(sent, 'UTC'))).toEqual(wireOf(draft));
    }
  });

  it('says in words what it does', () => {
    const sent = { ...wireOf(supported), escalation_policy: policy } as unknown as Service;
    expect(urgencyInWords(sent)).toBe(
      'In support hours (Mon–Fri 09:00–17:00 Europe/Berlin) high urgency, otherwise low urgency',
    );
    expect(groupingInWords(sent)).toBe(
      'Alerts equal in all of source, class within 5 min become one incident',
    );
    expect(daysInWords([1, 3])).toBe('Mon, Wed');
    expect(daysInWords([6, 7])).toBe('Sat, Sun');
  });
});

describe('set-ups to paste', () => {
  it('carry the address and the key', () => {
    for (const { text } of snippets('https://muster.example', 'K'.repeat(32))) {
      expect(text).toContain('muster.example');
      expect(text).toContain('K'.repeat(32));
    }
    expect(snippets('http://h:8080', 'K').find(({ id }) => id === 'prometheus')?.text).toContain(
      "['h:8080']",
    );
  });
});

describe('reaching a person', () => {
  const method = (id: string, type: string): ContactMethod => ({
    id,
    type,
    summary: id,
    label: id,
    address: '15100',
    country_code: 49,
  });
  const rule = (urgency: string, of: ContactMethod, delay = 0): NotificationRule => ({
    id: `${urgency} ${of.id} ${delay}`,
    type: 'assignment_notification_rule',
    summary: '',
    start_delay_in_minutes: delay,
    urgency,
    contact_method: { id: of.id, type: `${of.type}_reference`, summary: of.label },
  });
  const mail = method('mail', 'email_contact_method');
  const sms = method('sms', 'sms_contact_method');

  it('shows telephones with their country', () => {
    expect(addressOf(sms)).toBe('+49 15100');
    expect(addressOf(mail)).toBe('15100');
  });

  it('warns before a page falls into a gap', () => {
    expect(ruleFaults([], [])).toHaveLength(3);
    expect(ruleFaults([rule('high', sms), rule('low', mail)], [mail, sms])).toEqual([]);
    expect(ruleFaults([rule('high', mail), rule('low', mail)], [mail])).toEqual([
      'High urgency reaches this person by e-mail only, which wakes nobody.',
    ]);
  });

  it('lists rules in the order in which they fire', () => {
    const rules = [rule('high', sms, 5), rule('low', mail), rule('high', mail, 0)];
    expect(byDelay(rules, 'high').map((one) => one.start_delay_in_minutes)).toEqual([0, 5]);
  });

  it('knows roles that are not ours', () => {
    expect(roleWord('admin')).toBe('Admin');
    expect(roleWord('limited_user')).toBe('Responder');
    expect(roleWord('night_watch')).toBe('Night watch');
    expect(roleChoices('night_watch')[0]).toEqual({ value: 'night_watch', label: 'Night watch' });
    expect(roleChoices('admin').some(({ value }) => value === 'night_watch')).toBe(false);
  });
});

describe('webhooks in', () => {
  const signature = {
    type: 'hmac_sha256' as const,
    header: 'X-Signature-256',
    prefix: 'sha256=',
    encoding: 'hex' as const,
    timestamp_header: null,
  };

  it('have an example that signs as the settings ask for', () => {
    const plain = signedCurl('https://m/integrations/webhook/k', signature);
    expect(plain).toContain('-H "X-Signature-256: sha256=$SIGNATURE"');
    expect(plain).not.toContain('TIME');
    const timed = signedCurl('https://m/k', { ...signature, timestamp_header: 'X-Time', encoding: 'base64' });
    expect(timed).toContain('-H "X-Time: $TIME"');
    expect(timed).toContain('base64');
    expect(signedCurl('https://m/k', { ...signature, type: 'none' })).not.toContain('SECRET');
    expect(signedCurl('https://m/k', { ...signature, type: 'token', prefix: '' })).toContain(
      'X-Signature-256: $SECRET',
    );
  });

  it('read words line by line', () => {
    const words = { s1: 'critical', 'a = b': 'info' };
    expect(wordsOf(linesOf(words))).toEqual(words);
    expect(wordsOf('\n= x\nnothing\n')).toEqual({});
  });

  it('name the line that says nothing', () => {
    expect(wordsFault('s1 = critical\n\na = b = info\n')).toBeNull();
    expect(wordsFault('s1 = critical\n\nS2 error')).toBe("Line 3 has no '=': S2 error");
    expect(wordsFault('= error')).toContain('Line 1 has no word');
    expect(wordsFault('s2 =')).toContain('Line 1 has no meaning');
    expect(wordsFault('s1 = critical\nS1 = info')).toContain('Lines 1 and 2');
  });
});

describe('ownership', () => {
  it('says how many services nobody fully answers for', () => {
    expect(shortfall({ checked: 3, passing: 3 })).toBeNull();
    expect(shortfall({ checked: 3, passing: 1 })).toContain('2 of 3');
    expect(ruleWord('contact')).toBe('No contact');
  });
});
