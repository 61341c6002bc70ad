import { Anchor, Button, Checkbox, Group, Table, Text, UnstyledButton } from '@mantine/core';
import {
  IconActivity,
  IconArrowRight,
  IconArrowsSplit2,
  IconChevronDown,
  IconChevronRight,
  IconExternalLink,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { Because, Ruled, whyWords } from '../../ground/Because';
import { counted } from '../../ground/counted';
import { RefLink } from '../../ground/Go';
import { Json } from '../../ground/Json';
import { Mark, SeverityMark, StatusMark } from '../../ground/Marks';
import { CopyIcon, Empty, Fact, Facts, Pager, Part, Waiting, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { useZone, withTimes } from '../../ground/time';
import type { Alert, AlertContext, Incident, Why } from '../../ground/wire';
import styles from './Alerts.module.css';
import { shownDetails, sourceOf, webAddress } from './alert';
import { Decisions } from './Decisions';
import { AlertExpected } from './Experimented';
import { alertsQuery } from './incidents';
import { MoveAlerts, SplitOff } from './MoveAlerts';

export function Alerts({ incident, respond }: { incident: Incident; respond: boolean }) {
  const [offset, setOffset] = useState(0);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<ReadonlyMap<string, Alert>>(new Map());
  const [dialog, setDialog] = useState<'move' | 'split' | null>(null);
  const zone = useZone();
  const query = useQuery(alertsQuery(incident.id, offset));
  const resolve = useAct({
    run: (alert: Alert) =>
      api.put(`/incidents/${incident.id}/alerts`, {
        alerts: [{ id: alert.id, type: 'alert_reference', status: 'resolved' }],
      }),
    reload: [['incidents'], ['incident', incident.id]],
    done: 'Alert resolved',
    failed: 'The alert stays open',
  });
  const toggle = (id: string) => {
    const next = new Set(opened);
    if (!next.delete(id)) next.add(id);
    setOpened(next);
  };
  const choose = (alert: Alert) => {
    const next = new Map(chosen);
    if (!next.delete(alert.id)) next.set(alert.id, alert);
    setChosen(next);
  };
  const shut = () => {
    setDialog(null);
    setChosen(new Map());
  };
  const total = query.data?.total ?? query.data?.items.length;
  const all = total !== undefined && chosen.size >= total;
  return (
    <Part
      title="Alerts"
      lead={total === undefined ? '\u00a0' : `${counted(total, 'alert')} in this incident`}
      flush
    >
      {chosen.size > 0 && (
        <Group gap="xs" className={styles.chosen} role="toolbar" aria-label="Chosen alerts">
          <Text size="sm" fw={600}>
            {counted(chosen.size, 'alert')} chosen
          </Text>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconArrowRight size={15} />}
            onClick={() => setDialog('move')}
          >
            Move to another incident
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconArrowsSplit2 size={15} />}
            disabled={all}
            title={all ? 'An incident cannot be split off from itself: leave an alert behind' : undefined}
            onClick={() => setDialog('split')}
          >
            Split off
          </Button>
          <Button size="xs" variant="subtle" onClick={() => setChosen(new Map())}>
            Choose none
          </Button>
        </Group>
      )}
      {dialog === 'move' && <MoveAlerts incident={incident} alerts={[...chosen.values()]} close={shut} />}
      {dialog === 'split' && <SplitOff incident={incident} alerts={[...chosen.values()]} close={shut} />}
      {query.isPending && <Waiting what="Loading alerts" />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && (
        <Empty title="No alerts">
          This incident was declared by a person, or its alerts were moved away.
        </Empty>
      )}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Table className={styles.table} verticalSpacing="xs" aria-label="Alerts">
          <Table.Thead>
            <Table.Tr>
              {respond && (
                <Table.Th w={38}>
                  <span className="sr">Choose</span>
                </Table.Th>
              )}
              <Table.Th>Alert</Table.Th>
              <Table.Th w={132}>State</Table.Th>
              <Table.Th w={150}>Seen</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {query.data.items.map((alert) => {
              const open = opened.has(alert.id);
              const source = sourceOf(alert);
              return (
                <Fragment key={alert.id}>
                  <Table.Tr className={styles.row} data-chosen={chosen.has(alert.id) || undefined}>
                    {respond && (
                      <Table.Td className={styles.cellChoose}>
                        <Checkbox
                          aria-label={`Choose ${alert.summary ?? alert.id}`}
                          checked={chosen.has(alert.id)}
                          onChange={() => choose(alert)}
                        />
                      </Table.Td>
                    )}
                    <Table.Td className={styles.cellName}>
                      <UnstyledButton
                        className={styles.fold}
                        aria-expanded={open}
                        aria-controls={`alert-${alert.id}`}
                        onClick={() => toggle(alert.id)}
                      >
                        {open ? (
                          <IconChevronDown size={16} aria-hidden />
                        ) : (
                          <IconChevronRight size={16} aria-hidden />
                        )}
                        <span>{alert.summary ?? alert.alert_key ?? alert.id}</span>
                      </UnstyledButton>
                      <div className={styles.under}>
                        {source !== null && <span>{source}</span>}
                        {alert.flapping === true && (
                          <Mark word="Flapping" tone="orange" Icon={IconActivity} />
                        )}
                        {alert.suppressed && <StatusMark status="suppressed" />}
                        <AlertExpected incidentId={incident.id} alertId={alert.id} />
                      </div>
                      {whyWords(alert.reason) !== null && (
                        <div className={styles.why} title={ruleOf(alert.reason)}>
                          {withTimes(whyWords(alert.reason) ?? '', zone)}
                        </div>
                      )}
                    </Table.Td>
                    <Table.Td className={styles.cellState}>
                      <SeverityMark severity={alert.severity} />
                      <StatusMark status={alert.status} />
                    </Table.Td>
                    <Table.Td className={styles.cellSeen}>
                      <div>
                        <span className={styles.faint}>last</span> <When at={alert.last_seen_at} />
                      </div>
                      <div>
                        <span className={styles.faint}>first</span>{' '}
                        <When at={alert.first_seen_at ?? alert.created_at} />
                      </div>
                      {alert.count !== null && alert.count !== undefined && alert.count > 1 && (
                        <div className="num">{alert.count} times</div>
                      )}
                    </Table.Td>
                  </Table.Tr>
                  {open && (
                    <Table.Tr id={`alert-${alert.id}`} className={styles.detailRow}>
                      <Table.Td colSpan={respond ? 4 : 3}>
                        <Details
                          alert={alert}
                          resolve={
                            respond && alert.status !== 'resolved' ? () => resolve.mutate(alert) : null
                          }
                          pending={resolve.isPending}
                        />
                      </Table.Td>
                    </Table.Tr>
                  )}
                </Fragment>
              );
            })}
          </Table.Tbody>
        </Table>
      )}
      {query.data !== undefined && (
        <Pager
          offset={offset}
          limit={25}
          shown={query.data.items.length}
          more={query.data.more}
          total={query.data.total}
          go={setOffset}
        />
      )}
    </Part>
  );
}

