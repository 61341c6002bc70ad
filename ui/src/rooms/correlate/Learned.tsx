import { Alert, Button, FileButton, Group, List, Text } from '@mantine/core';
import { IconSchool, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { Fact, Facts, Part, Waiting, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import type { Iso } from '../../ground/wire';

interface Model {
  version: number;
  made_at: Iso;
  learned_from: number;
  digest: string;
  in_use: boolean;
  past_alerts: number;
  past_incidents: number;
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
    queryFn: async ({ signal }) =>
      (await api.get<{ model: Model | null }>('/correlation/model', undefined, signal)).model,
  });
  const learn = useAct({
    run: () => api.post('/correlation/model/learn', {}),
    reload: [['correlation']],
    done: 'Learned from all of the past that is known',
    failed: 'Nothing was learned',
  });
  const take = useAct({
    run: async (file: File) =>
      (await api.text<{ import: Report }>('POST', '/imports/incidents', await file.text(), 'text/plain'))
        .import,
    reload: [['correlation']],
    failed: 'The past was not taken',
    after: setReport,
  });
  const model = query.data;
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
              onClick={() => learn.mutate(undefined)}
            >
              Learn now
            </Button>
          </Group>
        )
      }
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {model === null && (
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
