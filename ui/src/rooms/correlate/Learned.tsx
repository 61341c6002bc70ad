import { Alert, Button, FileButton, Group, List, Progress, Text } from '@mantine/core';
import { IconSchool, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { Fact, Facts, Part, Waiting, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import type { Iso, Ref } from '../../ground/wire';

interface Model {
  version: number;
  made_at: Iso;
  learned_from: number;
  digest: string;
  in_use: boolean;
  past_alerts: number;
  past_incidents: number;
}

interface Learning {
  id: number;
  state: 'running' | 'done' | 'cancelled' | 'failed';
  cause: 'asked' | 'taught' | 'unreadable';
  /** A user, or an API key that named none. */
  by: Ref | null;
  since: Iso;
  progress: number;
  doing: string;
  tries: number;
  alerts: number | null;
  incidents: number | null;
  left_out: number | null;
  taught_alerts: number | null;
  ended_at: Iso | null;
  failure: string | null;
}

interface Answer {
  model: Model | null;
  learning: Learning | null;
}

interface Report {
  incidents_added: number;
  incidents_replaced: number;
  alerts_added: number;
  alerts_replaced: number;
  skipped: number;
  skipped_items: string[];
}

/** What grouping and causes have learned from, and how to give them more past. */
export function Learned() {
  const me = useMe();
  const manage = mayManage(me);
  const [report, setReport] = useState<Report | null>(null);
  const query = useQuery({
    queryKey: ['correlation', 'model'],
    queryFn: ({ signal }) => api.get<Answer>('/correlation/model', undefined, signal),
    refetchInterval: (asked) => (asked.state.data?.learning?.state === 'running' ? 1_000 : 30_000),
  });
  const learn = useAct({
    run: () => api.post('/correlation/model/learn', {}),
    reload: [['correlation']],
    failed: 'Muster did not begin to learn',
  });
  const cancel = useAct({
    run: () => api.post('/correlation/model/learn/cancel', {}),
    reload: [['correlation']],
    failed: 'It was not cancelled',
  });
  const take = useAct({
    run: async (file: File) =>
      (await api.text<{ import: Report }>('POST', '/imports/incidents', await file.text(), 'text/plain'))
        .import,
    reload: [['correlation']],
    failed: 'The past was not taken',
    after: setReport,
  });
  const model = query.data?.model;
  const learning = query.data?.learning ?? null;
  const running = learning?.state === 'running';
  return (
    <Part
      title="What Muster has learned from"
      lead="Which alerts belong together, what broke, what is noise: learned from how incidents ended and from what people corrected"
      actions={
        manage && (
          <Group gap="xs">
            <FileButton
              onChange={(file) => {
                if (file !== null) take.mutate(file);
              }}
              accept=".json,.jsonl,.ndjson,.txt"
            >
              {(given) => (
                <Button
                  {...given}
                  size="xs"
                  variant="default"
                  leftSection={<IconUpload size={15} />}
                  loading={take.isPending}
                >
                  Import past incidents
                </Button>
              )}
            </FileButton>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconSchool size={15} />}
              loading={learn.isPending}
              disabled={running}
              onClick={() => learn.mutate(undefined)}
            >
              Learn now
            </Button>
            {running && (
              <Button
                size="xs"
                variant="subtle"
                color="gray"
                loading={cancel.isPending}
                onClick={() => cancel.mutate(undefined)}
              >
                Cancel learning
              </Button>
            )}
          </Group>
        )
      }
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {learning !== null && <Course learning={learning} />}
      {model === null && !running && (
        <Text size="sm" c="dimmed">
          Nothing yet: Muster goes by its built-in rules. Import incidents and alerts of the tool before, one
          JSON object a line, or wait until its own have been resolved.
        </Text>
      )}
      {model?.in_use === false && (
        <Alert color="yellow" role="status" title="Not in use" mb="sm">
          <Text size="sm">
            Another version of Muster learned this and this one cannot read it: alerts are grouped by the
            built-in rules. With the next alerts it learns anew by itself, after a quarter of an hour. “Learn
            now” does it at once.
          </Text>
        </Alert>
      )}
      {model !== undefined && model !== null && (
        <Facts>
          <Fact name="Model">
            version {model.version} <span className="mono">{model.digest}</span>
          </Fact>
          <Fact name="Made">
            <When at={model.made_at} />
          </Fact>
          <Fact name="Learned from">{model.learned_from.toLocaleString('en-GB')} alerts</Fact>
          <Fact name="Past that is known">
            {model.past_incidents.toLocaleString('en-GB')} incidents,{' '}
            {model.past_alerts.toLocaleString('en-GB')} alerts
          </Fact>
        </Facts>
      )}
      {report !== null && (
        <Alert color="teal" role="status" title="The past was taken" mt="sm">
          <Text size="sm">
            {report.incidents_added} incidents and {report.alerts_added} alerts added,{' '}
            {report.incidents_replaced} and {report.alerts_replaced} replaced
            {report.skipped > 0 && `, ${report.skipped} lines could not be taken`}. Press “Learn now” to use
            them.
          </Text>
          {report.skipped_items.length > 0 && (
            <List size="sm">
              {report.skipped_items.slice(0, 20).map((line) => (
                <List.Item key={line}>{line}</List.Item>
              ))}
            </List>
          )}
        </Alert>
      )}
    </Part>
  );
}

const WHY: Record<Learning['cause'], string> = {
  asked: '',
  taught: ' because people moved alerts',
  unreadable: ' because another version of Muster had learned what was kept',
};

/** What is being learned, or how the last time ended when that was not well. */
function Course({ learning }: { learning: Learning }) {
  const why =
    learning.by === null ? WHY[learning.cause] : ` because ${learning.by.summary ?? 'somebody'} asked for it`;
  if (learning.state === 'running') {
    const percent = Math.round(100 * learning.progress);
    return (
      <Alert color="blue" mb="sm" title={`Learning: ${percent} %`}>
        <Progress value={percent} aria-label="How much is learned" mb="xs" />
        <Text size="sm">
          Began <When at={learning.since} />
          {why}
          {learning.tries > 1 && ', and once more after Muster was started again'}. {read(learning)}
          Now: {learning.doing}. You can leave this page; what was learned before is in use until it is done.
        </Text>
      </Alert>
    );
  }
  if (learning.state === 'failed') {
    return (
      <Alert color="red" mb="sm" title="The last time, nothing was learned">
        <Text size="sm">
          Begun <When at={learning.since} />
          {why}. {read(learning)}
          {learning.failure}
        </Text>
      </Alert>
    );
  }
  if (learning.state === 'cancelled') {
    return (
      <Text size="sm" c="dimmed" mb="sm">
        The last time, learning was cancelled; what was learned before is in use.
      </Text>
    );
  }
  return null;
}

function read(learning: Learning): string {
  if (learning.alerts === null || learning.incidents === null) return '';
  const taught = learning.taught_alerts ?? 0;
  const leftOut = learning.left_out ?? 0;
  return `It reads ${count(learning.incidents, 'incident')} and ${count(learning.alerts, 'alert')} of the past${
    taught > 0 ? `, and ${count(taught, 'alert')} that people put where they belong` : ''
  }${leftOut > 0 ? `; ${count(leftOut, 'older alert')} ${leftOut === 1 ? 'is' : 'are'} left out` : ''}. `;
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en-GB')} ${what}${number === 1 ? '' : 's'}`;
}
