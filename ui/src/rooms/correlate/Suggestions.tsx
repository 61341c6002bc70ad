import { Text } from '@mantine/core';
import { IconCheck, IconHandStop, IconUser, IconX } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, pageOf } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { Mark } from '../../ground/Marks';
import { Empty, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import styles from './Suggestions.module.css';
import { kindWords, readScores, readVerdict } from './suggestions';

const PAGE = 25;

/** How Muster's suggestions did by the word of people, and every word that was said. */
export function Suggestions() {
  const [offset, setOffset] = useState(0);
  const scores = useQuery({
    queryKey: ['suggestions', 'scores'],
    queryFn: async ({ signal }) =>
      readScores(await api.get<unknown>('/correlation/suggestions', undefined, signal)),
  });
  const verdicts = useQuery({
    queryKey: ['suggestions', 'verdicts', offset],
    queryFn: async ({ signal }) =>
      pageOf<unknown>(
        'verdicts',
        await api.get<unknown>('/correlation/suggestions/verdicts', { limit: PAGE, offset }, signal),
      ),
    placeholderData: keepPreviousData,
  });
  const rows = (verdicts.data?.items ?? []).map(readVerdict);
  return (
    <Page
      wide
      title="Suggestions"
      lead="People stay in charge: what Muster suggests needs somebody's word, until enough of it was right."
    >
      <ErrorBox error={scores.error} again={() => scores.refetch()} />
      {scores.isPending && <Waiting />}
      <div className={styles.scores}>
        {(scores.data ?? []).map((one) => (
          <Part key={one.kind} title={kindWords(one.kind)}>
            <div className={styles.mark}>
              {one.alone ? (
                <Mark word="Counts by itself" tone="green" Icon={IconCheck} />
              ) : (
                <Mark word="Needs a person's word" tone="blue" Icon={IconUser} />
              )}
              <span className="num">
                {one.accepted} accepted, {one.rejected} rejected
              </span>
            </div>
            <Text size="sm">{one.words}</Text>
            <Text size="sm" c="dimmed">
              {one.effect}
            </Text>
          </Part>
        ))}
      </div>
      <Part title="Every word that was said" flush>
        <ErrorBox error={verdicts.error} again={() => verdicts.refetch()} />
        {verdicts.data !== undefined && rows.length === 0 && (
          <Empty title="Nobody has judged a suggestion yet">
            Say on an incident's page whether a suspected change, a probable cause or the like in the past was
            right, and on the topology whether a learned dependency is real. Muster learns from it.
          </Empty>
        )}
        {rows.length > 0 && (
          <Rows
            label="Verdicts"
            rows={rows}
            keyOf={(one) => `${one.kind} ${one.what} ${one.at}`}
            columns={[
              {
                name: 'Suggestion',
                cell: (one) => (
                  <>
                    {one.what}
                    <Text size="sm" c="dimmed">
                      {kindWords(one.kind)}
                      {one.place === null ? ', not suggested by Muster' : `, ranked ${one.place}`}
                      {one.probability !== null && ` at ${Math.round(100 * one.probability)} %`}
                    </Text>
                  </>
                ),
              },
              {
                name: 'Verdict',
                width: 140,
                cell: (one) =>
                  one.verdict === 'accepted' ? (
                    <Mark word="Accepted" tone="green" Icon={IconCheck} />
                  ) : one.verdict === 'rejected' ? (
                    <Mark word="Rejected" tone="orange" Icon={IconX} />
                  ) : (
                    <Mark word="Taken back" tone="grey" Icon={IconHandStop} />
                  ),
              },
              { name: 'Incident', width: 240, cell: (one) => <RefLink of={one.incident} /> },
              { name: 'By', width: 150, cell: (one) => <RefLink of={one.by} /> },
              { name: 'When', width: 130, cell: (one) => <When at={one.at} /> },
            ]}
          />
        )}
        {verdicts.data !== undefined && (
          <Pager
            offset={offset}
            limit={PAGE}
            shown={rows.length}
            more={verdicts.data.more}
            total={verdicts.data.total}
            go={setOffset}
          />
        )}
      </Part>
    </Page>
  );
}
