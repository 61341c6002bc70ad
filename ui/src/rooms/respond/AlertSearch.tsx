import { Button, MultiSelect, SegmentedControl, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, pageOf } from '../../ground/api';
import { Because, Ruled } from '../../ground/Because';
import { RefLink, TextLink } from '../../ground/Go';
import { Json } from '../../ground/Json';
import { SeverityMark, StatusMark } from '../../ground/Marks';
import { Empty, Fact, Facts, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { useShortcuts } from '../../ground/shortcuts';
import { formatTime, useZone } from '../../ground/time';
import type { Alert, Iso, Ref } from '../../ground/wire';
import { useSearchWords } from '../../ground/words';
import styles from './AlertSearch.module.css';
import { shownDetails, sourceOf } from './alert';
import { Decisions } from './Decisions';

const PAGE = 50;
const severities = ['critical', 'error', 'warning', 'info'];

/** Alerts of all incidents, and of none: found by words, service, status and severity. */
export function AlertSearch() {
  const navigate = useNavigate();
  const zone = useZone();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const asked = search.q ?? '';
  const offset = Math.max(0, Number(search.offset ?? 0) || 0);
  const status = search.status ?? '';
  const chosen = (search.severity ?? '').split(',').filter((one) => severities.includes(one));
  const [serviceId, serviceName] = (search.service ?? '').split('~');
  const service: Ref | null =
    serviceId === undefined || serviceId === ''
      ? null
      : { id: serviceId, type: 'service_reference', summary: serviceName ?? serviceId };
  const until = search.until;
  const query = useQuery({
    queryKey: ['alerts', asked, status, chosen, service?.id ?? null, until ?? null, offset],
    queryFn: async ({ signal }) => {
      const answer = await api.get<{ searched_all?: boolean; searched_back_to?: string | null }>(
        '/alerts',
        {
          query: asked,
          statuses: status === '' ? [] : [status],
          severities: chosen,
          service_ids: service === null ? [] : [service.id],
          until,
          limit: PAGE,
          offset,
        },
        signal,
      );
      return {
        ...pageOf<Alert>('alerts', answer),
        whole: answer.searched_all !== false,
        backTo: answer.searched_back_to ?? null,
      };
    },
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  const go = (next: Record<string, string | undefined>) =>
    navigate({
      to: '/alerts' as never,
      search: { ...search, offset: undefined, until: undefined, ...next } as never,
      replace: !('offset' in next || 'until' in next),
    });
  const [text, setText] = useSearchWords(asked, (q) => go({ q: q === '' ? undefined : q }), 300);
  const [field, setField] = useState<HTMLInputElement | null>(null);
  useShortcuts({
    '/': (event) => {
      event.preventDefault();
      field?.focus();
    },
  });
  const narrowed = asked !== '' || status !== '' || chosen.length > 0 || service !== null;
  return (
    <Page
      wide
      title="Alerts"
      lead="What monitors reported, newest first, whether or not it belongs to an incident."
    >
      <div className={styles.bar}>
        <TextInput
          ref={setField}
          type="search"
          aria-label="Search alerts"
          placeholder="Words of the summary or the source  ( / )"
          leftSection={<IconSearch size={16} aria-hidden />}
          maxLength={200}
          value={text}
          className={styles.search}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label="Status"
          data={[
            { value: '', label: 'All' },
            { value: 'triggered', label: 'Open' },
            { value: 'resolved', label: 'Resolved' },
          ]}
          value={status}
          onChange={(value) => go({ status: value === '' ? undefined : value })}
        />
        <MultiSelect
          aria-label="Severity"
          placeholder={chosen.length === 0 ? 'Any severity' : undefined}
          clearable
          data={severities}
          value={chosen}
          onChange={(next) => go({ severity: next.length === 0 ? undefined : next.join(',') })}
        />
        <PickOne
          kind="services"
          aria-label="Service"
          placeholder="Any service"
          value={service}
          onPick={(one) => go({ service: one === null ? undefined : `${one.id}~${one.summary ?? one.id}` })}
        />
      </div>
      {until !== undefined && (
        <Text size="sm">
          Alerts first seen before {formatTime(until as Iso, zone, 'short')}.{' '}
          <Button size="compact-xs" variant="subtle" onClick={() => go({})}>
            Search the newest again
          </Button>
        </Text>
      )}
      {query.data?.whole === false && (
        <Text size="sm" role="status">
          {query.data.backTo === null ? (
            'Many alerts have just come in or wait to be indexed, so older ones may match, too. Try again in a minute.'
          ) : (
            <>
              Searched back to {formatTime(query.data.backTo as Iso, zone, 'short')}; older alerts may match,
              too. A longer word, open alerts or a service finds more at once.{' '}
              <Button
                size="compact-xs"
                variant="default"
                disabled={query.isPlaceholderData}
                onClick={() => go({ until: query.data?.backTo ?? undefined })}
              >
                Search older alerts
              </Button>
            </>
          )}
        </Text>
      )}
      <Part title="Found" flush>
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data?.items.length === 0 && (
          <Empty
            title={!query.data.whole ? 'None so far back' : narrowed ? 'No alert matches' : 'No alerts yet'}
          >
            {narrowed
              ? 'Words are looked for as the alert opened with them.'
              : 'Alerts come from the integrations of your services.'}
          </Empty>
        )}
        {query.data !== undefined && query.data.items.length > 0 && (
          <Rows
            label="Alerts"
            rows={query.data.items}
            keyOf={(alert) => alert.id}
            columns={[
              {
                name: 'Alert',
                cell: (alert) => (
                  <>
                    <TextLink to={`/alerts/${alert.id}`} fw={600}>
                      {alert.summary}
                    </TextLink>
                    <Text size="sm" c="dimmed" lineClamp={1}>
                      {sourceOf(alert) ?? '–'}
                    </Text>
                  </>
                ),
              },
              { name: 'Status', width: 120, cell: (alert) => <StatusMark status={shownStatus(alert)} /> },
              { name: 'Severity', width: 110, cell: (alert) => <SeverityMark severity={alert.severity} /> },
              { name: 'Service', width: 160, cell: (alert) => <RefLink of={alert.service} /> },
              { name: 'Incident', width: 210, cell: (alert) => <RefLink of={alert.incident} /> },
              { name: 'First seen', width: 120, cell: (alert) => <When at={alert.created_at} /> },
            ]}
          />
        )}
        {query.data !== undefined && (
          <Pager
            offset={offset}
            limit={PAGE}
            shown={query.data.items.length}
            more={query.data.more}
            total={null}
            go={(next) => go({ offset: next === 0 ? undefined : String(next), until })}
          />
        )}
      </Part>
    </Page>
  );
}

function shownStatus(alert: Alert): string {
  return alert.suppressed && alert.status !== 'resolved' ? 'suppressed' : alert.status;
}

/** One alert by its own address. */
export function AlertPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const query = useQuery({
    queryKey: ['alert', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ alert: Alert }>(`/alerts/${encodeURIComponent(id)}`, undefined, signal)).alert,
    refetchInterval: 30_000,
  });
  const alert = query.data;
  if (alert === undefined) {
    return query.isPending ? (
      <Waiting />
    ) : (
      <Page title="Alert">
        <ErrorBox error={query.error} again={() => query.refetch()} />
      </Page>
    );
  }
  const details = shownDetails(alert);
  return (
    <Page title={alert.summary ?? alert.id} lead={<TextLink to="/alerts">Alerts</TextLink>}>
      <div className={styles.marks}>
        <StatusMark status={shownStatus(alert)} />
        <SeverityMark severity={alert.severity} />
      </div>
      <Part title="Facts">
        <Facts>
          <Fact name="Incident">
            <RefLink of={alert.incident} />
          </Fact>
          <Fact name="Service">
            <RefLink of={alert.service} />
          </Fact>
          <Fact name="Source">{sourceOf(alert) ?? '–'}</Fact>
          <Fact name="First seen">
            <When at={alert.first_seen_at ?? alert.created_at} as="short" />
          </Fact>
          <Fact name="Last seen">
            <When at={alert.last_seen_at} as="short" />
          </Fact>
          <Fact name="Times">{alert.count ?? 1}</Fact>
          <Fact name="Resolved">
            <When at={alert.resolved_at} as="short" />
          </Fact>
          <Fact name="Key">
            <span className="mono">{alert.alert_key ?? '–'}</span>
          </Fact>
        </Facts>
        <Because why={alert.reason} title="Why it belongs to its incident" />
        <Ruled rules={alert.rules} />
        <Decisions alertId={alert.id} />
      </Part>
      {details !== undefined && (
        <Part title="Details">
          <Json value={details} />
        </Part>
      )}
    </Page>
  );
}
