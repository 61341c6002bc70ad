import { Alert, Button, Group, Select, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { IconKey, IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { OnOff } from '../../ground/Marks';
import { CopyIcon, Empty, Page, Part, Waiting } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { Rows } from '../../ground/Rows';
import { ErrorBox, sayDone, sayFailed } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import type { Ref } from '../../ground/wire';
import { TicketList } from './TicketList';
import {
  type Filed,
  filedWords,
  kindOf,
  kinds,
  ruleWords,
  type TicketRule,
  type Tracker,
  type TrackerKind,
} from './tickets';
import styles from './Webhooks.module.css';

/** Trackers that incidents are filed in, and which incidents are. */
export function Trackers() {
  const me = useMe();
  const manage = mayManage(me);
  const [editing, setEditing] = useState<Tracker | 'new' | null>(null);
  const [fresh, setFresh] = useState<Tracker | null>(null);
  const reload = [['ticket_trackers'], ['ticket_rules']];
  const query = useQuery({
    queryKey: ['ticket_trackers'],
    queryFn: async ({ signal }) =>
      (await api.get<{ ticket_trackers: Tracker[] }>('/ticket_trackers', undefined, signal)).ticket_trackers,
  });
  const check = useAct({
    run: async (one: Tracker) =>
      (
        await api.post<{ check: { fine: boolean; fault: string | null } }>(
          `/ticket_trackers/${one.id}/check`,
          {},
        )
      ).check,
    reload: [],
    failed: 'The tracker was not asked',
    after: ({ fine, fault }, one) =>
      fine
        ? sayDone(`${one.name} answers, and the project is there`)
        : sayFailed(`${one.name} does not work`, new Error(fault ?? 'It does not say why.')),
  });
  const renew = useAct({
    run: async (one: Tracker) =>
      (await api.post<{ ticket_tracker: Tracker }>(`/ticket_trackers/${one.id}/news_secret`, {}))
        .ticket_tracker,
    reload,
    inDialog: true,
    after: setFresh,
  });
  const remove = useAct({
    run: (one: Tracker) => api.delete(`/ticket_trackers/${one.id}`),
    reload,
    done: 'Tracker removed',
    inDialog: true,
  });
  return (
    <Page
      wide
      title="Tickets"
      lead="One ticket for an incident, however many alerts it has, in the tracker that a company works with."
      actions={
        manage && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
            Connect a tracker
          </Button>
        )
      }
    >
      {fresh !== null && fresh.news_secret !== null && (
        <Alert
          color="teal"
          icon={<IconKey />}
          title="So that the tracker can tell what becomes of tickets"
          role="status"
        >
          <Text size="sm">
            Give {fresh.name} this address and this secret. The secret is shown only this once.
          </Text>
          <div className={styles.secret}>
            <code>{fresh.news_url}</code>
            <CopyIcon value={fresh.news_url} what="address" />
          </div>
          <div className={styles.secret}>
            <code data-testid="news-secret">{fresh.news_secret}</code>
            <CopyIcon value={fresh.news_secret} what="secret" />
            <Button size="xs" variant="default" onClick={() => setFresh(null)}>
              I have it
            </Button>
          </div>
        </Alert>
      )}
      <Part title="Trackers" flush>
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data?.length === 0 && (
          <Empty
            title="No tracker is connected"
            action={manage ? <Button onClick={() => setEditing('new')}>Connect a tracker</Button> : undefined}
          >
            Nothing is missing without one: an incident that pages nobody stands in the list as what there is
            to do. With one it is filed there as well.
          </Empty>
        )}
        {query.data !== undefined && query.data.length > 0 && (
          <Rows
            label="Trackers"
            rows={query.data}
            keyOf={(one) => one.id}
            columns={[
              {
                name: 'Tracker',
                cell: (one) => (
                  <>
                    <strong>{one.name}</strong>
                    <Text size="sm" c="dimmed">
                      {one.kind_name} · {one.url}
                      {one.project !== '' && ` · ${one.project}`}
                    </Text>
                  </>
                ),
              },
              {
                name: 'A closed ticket',
                width: 210,
                cell: (one) =>
                  one.closes_incidents ? 'resolves its incident' : 'is shown, and closes nothing',
              },
              {
                name: 'State',
                width: 110,
                cell: (one) => <OnOff on={one.active} />,
              },
              {
                name: 'Actions',
                quiet: true,
                width: 390,
                cell: (one) =>
                  manage && (
                    <Group gap="xs" justify="flex-end">
                      <Button
                        size="xs"
                        variant="default"
                        leftSection={<IconPlugConnected size={14} />}
                        loading={check.isPending && check.variables?.id === one.id}
                        onClick={() => check.mutate(one)}
                      >
                        Check
                      </Button>
                      <Button size="xs" variant="default" onClick={() => setEditing(one)}>
                        Edit
                      </Button>
                      <SureButton
                        label="New secret"
                        title="Make a new secret?"
                        act={() => renew.mutateAsync(one)}
                      >
                        What {one.name} says with the old one is not believed any more.
                      </SureButton>
                      <SureButton
                        label="Remove"
                        title="Remove this tracker?"
                        act={() => remove.mutateAsync(one)}
                      >
                        Nothing more is filed in {one.name}. Its tickets stay there, and stay shown here.
                      </SureButton>
                    </Group>
                  ),
              },
            ]}
          />
        )}
      </Part>
      <TicketRules trackers={query.data ?? []} manage={manage} />
      <TicketList />
      {editing !== null && (
        <TrackerForm
          tracker={editing === 'new' ? undefined : editing}
          close={() => setEditing(null)}
          made={setFresh}
        />
      )}
    </Page>
  );
}

