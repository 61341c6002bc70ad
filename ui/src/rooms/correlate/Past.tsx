import { Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError, api, pageOf } from '../../ground/api';
import { ButtonLink, TextLink } from '../../ground/Go';
import { SeverityMark, sentence } from '../../ground/Marks';
import { Empty, Fact, Facts, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { inWords } from '../../ground/time';
import { type PastAlert, type PastOne, readPastOne, readPastPage } from './past';

const PAGE = 25;

/** Incidents that were imported from the tool before: history to find, not work to do. */
export function PastIncidents() {
  const [words, setWords] = useState('');
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['past_incidents', words, offset],
    queryFn: async ({ signal }) =>
      pageOf<unknown>(
        'past_incidents',
        await api.get<unknown>('/past_incidents', { query: words, limit: PAGE, offset, total: true }, signal),
      ),
    placeholderData: keepPreviousData,
  });
  const rows = (query.data?.items ?? []).map(readPastOne);
  return (
    <Page
      wide
      title="Past incidents"
      lead="Imported from the tools used before. Muster compares new incidents with them; they count nowhere else."
    >
      <TextInput
        aria-label="Search past incidents"
        placeholder="Title, kind, cause or what fixed it"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={words}
        maw={420}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setOffset(0);
        }}
      />
      <Part title="Incidents" flush>
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data !== undefined && rows.length === 0 && (
          <Empty title={words === '' ? 'Nothing was imported' : 'None holds these words'}>
            {words === '' &&
              'With POST /imports/incidents the incidents of an earlier tool come in, with their alerts, cause and fix.'}
          </Empty>
        )}
        {rows.length > 0 && (
          <Rows
            label="Past incidents"
            rows={rows}
            keyOf={(one) => one.id}
            columns={[
              {
                name: 'Incident',
                cell: (one) => (
                  <TextLink to={`/past_incidents/${encodeURIComponent(one.id)}`} fw={600}>
                    {one.title}
                  </TextLink>
                ),
              },
              { name: 'Cause', width: 220, cell: (one) => <CauseOf one={one} /> },
              { name: 'Fixed by', width: 260, cell: (one) => one.fixedBy ?? '–' },
              { name: 'Opened', width: 130, cell: (one) => <When at={one.openedAt} /> },
              { name: 'Lasted', width: 110, cell: lasted },
            ]}
          />
        )}
        {query.data !== undefined && (
          <Pager
            offset={offset}
            limit={PAGE}
            shown={rows.length}
            more={query.data.more}
            total={query.data.total}
            go={setOffset}
          />
        )}
      </Part>
    </Page>
  );
}

function CauseOf({ one }: { one: PastOne }) {
  const cause = one.causeEntity ?? one.causeService;
  return cause === null ? (
    <Text span c="dimmed" inherit>
      not established
    </Text>
  ) : (
    <TextLink to={`/topology/entity?id=${encodeURIComponent(cause)}`}>{cause}</TextLink>
  );
}

function lasted(one: PastOne): string {
  if (one.openedAt === null || one.resolvedAt === null) return '–';
  return inWords((Date.parse(one.resolvedAt) - Date.parse(one.openedAt)) / 1_000);
}

/** One of them, as people told it. */
export function PastIncidentPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const query = useQuery({
    queryKey: ['past_incidents', 'one', id],
    queryFn: ({ signal }) =>
      api.get<unknown>(`/past_incidents/${encodeURIComponent(id)}`, undefined, signal).then(readPastPage),
  });
  if (query.data === undefined) {
    if (query.isFetching) return <Waiting what="Loading the incident" />;
    const missing = query.error instanceof ApiError && query.error.status === 404;
    return (
      <Page title={missing ? 'No such incident' : 'Past incident'}>
        {missing ? (
          <Empty
            title="No incident with that id was imported"
            action={
              <ButtonLink to="/past_incidents" variant="default">
                To the past incidents
              </ButtonLink>
            }
          />
        ) : (
          <ErrorBox error={query.error} again={() => query.refetch()} />
        )}
      </Page>
    );
  }
  const { one, alerts } = query.data;
  return (
    <Page title={one.title} lead="Imported from the tool used before; it cannot be changed here.">
      <Part title="What people found out">
        <Facts>
          <Fact name="Id there">{one.externalId}</Fact>
          <Fact name="Kind">{one.kind === null ? '–' : sentence(one.kind)}</Fact>
          <Fact name="Opened">
            <When at={one.openedAt} />
          </Fact>
          {one.failedAt !== null && (
            <Fact name="Began to hurt">
              <When at={one.failedAt} />
            </Fact>
          )}
          <Fact name="Resolved">
            <When at={one.resolvedAt} /> after {lasted(one)}
          </Fact>
          <Fact name="Cause">
            <CauseOf one={one} />
          </Fact>
          <Fact name="Change behind it">
            {one.change ?? (one.changeKnown ? 'None did it' : 'Nobody looked for one')}
          </Fact>
          <Fact name="Fixed by">{one.fixedBy ?? 'Nobody wrote it down'}</Fact>
          {one.sameAs.length > 0 && (
            <Fact name="The same as">
              {one.sameAs.map((other, at) => (
                <span key={other}>
                  {at > 0 && ', '}
                  <TextLink to={`/past_incidents/${encodeURIComponent(other)}`}>{other}</TextLink>
                </span>
              ))}
            </Fact>
          )}
        </Facts>
      </Part>
      <Part title="Its alerts" flush>
        {alerts.length === 0 ? (
          <Empty title="None of its alerts was imported" />
        ) : (
          <Rows<PastAlert>
            label="Alerts of the past incident"
            rows={alerts}
            keyOf={(alert) => alert.key}
            columns={[
              { name: 'Alert', cell: (alert) => alert.summary },
              { name: 'Severity', width: 110, cell: (alert) => <SeverityMark severity={alert.severity} /> },
              { name: 'Source', width: 200, cell: (alert) => alert.source },
              { name: 'Tool', width: 130, cell: (alert) => alert.tool },
              { name: 'When', width: 130, cell: (alert) => <When at={alert.at} /> },
            ]}
          />
        )}
      </Part>
    </Page>
  );
}
