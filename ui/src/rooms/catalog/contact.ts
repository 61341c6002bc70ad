import { channelWord } from '../../ground/Marks';
import type { ContactMethod, NotificationRule } from '../../ground/wire';

/** `+49 15100000` for telephones, the address as it is otherwise. */
export function addressOf(method: ContactMethod): string {
  if (/^push_notification/.test(method.type)) return method.address.replace(/\/[0-9a-f]+$/, '');
  const telephone = /^(phone|sms|whatsapp)/.test(method.type);
  return telephone && method.country_code ? `+${method.country_code} ${method.address}` : method.address;
}

/** `E-mail “Work”`. */
export function methodWords(
  method: Pick<ContactMethod, 'type' | 'label'> & { summary?: string | null },
): string {
  const label = method.label ?? method.summary ?? '';
  return label === '' ? channelWord(method.type) : `${channelWord(method.type)} “${label}”`;
}

/** What a person's rules amount to; the gaps are the point. */
export function ruleFaults(rules: readonly NotificationRule[], methods: readonly ContactMethod[]): string[] {
  const faults: string[] = [];
  if (methods.length === 0) faults.push('There is no way to reach this person. Add a contact method.');
  for (const urgency of ['high', 'low'] as const) {
    const own = rules.filter((rule) => rule.urgency === urgency);
    const used = methods.filter(({ id }) => own.some((rule) => rule.contact_method.id === id));
    if (urgency === 'high' && used.length > 0 && used.every((method) => method.verified_at === null)) {
      faults.push(
        'No way that high urgency uses was ever verified. Verify one, so that the first page is no guess.',
      );
    }
    if (own.length === 0) {
      faults.push(`No rule for ${urgency} urgency: such incidents are assigned without a word.`);
    } else if (urgency === 'high') {
      const kinds = new Set(own.map((rule) => rule.contact_method.type.replace(/_reference$/, '')));
      if (kinds.size === 1 && kinds.has('email_contact_method')) {
        faults.push('High urgency reaches this person by e-mail only, which wakes nobody.');
      }
    }
  }
  return faults;
}

export function byDelay(rules: readonly NotificationRule[], urgency: string): NotificationRule[] {
  return rules
    .filter((rule) => rule.urgency === urgency)
    .sort((a, b) => a.start_delay_in_minutes - b.start_delay_in_minutes);
}