function TicketRules({ trackers, manage }: { trackers: readonly Tracker[]; manage: boolean }) {
  const [editing, setEditing] = useState<TicketRule | 'new' | null>(null);
  const query = useQuery({
    queryKey: ['ticket_rules'],
    queryFn: async ({ signal }) =>
      (await api.get<{ ticket_rules: TicketRule[] }>('/ticket_rules', undefined, signal)).ticket_rules,
  });
  const remove = useAct({
    run: (one: TicketRule) => api.delete(`/ticket_rules/${one.id}`),
    reload: [['ticket_rules']],
    done: 'The rule of all services goes for it now',
    inDialog: true,
  });
  return (
    <Part
      title="Which incidents get a ticket"
      lead="A service without a rule of its own goes by the first one."
      actions={
        manage && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={15} />}
            onClick={() => setEditing('new')}
          >
            Rule for a service
          </Button>
        )
      }
      flush
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data !== undefined && (
        <Rows
          label="Filing rules"
          rows={query.data}
          keyOf={(one) => one.id}
          columns={[
            {
              name: 'Service',
              cell: (one) =>
                one.service === null ? <strong>All services</strong> : <RefLink of={one.service} />,
            },
            {
              name: 'Gets a ticket',
              cell: (one) => (
                <>
                  {ruleWords(one)}
                  {one.fault !== null && (
                    <Text size="sm" c="red">
                      {one.fault}
                    </Text>
                  )}
                </>
              ),
            },
            {
              name: 'In',
              width: 200,
              cell: (one) => one.tracker?.summary ?? (one.filed === 'never' ? '–' : 'the only tracker'),
            },
            {
              name: 'Actions',
              quiet: true,
              width: 180,
              cell: (one) =>
                manage && (
                  <Group gap="xs" justify="flex-end">
                    <Button size="xs" variant="default" onClick={() => setEditing(one)}>
                      Edit
                    </Button>
                    {one.service !== null && (
                      <SureButton
                        label="Remove"
                        title="Remove this rule?"
                        act={() => remove.mutateAsync(one)}
                      >
                        The rule of all services goes for it from then on.
                      </SureButton>
                    )}
                  </Group>
                ),
            },
          ]}
        />
      )}
      {editing !== null && (
        <RuleForm
          rule={editing === 'new' ? undefined : editing}
          trackers={trackers}
          close={() => setEditing(null)}
        />
      )}
    </Part>
  );
}

