import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, list } from '../../ground/api';
import { RefLink, TextLink } from '../../ground/Go';
import { SeverityMark, sentence } from '../../ground/Marks';
import { Empty, Fact, Facts, Page, Part, Waiting, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import type { Anomaly } from '../../ground/series';
import { mayManage, useMe } from '../../ground/session';
import { AnomalyRows } from './Anomalies';
import { DetectorForm } from './DetectorForm';
import { type DetectorRule, draftOfRule, hasSteps, matcherWords, ruleWords } from './detectors';

export function DetectorPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const me = useMe();
  const manage = mayManage(me);
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const query = useQuery({
    queryKey: ['detector_rules', 'one', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ detector_rule: DetectorRule }>(`/detector_rules/${id}`, undefined, signal))
        .detector_rule,
  });
  const anomalies = useQuery({
    queryKey: ['anomalies', 'of-rule', id],
    queryFn: ({ signal }) => list<Anomaly>('/anomalies', 'anomalies', { rule_ids: [id], limit: 25 }, signal),
  });
  const remove = useAct({
    run: () => api.delete(`/detector_rules/${id}`),
    reload: [['detector_rules']],
    done: 'Detector deleted',
    inDialog: true,
    after: () => navigate({ to: '/detectors' as never }),
  });
  const turn = useAct({
    run: (on: boolean) => api.put(`/detector_rules/${id}`, { detector_rule: { enabled: on } }),
    reload: [['detector_rules']],
    done: (_, on) => (on ? 'It watches from now on' : 'It watches no longer'),
    undo: (_, on) => ({ label: 'Undo', act: () => turn.mutate(!on) }),
  });
  const rule = query.data;
  if (rule === undefined) {
    return query.isPending ? (
      <Waiting />
    ) : (
      <Page title="Detector">
        <ErrorBox error={query.error} again={() => query.refetch()} />
      </Page>
    );
  }
  return (
    <Page
      wide
      title={rule.name}
      lead={
        <>
          <TextLink to="/detectors">Detectors</TextLink>
          {!rule.enabled && ' · off'}
        </>
      }
      actions={
        manage && (
          <>
            <Button variant="default" onClick={() => turn.mutate(!rule.enabled)} loading={turn.isPending}>
              {rule.enabled ? 'Switch off' : 'Switch on'}
            </Button>
            <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
              Edit and try
            </Button>
            <SureButton
              label="Delete"
              size="sm"
              title={`Delete ${rule.name}?`}
              act={() => remove.mutateAsync(undefined)}
            >
              Its open anomalies end; what was learned of the series stays.
            </SureButton>
          </>
        )
      }
    >
      <Part title="What it does">
        <Facts>
          <Fact name="Watches">{matcherWords(rule.matchers)}</Fact>
          <Fact name="Alerts when">{sentence(ruleWords(draftOfRule(rule)))}</Fact>
          {hasSteps(rule.kind) && (
            <Fact name="Over after">{rule.persistence.recovery} usual steps in a row</Fact>
          )}
          <Fact name="Severity">
            <SeverityMark severity={rule.severity} />
          </Fact>
          <Fact name="Service">
            {rule.service === null ? 'By its labels or its source' : <RefLink of={rule.service} />}
          </Fact>
          <Fact name="Changed">
            <When at={rule.updated_at} />
          </Fact>
        </Facts>
      </Part>
      <Part title="Latest anomalies" flush>
        {anomalies.isPending && <Waiting />}
        <ErrorBox error={anomalies.error} again={() => anomalies.refetch()} />
        {anomalies.data?.items.length === 0 && <Empty title="None so far" />}
        {anomalies.data !== undefined && anomalies.data.items.length > 0 && (
          <AnomalyRows rows={anomalies.data.items} />
        )}
      </Part>
      {editing && <DetectorForm rule={rule} start={draftOfRule(rule)} close={() => setEditing(false)} />}
    </Page>
  );
}