function Details({
  alert,
  resolve,
  pending,
}: {
  alert: Alert;
  resolve: (() => void) | null;
  pending: boolean;
}) {
  const links = (alert.body?.contexts ?? []).map((one) => ({ one, href: webAddress(one) }));
  const details = shownDetails(alert);
  return (
    <div className={styles.details}>
      <Facts>
        <Fact name="Integration">
          <RefLink of={alert.integration} />
        </Fact>
        <Fact name="Service">
          <RefLink of={alert.service} />
        </Fact>
        <Fact name="First seen">
          <When at={alert.first_seen_at ?? alert.created_at} as="full" />
        </Fact>
        <Fact name="Last seen">
          <When at={alert.last_seen_at} as="full" />
        </Fact>
        <Fact name="Key">
          <span className={styles.key}>
            <span className="mono">{alert.alert_key ?? '–'}</span>
            {alert.alert_key !== null && <CopyIcon value={alert.alert_key} what="alert key" />}
          </span>
        </Fact>
      </Facts>
      <Because why={alert.reason} title="Why it is in this incident" />
      <Ruled rules={alert.rules} />
      <Decisions alertId={alert.id} />
      {links.length > 0 && (
        <ul className={styles.links}>
          {links.map(({ one, href }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two links of an alert may be the same in every field
            <li key={index}>
              {href === null ? (
                <span>{label(one)}</span>
              ) : (
                <Anchor href={href} target="_blank" rel="noopener noreferrer" size="sm">
                  {label(one)} <IconExternalLink size={13} aria-label="(opens another site)" />
                </Anchor>
              )}
            </li>
          ))}
        </ul>
      )}
      {details !== undefined && (
        <div>
          <div className={styles.detailsHead}>
            <Text size="xs" c="dimmed">
              Details
            </Text>
            <CopyIcon value={JSON.stringify(details, null, 2)} what="details as JSON" />
          </div>
          <Json value={details} />
        </div>
      )}
      {resolve !== null && (
        <div>
          <Button size="xs" variant="default" onClick={resolve} loading={pending}>
            Resolve this alert
          </Button>
        </div>
      )}
    </div>
  );
}

/** Rule and version, for those who want to change it. */
function ruleOf(why: Why): string | undefined {
  return typeof why === 'object' && why !== null ? `${why.rule}, version ${why.version}` : undefined;
}

function label(context: AlertContext): string {
  return context.text ?? context.alt ?? context.href ?? context.src ?? 'link';
}