function RuleForm(props: { rule?: TicketRule; trackers: readonly Tracker[]; close: () => void }) {
  const { rule } = props;
  const [service, setService] = useState<Ref | null>(rule?.service ?? null);
  const [filed, setFiled] = useState<Filed>(rule?.filed ?? 'always');
  const [tracker, setTracker] = useState<string | null>(rule?.tracker?.id ?? null);
  const [severity, setSeverity] = useState<string | null>(rule?.from_severity ?? null);
  const [priority, setPriority] = useState<Ref | null>(rule?.from_priority ?? null);
  const id = rule?.id ?? service?.id;
  const save = useAct({
    run: () =>
      api.put(`/ticket_rules/${id}`, {
        ticket_rule: {
          filed,
          tracker: tracker === null ? null : { id: tracker, type: 'ticket_tracker_reference' },
          from_severity: severity,
          from_priority: priority,
        },
      }),
    reload: [['ticket_rules']],
    done: 'Rule saved',
    inDialog: true,
    after: props.close,
  });
  return (
    <Ask
      title={rule?.service === null ? 'Rule of all services' : 'Rule of a service'}
      opened
      close={props.close}
      by={save}
      label="Save"
      disabled={id === undefined || (filed === 'from' && severity === null && priority === null)}
    >
      {rule === undefined && (
        <PickOne kind="services" label="Service" required value={service} onPick={setService} />
      )}
      <Select
        label="Gets a ticket"
        allowDeselect={false}
        data={Object.entries(filedWords).map(([value, label]) => ({ value, label }))}
        value={filed}
        onChange={(value) => setFiled((value ?? 'always') as Filed)}
      />
      {filed === 'from' && (
        <>
          <Select
            label="From this severity on"
            clearable
            data={['critical', 'error', 'warning', 'info']}
            value={severity}
            onChange={setSeverity}
          />
          <PickOne
            kind="priorities"
            label="Or from this priority on"
            clearable
            value={priority}
            onPick={setPriority}
          />
        </>
      )}
      {filed !== 'never' && (
        <Select
          label="In"
          clearable
          placeholder="The only tracker that is switched on"
          data={props.trackers.map((one) => ({ value: one.id, label: one.name }))}
          value={tracker}
          onChange={setTracker}
        />
      )}
    </Ask>
  );
}

