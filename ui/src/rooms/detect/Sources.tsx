import { Checkbox, Text } from '@mantine/core';
import { IconBellOff, IconCheck, IconHourglass, IconSchool, IconStack3 } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { list } from '../../ground/api';
import { RefLink, TextLink } from '../../ground/Go';
import { MailSwitch } from '../../ground/MailSwitch';
import { Mark } from '../../ground/Marks';
import { Empty, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import { useZone, withTimes } from '../../ground/time';
import type { Iso, Ref } from '../../ground/wire';

interface Source extends Ref {
  integration: Ref;
  service: Ref;
  /** Who own the service. */
  teams: Ref[];
  events: number;
  series: number;
  series_limit: number;
  /** Series whose detector has yet to learn what is kept of them. */
  series_learning: number;
  /** Whether readings are refused these days because of the limit. */
  over_limit: boolean;
  first_seen_at: Iso | null;
  last_seen_at: Iso | null;
  usual_gap_seconds: number | null;
  silent: boolean;
  mail_notifications: boolean;
  /** In words. */
  status: string;
}

const PAGE = 50;

/** Who sends, how much, and who has fallen silent: the first thing to look at when no alert comes. */
export function Sources() {
  const zone = useZone();
  const me = useMe();
  const [silent, setSilent] = useState(false);
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['sources', silent, offset],
    queryFn: ({ signal }) =>
      list<Source>(
        '/sources',
        'sources',
        { silent: silent ? true : undefined, limit: PAGE, offset, total: true },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  return (
    <Page
      wide
      title="Sources"
      lead="Who sends events, metrics and logs. A source that is silent beyond its habit may be broken, and its alerts would not come. Where mails are off, the incident list takes the place of mails about what that source alone reports; urgent incidents still reach everybody."
    >
      <Part
        title="Sources"
        flush
        actions={
          <Checkbox
            label="Only silent ones"
            checked={silent}
            onChange={(event) => {
              setSilent(event.currentTarget.checked);
              setOffset(0);
            }}
          />
        }
      >
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data?.items.length === 0 && (
          <Empty title={silent ? 'None is silent' : 'No sources yet'}>
            {silent ? (
              'Every source is heard of as usual, or its habit is not known yet.'
            ) : (
              <>
                Every integration of a <TextLink to="/services">service</TextLink> is a source.
              </>
            )}
          </Empty>
        )}
        {query.data !== undefined && query.data.items.length > 0 && (
          <Rows
            label="Sources"
            rows={query.data.items}
            keyOf={(one) => one.id}
            columns={[
              {
                name: 'Source',
                cell: (one) => (
                  <>
                    <strong>{one.summary}</strong>
                    <Text size="sm" c="dimmed">
                      {withTimes(one.status, zone)}
                    </Text>
                  </>
                ),
              },
              { name: 'Service', width: 170, cell: (one) => <RefLink of={one.service} /> },
              {
                name: 'State',
                width: 140,
                cell: (one) =>
                  one.silent ? (
                    <Mark word="Silent" tone="red" Icon={IconBellOff} />
                  ) : one.over_limit ? (
                    <Mark word="Over its limit" tone="orange" Icon={IconStack3} />
                  ) : one.series_learning > 0 ? (
                    <Mark word="Learning" tone="blue" Icon={IconSchool} />
                  ) : one.last_seen_at === null ? (
                    <Mark word="Nothing yet" tone="grey" Icon={IconHourglass} />
                  ) : (
                    <Mark word="Heard" tone="green" Icon={IconCheck} />
                  ),
              },
              {
                name: 'Mails',
                width: 80,
                cell: (one) => (
                  <MailSwitch
                    bare
                    serviceId={one.service.id}
                    integrationId={one.integration.id}
                    name={one.summary ?? one.id}
                    on={one.mail_notifications}
                    disabled={!mayManage(me, one.teams)}
                  />
                ),
              },
              { name: 'Events', width: 100, right: true, cell: (one) => one.events.toLocaleString('en-GB') },
              { name: 'Series', width: 90, right: true, cell: (one) => one.series.toLocaleString('en-GB') },
              { name: 'Last heard', width: 130, cell: (one) => <When at={one.last_seen_at} /> },
            ]}
          />
        )}
        {query.data !== undefined && (
          <Pager
            offset={offset}
            limit={PAGE}
            shown={query.data.items.length}
            more={query.data.more}
            total={query.data.total}
            go={setOffset}
          />
        )}
      </Part>
    </Page>
  );
}
