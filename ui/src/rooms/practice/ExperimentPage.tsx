import { Button, Select, Text, Textarea } from '@mantine/core';
import { IconPencil, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { ApiError, api, pageOf } from '../../ground/api';
import { ExpectedMark, ExperimentMark } from '../../ground/ExperimentMarks';
import { type Experiment, readExperiment, readTagged } from '../../ground/experiments';
import { ButtonLink, RefLink, RefLinks, TextLink } from '../../ground/Go';
import { SeverityMark, sentence } from '../../ground/Marks';
import { Empty, Fact, Facts, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { record } from '../../ground/read';
import { ErrorBox } from '../../ground/Say';
import { mayManage, mayRespond, useMe } from '../../ground/session';
import { inWords } from '../../ground/time';
import { ExperimentForm } from './ExperimentForm';

const PAGE = 25;

export function ExperimentPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const query = useQuery({
    queryKey: ['experiments', id],
    queryFn: async ({ signal }) =>
      readExperiment(record(await api.get<unknown>(`/experiments/${id}`, undefined, signal)).experiment),
    refetchInterval: 15_000,
  });
  if (query.data !== undefined) return <Loaded experiment={query.data} />;
  if (query.isPending) return <Waiting what="Loading the experiment" />;
  const missing = query.error instanceof ApiError && query.error.status === 404;
  return (
    <Page title="Experiment">
      {missing ? (
        <Empty
          title="There is no such experiment"
          action={<ButtonLink to="/experiments">To the experiments</ButtonLink>}
        />
      ) : (
        <ErrorBox error={query.error} again={() => query.refetch()} />
      )}
    </Page>
  );
}

type Dialog = 'edit' | 'start' | 'abort' | 'verdict';

function Loaded({ experiment }: { experiment: Experiment }) {
  const me = useMe();
  const manage = mayManage(me);
  const respond = mayRespond(me);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const { status } = experiment;
  const reload = [['experiments'], ['incidents']];
  const move = useAct({
    run: (word: 'stop' | 'withdraw') =>
      word === 'stop'
        ? api.post(`/experiments/${experiment.id}/stop`, {})
        : api.post(`/experiments/${experiment.id}/withdraw`, {}),
    reload,
    done: (_, word) => (word === 'stop' ? 'Stopped. It settles now.' : 'Withdrawn'),
    failed: 'Nothing was changed',
  });
  return (
    <Page
      wide
      title={experiment.name}
      lead={
        <>
          <TextLink to="/experiments" size="sm">
            Experiments
          </TextLink>
          {' · '}
          {experiment.hypothesis}
        </>
      }
      actions={
        <>
          {status === 'planned' && manage && (
            <>
              <Button leftSection={<IconPlayerPlay size={16} />} onClick={() => setDialog('start')}>
                Start
              </Button>
              <Button
                variant="default"
                leftSection={<IconPencil size={16} />}
                onClick={() => setDialog('edit')}
              >
                Change
              </Button>
              <Button variant="default" loading={move.isPending} onClick={() => move.mutate('withdraw')}>
                Withdraw
              </Button>
            </>
          )}
          {status === 'running' && respond && (
            <>
              <Button
                leftSection={<IconPlayerStop size={16} />}
                loading={move.isPending}
                onClick={() => move.mutate('stop')}
              >
                Stop
              </Button>
              <Button color="red" variant="light" onClick={() => setDialog('abort')}>
                Break off
              </Button>
            </>
          )}
          {(status === 'ended' || status === 'settling') && respond && (
            <Button variant="default" onClick={() => setDialog('verdict')}>
              {experiment.verdict === null ? 'Say what was learned' : 'Change what was learned'}
            </Button>
          )}
        </>
      }
    >
      <Part title="Experiment">
        <Facts>
          <Fact name="State">
            <ExperimentMark status={status} aborted={experiment.aborted} />
            {status === 'running' && experiment.endsAt !== null && (
              <>
                {' until '}
                <When at={experiment.endsAt} as="short" />
              </>
            )}
            {status === 'settling' && experiment.settlesAt !== null && (
              <>
                {' until '}
                <When at={experiment.settlesAt} as="short" />
              </>
            )}
          </Fact>
          <Fact name="What is broken">
            <RefLinks of={experiment.targets} />
          </Fact>
          <Fact name="Expected">
            {experiment.effects.length === 0
              ? 'Any alert on the targets'
              : experiment.effects.map(({ words }) => <div key={words}>{sentence(words)}</div>)}
          </Fact>
          <Fact name="Team">
            <RefLink of={experiment.team} />
          </Fact>
          <Fact name="Told of what is expected">
            <RefLink of={experiment.policy} />
          </Fact>
          <Fact name="Begins">
            {experiment.startedAt !== null ? (
              <>
                Began <When at={experiment.startedAt} as="short" />
              </>
            ) : experiment.startAt === null ? (
              'By hand'
            ) : (
              <When at={experiment.startAt} as="short" />
            )}
            , for {inWords(experiment.durationSeconds)} at most, then {inWords(experiment.settleSeconds)} to
            settle
          </Fact>
          <Fact name="Planned by">
            <RefLink of={experiment.by} />
          </Fact>
          {experiment.endReason !== null && (
            <Fact name={experiment.aborted ? 'Broken off' : 'Withdrawn'}>{experiment.endReason}</Fact>
          )}
          {experiment.verdict !== null && (
            <Fact name="The hypothesis">
              {experiment.verdict === 'inconclusive'
                ? 'Could not be tested'
                : experiment.verdict === 'held'
                  ? 'Held'
                  : 'Was refuted'}
              {experiment.finding !== '' && `: ${experiment.finding}`}
            </Fact>
          )}
        </Facts>
      </Part>
      <TaggedAlerts experiment={experiment} />
      {dialog === 'edit' && <ExperimentForm experiment={experiment} close={() => setDialog(null)} />}
      {dialog === 'start' && <Start experiment={experiment} close={() => setDialog(null)} />}
      {dialog === 'abort' && <Abort experiment={experiment} close={() => setDialog(null)} />}
      {dialog === 'verdict' && <Learned experiment={experiment} close={() => setDialog(null)} />}
    </Page>
  );
}

function TaggedAlerts({ experiment }: { experiment: Experiment }) {
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['experiments', experiment.id, 'alerts', offset],
    queryFn: async ({ signal }) =>
      pageOf<unknown>(
        'alerts',
        await api.get<unknown>(
          `/experiments/${experiment.id}/alerts`,
          { limit: PAGE, offset, total: true },
          signal,
        ),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: experiment.status === 'running' || experiment.status === 'settling' ? 10_000 : false,
  });
  const rows = (query.data?.items ?? []).map(readTagged);
  return (
    <Part
      title="Alerts on its targets"
      lead={`${experiment.expected} expected, ${experiment.unexpected} unexpected`}
      flush
    >
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data !== undefined && rows.length === 0 && (
        <Empty title="None">
          {experiment.startedAt === null
            ? 'It has not begun. Alerts that come while it runs stand here.'
            : 'No alert came. If you expected some, your monitors may not see what you broke.'}
        </Empty>
      )}
      {rows.length > 0 && (
        <Rows
          label="Alerts on its targets"
          rows={rows}
          keyOf={(one) => one.alertId}
          columns={[
            {
              name: 'Alert',
              cell: (one) => (
                <>
                  {one.summary ?? one.alertId}
                  <Text size="sm" c="dimmed">
                    {one.reason}
                  </Text>
                </>
              ),
            },
            { name: 'Expected', width: 140, cell: (one) => <ExpectedMark expected={one.expected} /> },
            { name: 'Severity', width: 120, cell: (one) => <SeverityMark severity={one.severity} /> },
            { name: 'Incident', width: 220, cell: (one) => <RefLink of={one.incident} /> },
            { name: 'When', width: 130, cell: (one) => <When at={one.at} /> },
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
  );
}

interface DialogProps {
  experiment: Experiment;
  close: () => void;
}

function Start({ experiment, close }: DialogProps) {
  const act = useAct({
    run: () => api.post(`/experiments/${experiment.id}/start`, {}),
    reload: [['experiments']],
    done: 'It runs. Break it now.',
    inDialog: true,
    after: close,
  });
  return (
    <Ask title={`Start ${experiment.name}?`} opened close={close} by={act} label="Start">
      <Text size="sm">
        From now on for {inWords(experiment.durationSeconds)}, alerts that it expects on{' '}
        {experiment.targets.map(({ summary, id }) => summary ?? id).join(', ')} wake{' '}
        {experiment.policy.summary ?? 'the team of the experiment'} alone.{' '}
        {experiment.effects.length === 0 && <strong>It expects any alert there.</strong>}
      </Text>
    </Ask>
  );
}

function Abort({ experiment, close }: DialogProps) {
  const [reason, setReason] = useState('');
  const act = useAct({
    run: () => api.post(`/experiments/${experiment.id}/abort`, { reason: reason.trim() }),
    reload: [['experiments'], ['incidents']],
    done: 'Broken off. Whoever answers for what is broken is told.',
    inDialog: true,
    after: close,
  });
  return (
    <Ask title={`Break off ${experiment.name}?`} opened close={close} by={act} label="Break off" danger>
      <Text size="sm">
        Nothing is expected any more, and incidents that are open are handed to those who answer for their
        services, at once. Stop what breaks things where you started it; Muster cannot.
      </Text>
      <Textarea
        label="Why"
        description="They read it."
        data-autofocus
        autosize
        minRows={2}
        maxLength={2_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Ask>
  );
}

function Learned({ experiment, close }: DialogProps) {
  const [verdict, setVerdict] = useState<string | null>(experiment.verdict);
  const [finding, setFinding] = useState(experiment.finding);
  const act = useAct({
    run: () =>
      api.put(`/experiments/${experiment.id}/verdict`, { verdict: { verdict, finding: finding.trim() } }),
    reload: [['experiments']],
    done: 'Kept',
    inDialog: true,
    after: close,
  });
  return (
    <Ask title="What was learned?" opened close={close} by={act} label="Save" disabled={verdict === null}>
      <Text size="sm">{experiment.hypothesis}</Text>
      <Select
        label="The hypothesis"
        required
        allowDeselect={false}
        data={[
          { value: 'held', label: 'held' },
          { value: 'refuted', label: 'was refuted' },
          { value: 'inconclusive', label: 'could not be tested' },
        ]}
        value={verdict}
        onChange={setVerdict}
      />
      <Textarea
        label="What was found"
        autosize
        minRows={3}
        maxLength={2_000}
        value={finding}
        onChange={(event) => setFinding(event.currentTarget.value)}
      />
    </Ask>
  );
}