function TrackerForm(props: { tracker?: Tracker; close: () => void; made: (one: Tracker) => void }) {
  const { tracker } = props;
  const [kind, setKind] = useState<TrackerKind>(tracker?.kind ?? 'jira_cloud');
  const [name, setName] = useState(tracker?.name ?? '');
  const [url, setUrl] = useState(tracker?.url ?? '');
  const [project, setProject] = useState(tracker?.project ?? '');
  const [issueType, setIssueType] = useState(tracker?.issue_type ?? '');
  const [user, setUser] = useState(tracker?.user_name ?? '');
  const [token, setToken] = useState('');
  const [template, setTemplate] = useState(tracker?.template ?? '');
  const [findUrl, setFindUrl] = useState(tracker?.find_url ?? '');
  const [closes, setCloses] = useState(tracker?.closes_incidents ?? false);
  const [active, setActive] = useState(tracker?.active ?? true);
  const asks = kindOf(kind);
  const jira = kind === 'jira' || kind === 'jira_cloud';
  const save = useAct({
    run: async () => {
      const wire = {
        ticket_tracker: {
          name: name.trim(),
          kind,
          url: url.trim(),
          project: project.trim(),
          issue_type: jira && issueType.trim() !== '' ? issueType.trim() : null,
          user_name: asks.user !== null && user.trim() !== '' ? user.trim() : null,
          ...(token === '' ? {} : { token }),
          template: kind === 'webhook' && template.trim() !== '' ? template : null,
          find_url: kind === 'webhook' && findUrl.trim() !== '' ? findUrl.trim() : null,
          closes_incidents: closes,
          active,
        },
      };
      return (
        tracker === undefined
          ? await api.post<{ ticket_tracker: Tracker }>('/ticket_trackers', wire)
          : await api.put<{ ticket_tracker: Tracker }>(`/ticket_trackers/${tracker.id}`, wire)
      ).ticket_tracker;
    },
    reload: [['ticket_trackers'], ['ticket_rules']],
    done: () => (tracker === undefined ? null : 'Tracker saved'),
    inDialog: true,
    after: (one) => {
      if (tracker === undefined) props.made(one);
      props.close();
    },
  });
  return (
    <Ask
      title={tracker === undefined ? 'Connect a tracker' : `Edit ${tracker.name}`}
      opened
      close={props.close}
      size="lg"
      by={save}
      label="Save"
      disabled={
        name.trim() === '' ||
        url.trim() === '' ||
        (asks.project !== null && project.trim() === '') ||
        (tracker === undefined && token === '')
      }
    >
      <Select
        label="Kind"
        allowDeselect={false}
        disabled={tracker !== undefined}
        data={kinds.map(({ value, label }) => ({ value, label }))}
        value={kind}
        onChange={(value) => setKind((value ?? 'jira_cloud') as TrackerKind)}
      />
      <TextInput
        label="Name"
        required
        data-autofocus
        placeholder="What people call it"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="Address"
        type="url"
        required
        placeholder={asks.url}
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      {asks.project !== null && (
        <TextInput
          label={asks.projectLabel}
          required
          placeholder={asks.project}
          value={project}
          onChange={(event) => setProject(event.currentTarget.value)}
        />
      )}
      {jira && (
        <TextInput
          label="Type of issue"
          placeholder="Task"
          value={issueType}
          onChange={(event) => setIssueType(event.currentTarget.value)}
        />
      )}
      {asks.user !== null && (
        <TextInput
          label={asks.user}
          required={kind === 'jira_cloud'}
          autoComplete="off"
          value={user}
          onChange={(event) => setUser(event.currentTarget.value)}
        />
      )}
      <TextInput
        label={asks.token}
        type="password"
        autoComplete="new-password"
        required={tracker === undefined}
        description={tracker === undefined ? undefined : 'Stays as it is when nothing is typed here.'}
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
      />
      {kind === 'webhook' && (
        <>
          <Textarea
            label="Body of the message"
            description="JSON with {{title}}, {{description}}, {{correlation_id}}, {{incident_id}}, {{incident_number}}, {{incident_url}}, {{service}}, {{urgency}}, {{severity}}, {{priority}} and {{status}}. Empty for all of them."
            autosize
            minRows={2}
            classNames={{ input: 'mono' }}
            value={template}
            onChange={(event) => setTemplate(event.currentTarget.value)}
          />
          <TextInput
            label="Where to ask for a ticket"
            description="With {{correlation_id}}. Without it the tracker itself must know a message by its Idempotency-Key."
            placeholder="https://tickets.example.com/find/{{correlation_id}}"
            value={findUrl}
            onChange={(event) => setFindUrl(event.currentTarget.value)}
          />
        </>
      )}
      <Switch
        label="A ticket that is closed there resolves its incident"
        description="One that is deleted there does not."
        checked={closes}
        onChange={(event) => setCloses(event.currentTarget.checked)}
      />
      <Switch
        label="Tickets are filed in it"
        checked={active}
        onChange={(event) => setActive(event.currentTarget.checked)}
      />
    </Ask>
  );
}
