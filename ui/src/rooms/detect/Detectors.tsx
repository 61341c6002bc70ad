import { Button, Text, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, list } from '../../ground/api';
import { RefLink, TextLink } from '../../ground/Go';
import { OnOff, SeverityMark, sentence } from '../../ground/Marks';
import { Empty, Page, Pager, Part, Waiting } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import styles from './Detect.module.css';
import { DetectorForm } from './DetectorForm';
import {
  type DetectorRule,
  draftOfRule,
  draftOfSuggestion,
  matcherWords,
  newRule,
  type RuleDraft,
  ruleWords,
  type Suggestion,
} from './detectors';
import { NamedDays } from './NamedDays';

const PAGE = 25;

/** What is watched, and what would be worth watching. */
export function Detectors() {
  const me = useMe();
  const manage = mayManage(me);
  const [start, setStart] = useState<RuleDraft | null>(null);
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['detector_rules', offset],
    queryFn: ({ signal }) =>
      list<DetectorRule>('/detector_rules', 'detector_rules', { limit: PAGE, offset, total: true }, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      wide
      title="Detectors"
      lead="Each watches the series that fit it and raises an alert when one leaves its usual way, passes a limit or falls silent."
      actions={
        manage && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setStart(newRule)}>
            New detector
          </Button>
        )
      }
    >
      <Part title="Detectors" flush>
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data?.items.length === 0 && (
          <Empty
            title="Nothing is watched yet"
            action={manage ? <Button onClick={() => setStart(newRule)}>Make a detector</Button> : undefined}
          >
            Take one of the suggestions below, or open a series under{' '}
            <TextLink to="/series">Metrics</TextLink>. No thresholds are needed: a dynamic detector learns
            what is usual at which hour.
          </Empty>
        )}
        {query.data !== undefined && query.data.items.length > 0 && (
          <Rows
            label="Detectors"
            rows={query.data.items}
            keyOf={(rule) => rule.id}
            columns={[
              {
                name: 'Detector',
                cell: (rule) => (
                  <>
                    <TextLink to={`/detectors/${rule.id}`} fw={600}>
                      {rule.name}
                    </TextLink>
                    <Text size="sm" c="dimmed">
                      {matcherWords(rule.matchers)}
                    </Text>
                  </>
                ),
              },
              {
                name: 'Alerts when',
                width: 300,
                cell: (rule) => sentence(ruleWords(draftOfRule(rule))),
              },
              { name: 'Severity', width: 115, cell: (rule) => <SeverityMark severity={rule.severity} /> },
              {
                name: 'Service',
                width: 150,
                cell: (rule) => (rule.service === null ? 'By its source' : <RefLink of={rule.service} />),
              },
              {
                name: 'State',
                width: 100,
                cell: (rule) => <OnOff on={rule.enabled} />,
              },
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
      {manage && <Suggestions take={setStart} />}
      <NamedDays />
      {start !== null && <DetectorForm start={start} close={() => setStart(null)} />}
    </Page>
  );
}

const FIRST = 12;

/** More cards than this are searched, not read. */
const MOST = 120;

export function Suggestions({ take }: { take: (draft: RuleDraft) => void }) {
  const [all, setAll] = useState(false);
  const [words, setWords] = useState('');
  const query = useQuery({
    queryKey: ['detector_rules', 'suggestions'],
    queryFn: async ({ signal }) =>
      (await api.get<{ suggestions: Suggestion[] }>('/detector_rules/suggestions', undefined, signal))
        .suggestions,
    staleTime: 60_000,
  });
  const many = (query.data?.length ?? 0) > FIRST;
  const wanted = words.trim().toLowerCase();
  const fitting = (query.data ?? []).filter((one) => one.detector_rule.name.toLowerCase().includes(wanted));
  return (
    <Part
      title="Worth watching"
      lead="Among the series of the last day: metrics that no detector watches yet, and counters in whose new values no detector looks for errors."
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing to suggest: either all that matters is watched, or no metrics come in.
        </Text>
      )}
      {many && (
        <TextInput
          type="search"
          aria-label="Search suggestions by metric"
          placeholder="Metric"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          className={styles.search}
          mb="sm"
        />
      )}
      {many && fitting.length === 0 && (
        <Text size="sm" c="dimmed" role="status">
          No suggestion for a metric with “{words.trim()}” in its name.
        </Text>
      )}
      <div className={styles.suggestions}>
        {fitting.slice(0, all ? MOST : FIRST).map((one) => (
          <div key={one.detector_rule.name} className={styles.suggestion}>
            <Text fw={600}>{one.detector_rule.name}</Text>
            <Text size="sm">{one.why}</Text>
            <Text size="sm" c="dimmed">
              {one.estimated && 'about '}
              {one.series.toLocaleString('en')} series
            </Text>
            <div>
              <Button size="xs" variant="default" onClick={() => take(draftOfSuggestion(one))}>
                Try it<span className="sr">: {one.detector_rule.name}</span>
              </Button>
            </div>
          </div>
        ))}
      </div>
      {fitting.length > FIRST && (
        <Button size="xs" variant="subtle" mt="sm" aria-expanded={all} onClick={() => setAll(!all)}>
          {all
            ? 'Show fewer'
            : fitting.length > MOST
              ? `Show ${MOST} of ${fitting.length}`
              : `Show all ${fitting.length}`}
          <span className="sr"> suggestions</span>
        </Button>
      )}
    </Part>
  );
}
