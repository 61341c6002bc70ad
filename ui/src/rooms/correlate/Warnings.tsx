import { SegmentedControl, Text } from '@mantine/core';
import { IconBell, IconCheck, IconX } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, pageOf } from '../../ground/api';
import { percent } from '../../ground/chart';
import { RefLink, TextLink } from '../../ground/Go';
import { Mark } from '../../ground/Marks';
import { Empty, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { inWords, useZone, withTimes } from '../../ground/time';
import { readWarning } from '../../ground/warning';
import { Learned } from './Learned';

const PAGE = 25;

const looks = {
  open: { word: 'Open', tone: 'yellow', Icon: IconBell },
  hit: { word: 'Came true', tone: 'green', Icon: IconCheck },
  miss: { word: 'Did not', tone: 'grey', Icon: IconX },
} as const;

/** Beginnings that looked like those of earlier failures, and whether the failure came. */
export function Warnings() {
  const zone = useZone();
  const [outcome, setOutcome] = useState('');
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['warnings', outcome, offset],
    queryFn: async ({ signal }) => {
      const answer = await api.get<unknown>(
        '/warnings',
        { outcome, limit: PAGE, offset, total: true },
        signal,
      );
      return pageOf<unknown>('warnings', answer);
    },
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  const rows = (query.data?.items ?? []).map(readWarning);
  return (
    <Page
      wide
      title="Early warnings"
      lead="When alerts begin as they began before an earlier failure. A warning is no prediction: each is marked later as come true or not."
    >
      <div>
        <SegmentedControl
          aria-label="Outcome"
          data={[
            { value: '', label: 'All' },
            { value: 'open', label: 'Open' },
            { value: 'hit', label: 'Came true' },
            { value: 'miss', label: 'Did not' },
          ]}
          value={outcome}
          onChange={(value) => {
            setOutcome(value);
            setOffset(0);
          }}
        />
      </div>
      <Part title="Warnings" flush>
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data !== undefined && rows.length === 0 && (
          <Empty title="No warning">
            Muster warns when it has seen the same beginning end in a failure before. It needs some past for
            that: resolved incidents of its own or imported ones.
          </Empty>
        )}
        {rows.length > 0 && (
          <Rows
            label="Early warnings"
            rows={rows}
            keyOf={(one) => one.id}
            columns={[
              {
                name: 'Warning',
                cell: (one) => (
                  <>
                    <strong>{withTimes(one.words, zone)}</strong>
                    {one.earlier.length > 0 && (
                      <Text size="sm" c="dimmed" component="div">
                        As before{' '}
                        {one.earlier.slice(0, 3).map((past, at) => (
                          <span key={past.id}>
                            {at > 0 && ', '}
                            <TextLink to={`/${past.imported ? 'past_incidents' : 'incidents'}/${past.id}`}>
                              {past.name}
                            </TextLink>
                          </span>
                        ))}
                        {one.earlier.length > 3 && ` and ${one.earlier.length - 3} more`}
                      </Text>
                    )}
                  </>
                ),
              },
              { name: 'Service', width: 150, cell: (one) => <RefLink of={one.service} /> },
              { name: 'Probability', width: 110, right: true, cell: (one) => percent(one.probability) },
              {
                name: 'Usual lead',
                width: 120,
                cell: (one) => (one.leadSeconds === null ? '–' : inWords(one.leadSeconds)),
              },
              { name: 'When', width: 120, cell: (one) => <When at={one.at} /> },
              {
                name: 'Outcome',
                width: 210,
                cell: (one) => (
                  <>
                    <Mark {...(looks[one.outcome as keyof typeof looks] ?? looks.open)} />
                    {one.incident !== null && (
                      <div>
                        <RefLink of={one.incident} />
                        {one.cameAfterSeconds !== null && ` after ${inWords(one.cameAfterSeconds)}`}
                      </div>
                    )}
                  </>
                ),
              },
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
      <Learned />
    </Page>
  );
}
