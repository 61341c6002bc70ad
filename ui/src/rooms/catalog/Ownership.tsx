import { Button, SegmentedControl, Text, Textarea, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { ButtonLink, RefLink, RefLinks, TextLink } from '../../ground/Go';
import { Empty, Page, Pager, Part, Waiting } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import type { Ref, Service } from '../../ground/wire';
import { useSearchWords } from '../../ground/words';
import styles from './Ownership.module.css';
import { type Ownership, rules, ruleWord, type Standing, shortfall } from './ownership';

const PAGE = 25;

/** The services for which nobody fully answers, what is missing, whom to ask, and a way to mend each. */
export function OwnershipPage() {
  const me = useMe();
  const manage = mayManage(me);
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const rule = rules.some(({ value }) => value === search.rule) ? (search.rule ?? '') : '';
  const asked = search.q ?? '';
  const offset = Math.max(0, Number(search.offset ?? 0) || 0);
  const [mending, setMending] = useState<Standing | null>(null);
  const query = useQuery({
    queryKey: ['ownership', rule, asked, offset],
    queryFn: ({ signal }) =>
      api.get<Ownership>(
        '/standards/ownership',
        { rules: rule === '' ? [] : [rule], query: asked, limit: PAGE, offset, total: true },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
  const go = (next: Record<string, string | undefined>) =>
    navigate({
      to: '/ownership' as never,
      search: { ...search, offset: undefined, ...next } as never,
      // A page is a step that the back button takes back; words and marks are not.
      replace: !('offset' in next),
    });
  const [text, setText] = useSearchWords(asked, (q) => go({ q: q === '' ? undefined : q }));
  const found = query.data;
  const narrowed = rule !== '' || asked !== '';
  return (
    <Page
      wide
      title="Ownership"
      lead={
        <>
          <TextLink to="/services">Services</TextLink> · Each has one owning team with somebody in it, an
          escalation path, and a contact. What is missing is listed here and never filled in.
        </>
      }
    >
      <div className={styles.bar}>
        <TextInput
          type="search"
          aria-label="Search services"
          placeholder="Part of the service's name"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label="What is missing"
          className={styles.rules}
          data={[
            { value: '', label: 'Anything' },
            ...rules.map(({ value, label }) => ({
              value,
              label: found === undefined ? label : `${label} (${found.violations[value] ?? 0})`,
            })),
          ]}
          value={rule}
          onChange={(value) => go({ rule: value === '' ? undefined : value })}
        />
      </div>
      <Part title="Gaps" lead={found === undefined ? undefined : (shortfall(found) ?? undefined)} flush>
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {found?.services.length === 0 && (
          <Empty
            title={
              narrowed
                ? 'No service lacks this'
                : found.checked === 0
                  ? 'No services yet'
                  : 'Every service has an owner, an escalation path and a contact'
            }
            action={
              narrowed ? (
                <Button variant="default" onClick={() => go({ q: undefined, rule: undefined })}>
                  Show all gaps
                </Button>
              ) : undefined
            }
          />
        )}
        {found !== undefined && found.services.length > 0 && (
          <Rows
            label="Services with gaps"
            rows={found.services}
            keyOf={(one) => one.service.id}
            columns={[
              {
                name: 'Service',
                width: 210,
                cell: (one) => (
                  <TextLink to={`/services/${one.service.id}`} fw={600}>
                    {one.service.summary}
                  </TextLink>
                ),
              },
              {
                name: 'What is missing',
                cell: (one) => (
                  <ul className={styles.missing}>
                    {one.violations.map((violation) => (
                      <li key={violation.rule}>
                        {violation.message}{' '}
                        <Text span size="sm" c="dimmed">
                          {violation.mend}
                        </Text>
                      </li>
                    ))}
                  </ul>
                ),
              },
              {
                name: 'Ask',
                width: 260,
                cell: (one) =>
                  one.ask === null ? (
                    '–'
                  ) : (
                    <>
                      <RefLinks of={one.ask.users} none="Nobody is known" />
                      <Text size="sm" c="dimmed">
                        {one.ask.why}
                      </Text>
                    </>
                  ),
              },
              ...(manage
                ? [
                    {
                      name: 'Mend',
                      width: 110,
                      cell: (one: Standing) => (
                        <Button size="xs" variant="default" onClick={() => setMending(one)}>
                          Mend<span className="sr"> {one.service.summary}</span>
                        </Button>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
        {found !== undefined && (
          <Pager
            offset={offset}
            limit={PAGE}
            shown={found.services.length}
            more={found.more}
            total={found.total}
            go={(next) => go({ offset: next === 0 ? undefined : String(next) })}
          />
        )}
      </Part>
      {mending !== null && <Mend of={mending} close={() => setMending(null)} />}
    </Page>
  );
}

/** Asks for what is missing, and for nothing else. */
function Mend({ of, close }: { of: Standing; close: () => void }) {
  const lacks = (rule: string) => of.violations.some((violation) => violation.rule === rule);
  const [team, setTeam] = useState<Ref | null>(of.team);
  const [policy, setPolicy] = useState<Ref | null>(null);
  const [contact, setContact] = useState('');
  const [runbook, setRunbook] = useState('');
  const change = {
    ...(lacks('team') || lacks('members')
      ? team !== null && team.id !== of.team?.id && { teams: [{ id: team.id, type: 'team_reference' }] }
      : {}),
    ...(policy !== null && { escalation_policy: { id: policy.id, type: 'escalation_policy_reference' } }),
    ...(contact.trim() !== '' && { contact: contact.trim() }),
    ...(runbook.trim() !== '' && { runbook: runbook.trim() }),
  };
  const save = useAct({
    run: () =>
      api.put<{ service: Service }>(`/services/${of.service.id}`, {
        service: { type: 'service', ...change },
      }),
    reload: [['ownership'], ['services']],
    done: `${of.service.summary} saved`,
    inDialog: true,
    after: close,
  });
  return (
    <Ask
      title={`Who answers for ${of.service.summary}?`}
      opened
      close={close}
      by={save}
      label="Save"
      disabled={Object.keys(change).length === 0}
    >
      {(lacks('team') || lacks('members')) && (
        <PickOne
          kind="teams"
          label="Owning team"
          description="The one team that answers for it"
          data-autofocus
          value={team}
          onPick={setTeam}
        />
      )}
      {lacks('members') && of.team !== null && (
        <Text size="sm" c="dimmed">
          Or add people to <RefLink of={of.team} />.{' '}
          <ButtonLink size="compact-xs" variant="default" to={`/teams/${of.team.id}`}>
            Open the team
          </ButtonLink>
        </Text>
      )}
      {lacks('escalation_policy') && (
        <PickOne
          kind="escalation_policies"
          label="Escalation policy"
          description="Who is paged, and who next when nobody answers"
          value={policy}
          onPick={setPolicy}
        />
      )}
      {lacks('contact') && (
        <TextInput
          label="Contact"
          description="How others reach the people behind it: a chat channel, a mailing list, a number"
          maxLength={500}
          value={contact}
          onChange={(event) => setContact(event.currentTarget.value)}
        />
      )}
      {lacks('runbook') && (
        <Textarea
          label="Runbook"
          description="What to do when it breaks: the address of a page, or a few plain words"
          maxLength={10_000}
          autosize
          value={runbook}
          onChange={(event) => setRunbook(event.currentTarget.value)}
        />
      )}
      {of.violations.length > 1 && (
        <Text size="sm" c="dimmed">
          What you leave empty stays listed as {of.violations.map(({ rule }) => ruleWord(rule)).join(', ')}.
        </Text>
      )}
    </Ask>
  );
}
