import { Anchor, Button, Group, SegmentedControl, Select, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask, SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api, pageOf } from '../../ground/api';
import { RefLink, TextLink } from '../../ground/Go';
import { sentence } from '../../ground/Marks';
import { Empty, Page, Pager, Part, Waiting, When } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { dayOf, type Problem, readProblem, sinceDay } from '../../ground/problems';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { mayManage, mayRespond, mayRespondSomewhere, useMe } from '../../ground/session';
import { useZone } from '../../ground/time';
import type { Ref } from '../../ground/wire';

const PAGE = 25;
const KINDS = ['bug', 'patch', 'action', 'risk'];

/** What is known to be wrong and not mended yet; incidents of the same component name it, with its age. */
export function Problems() {
  const me = useMe();
  const respond = mayRespondSomewhere(me);
  const [status, setStatus] = useState('open');
  const [text, setText] = useState('');
  const [words, setWords] = useState('');
  const [offset, setOffset] = useState(0);
  const [editing, setEditing] = useState<Problem | 'new' | null>(null);
  const find = useDebouncedCallback((next: string) => {
    setWords(next);
    setOffset(0);
  }, 250);
  const query = useQuery({
    queryKey: ['known_problems', status, words, offset],
    queryFn: async ({ signal }) =>
      pageOf<unknown>(
        'known_problems',
        await api.get<unknown>(
          '/known_problems',
          { status: status === 'all' ? null : status, query: words, limit: PAGE, offset, total: true },
          signal,
        ),
      ),
    placeholderData: keepPreviousData,
  });
  const done = useAct({
    run: (one: Problem) =>
      api.put(`/known_problems/${one.id}`, {
        known_problem: { status: one.open ? 'closed' : 'open' },
      }),
    reload: [['known_problems']],
    done: (_, one) => (one.open ? 'Done' : 'Open again'),
    failed: 'Nothing was changed',
  });
  const rows = (query.data?.items ?? []).map(readProblem);
  return (
    <Page
      wide
      title="Known problems"
      lead="What is known to be wrong and not mended yet. When the same component breaks, the incident says that it was known, and for how long."
      actions={
        respond && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
            Add problem
          </Button>
        )
      }
    >
      <Group gap="sm">
        <SegmentedControl
          aria-label="Which"
          data={[
            { value: 'open', label: 'Open' },
            { value: 'closed', label: 'Done' },
            { value: 'all', label: 'All' },
          ]}
          value={status}
          onChange={(next) => {
            setStatus(next);
            setOffset(0);
          }}
        />
        <TextInput
          aria-label="Search known problems"
          placeholder="Title, component or ticket"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          maw={320}
          onChange={(event) => {
            setText(event.currentTarget.value);
            find(event.currentTarget.value.trim());
          }}
        />
      </Group>
      <Part title="Problems" flush>
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {query.data !== undefined && rows.length === 0 && (
          <Empty
            title={words === '' && status === 'open' ? 'Nothing is known to be wrong' : 'None'}
            action={
              respond && words === '' && status === 'open' ? (
                <Button onClick={() => setEditing('new')}>Add the first</Button>
              ) : undefined
            }
          >
            {words === '' &&
              'Bugs, patches that wait, actions of reviews, risks. The tool where they are worked on can hand them in, too, with POST /known_problems.'}
          </Empty>
        )}
        {rows.length > 0 && (
          <Rows
            label="Known problems"
            rows={rows}
            keyOf={(one) => one.id}
            columns={[
              {
                name: 'Problem',
                cell: (one) => (
                  <>
                    {one.url === null ? (
                      <Text span fw={600}>
                        {one.title}
                      </Text>
                    ) : (
                      <Anchor href={one.url} target="_blank" rel="noreferrer noopener" fw={600}>
                        {one.title}
                      </Anchor>
                    )}
                    <Text size="sm" c="dimmed">
                      {sentence(one.kind)}
                      {one.source !== null && ` · ${one.source}`}
                      {one.externalId !== null && ` ${one.externalId}`}
                    </Text>
                  </>
                ),
              },
              {
                name: 'Component',
                width: 180,
                cell: (one) =>
                  one.entity !== null ? (
                    <TextLink to={`/topology/entity?id=${encodeURIComponent(one.entity)}`}>
                      {one.entity}
                    </TextLink>
                  ) : (
                    (one.component ?? '–')
                  ),
              },
              { name: 'Service', width: 160, cell: (one) => <RefLink of={one.service} /> },
              { name: 'Known since', width: 130, cell: (one) => <When at={one.openedAt} /> },
              {
                name: 'Actions',
                width: 180,
                quiet: true,
                cell: (one) =>
                  mayRespond(me, one.teams) && (
                    <Group gap="xs" wrap="nowrap" justify="flex-end">
                      <Button
                        size="xs"
                        variant="default"
                        disabled={done.isPending}
                        onClick={() => done.mutate(one)}
                      >
                        {one.open ? 'Done' : 'Open again'}
                      </Button>
                      <Button size="xs" variant="default" onClick={() => setEditing(one)}>
                        Change
                      </Button>
                    </Group>
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
      {editing !== null && (
        <ProblemForm
          key={editing === 'new' ? 'new' : editing.id}
          problem={editing === 'new' ? null : editing}
          remove={mayManage(me, editing === 'new' ? null : editing.teams)}
          close={() => setEditing(null)}
        />
      )}
    </Page>
  );
}

function ProblemForm(props: { problem: Problem | null; remove: boolean; close: () => void }) {
  const { problem, close } = props;
  const [title, setTitle] = useState(problem?.title ?? '');
  const [kind, setKind] = useState(problem?.kind ?? 'bug');
  const [component, setComponent] = useState(problem?.component ?? '');
  const [service, setService] = useState<Ref | null>(problem?.service ?? null);
  const [entity, setEntity] = useState<Ref | null>(
    problem?.entity == null
      ? null
      : { id: problem.entity, type: 'entity_reference', summary: problem.entity },
  );
  const [url, setUrl] = useState(problem?.url ?? '');
  const zone = useZone();
  const known = problem?.openedAt ? dayOf(problem.openedAt, zone) : '';
  const [since, setSince] = useState(known);
  const save = useAct({
    run: () => {
      const body = {
        known_problem: {
          title: title.trim(),
          kind,
          component: component.trim() || null,
          // What the topology has forgotten stays, as long as nobody chooses anew.
          ...((entity?.id ?? null) === (problem?.entity ?? null) ? {} : { entity: entity?.id ?? null }),
          service: service === null ? null : { id: service.id, type: 'service_reference' },
          url: url.trim() || null,
          ...(since === '' || since === known ? {} : { opened_at: sinceDay(since, zone) }),
        },
      };
      return problem === null
        ? api.post('/known_problems', body)
        : api.put(`/known_problems/${problem.id}`, body);
    },
    reload: [['known_problems']],
    done: 'Kept',
    inDialog: true,
    after: close,
  });
  const remove = useAct({
    run: () => api.delete(`/known_problems/${problem?.id ?? ''}`),
    reload: [['known_problems']],
    done: 'Removed',
    after: close,
  });
  return (
    <Ask
      title={problem === null ? 'A known problem' : problem.title}
      opened
      close={close}
      by={save}
      label="Save"
      disabled={title.trim() === '' || (component.trim() === '' && service === null && entity === null)}
    >
      <TextInput
        label="What is wrong, or to be done"
        required
        data-autofocus
        maxLength={500}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Group grow align="flex-start">
        <Select
          label="Kind"
          allowDeselect={false}
          data={KINDS.map((value) => ({ value, label: sentence(value) }))}
          value={kind}
          onChange={(next) => setKind(next ?? 'bug')}
        />
        <TextInput
          type="date"
          label="Known since"
          max={dayOf(Date.now(), zone)}
          value={since}
          onChange={(event) => setSince(event.currentTarget.value)}
        />
      </Group>
      <TextInput
        label="Component"
        description="As monitors call it: a host, a database, a part. Empty: the whole service."
        maxLength={255}
        value={component}
        onChange={(event) => setComponent(event.currentTarget.value)}
      />
      <PickOne
        kind="entities"
        label="Part of the topology"
        description="Sharper than a name: alerts that speak of it in any words match."
        value={entity}
        onPick={setEntity}
      />
      <PickOne kind="services" label="Service" value={service} onPick={setService} />
      <TextInput
        label="Where it is worked on"
        placeholder="https://"
        maxLength={2_000}
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      {problem !== null && props.remove && (
        <Group>
          <SureButton
            label="Remove"
            title="Remove it?"
            act={() => remove.mutateAsync(undefined)}
            disabled={remove.isPending}
          >
            Incidents no longer say that it was known. If it was mended, mark it as done instead.
          </SureButton>
        </Group>
      )}
    </Ask>
  );
}
