import { ActionIcon, Alert, Button, Group, Switch, Text, TextInput } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useAct } from '../../ground/act';
import { ApiError, api } from '../../ground/api';
import { LeaveQuestion } from '../../ground/EditorPage';
import { RefLink } from '../../ground/Go';
import { OrderButtons } from '../../ground/Order';
import { Empty, Part, Waiting, When } from '../../ground/Page';
import { ErrorBox, faultsBelow } from '../../ground/Say';
import { handedOver } from '../../ground/session';
import { TryOnTape } from '../../ground/WhatIf';
import type { Ref } from '../../ground/wire';
import { RuleDialog } from './RuleDialog';
import styles from './Rules.module.css';
import {
  type Actions,
  actionWords,
  type Draft,
  draftOfPath,
  kindWords,
  type Names,
  type PathKind,
  type Rule,
  type RulePath,
  withoutSet,
  withRule,
  withRules,
  withSet,
} from './rules';

/** A list of rules as it stands, changed as a draft, tried on what came in, and saved as a whole. */
export function PathEditor(props: { path: string; kind: PathKind; owner: string; manage: boolean }) {
  const { path, kind, manage } = props;
  const [draft, setDraft] = useState<Draft | null>(null);
  // The version that the draft was begun on: somebody else may save another one meanwhile.
  const [begunOn, setBegunOn] = useState<string | null>(null);
  const [dialog, setDialog] = useState<{ set: string; at: number | null } | 'catch_all' | null>(null);
  const [newSet, setNewSet] = useState('');
  const query = useQuery({
    queryKey: ['orchestration', 'path', path],
    queryFn: async ({ signal }) =>
      (await api.get<{ orchestration_path: RulePath }>(path, undefined, signal)).orchestration_path,
  });
  const save = useAct({
    run: ({ wanted, over }: { wanted: Draft; over: string | null }) =>
      over === null
        ? api.put(path, { orchestration_path: wanted })
        : api.putOver(path, { orchestration_path: wanted }, over),
    reload: [['orchestration'], ['orchestrations']],
    done: 'Rules saved. They hold for every event from now on.',
    inDialog: true,
    after: () => setDraft(null),
  });
  const shown = draft ?? (query.data === undefined ? null : draftOfPath(query.data));
  const names = useNames(shown, kind);
  if (query.isPending) return <Waiting what="Loading the rules" />;
  if (shown === null || query.data === undefined)
    return <ErrorBox error={query.error} again={() => query.refetch()} />;
  const begins = draft === null;
  const change = (next: Draft) => {
    if (begins) setBegunOn(query.data.version);
    // What was said of a rule is said by its place, which may be another one now.
    if (save.error !== null) save.reset();
    setDraft(next);
  };
  const throwAway = () => {
    save.reset();
    setDraft(null);
  };
  const overtaken = save.error instanceof ApiError && save.error.status === 412;
  const words = kindWords[kind];
  const editing =
    dialog === null || dialog === 'catch_all' || dialog.at === null
      ? undefined
      : shown.sets.find(({ id }) => id === dialog.set)?.rules[dialog.at];
  return (
    <div className={styles.editor}>
      {draft !== null && (
        <Alert color="yellow" title="Not saved yet" className={styles.unsaved}>
          <Group gap="xs">
            {overtaken ? (
              <Button
                size="xs"
                color="red"
                loading={save.isPending}
                onClick={() => save.mutate({ wanted: draft, over: null })}
              >
                Replace them by mine
              </Button>
            ) : (
              <Button
                size="xs"
                loading={save.isPending}
                onClick={() => save.mutate({ wanted: draft, over: begunOn ?? 'none' })}
              >
                Save the rules
              </Button>
            )}
            <Button size="xs" variant="default" onClick={throwAway}>
              {overtaken ? 'Take theirs, throw mine away' : 'Throw the changes away'}
            </Button>
            {!overtaken && <Text size="sm">Below they can be tried on what came in.</Text>}
          </Group>
          <div className={styles.fault}>
            {overtaken ? (
              <Text size="sm" role="alert">
                {query.data.updated_by === null ? 'Somebody' : <RefLink of={query.data.updated_by} />} saved
                other rules <When at={query.data.updated_at} /> while you changed these. Nothing of yours was
                saved yet.
              </Text>
            ) : (
              <ErrorBox error={save.error} />
            )}
          </div>
        </Alert>
      )}
      <LeaveQuestion
        title="Leave these rules unsaved?"
        asks={() => draft !== null && !save.isPending && !handedOver.get()}
      />
      {shown.sets.map((set, setAt) => (
        <Part
          key={set.id}
          title={set.id === 'start' ? words.title : `Set “${set.id}”`}
          lead={
            set.id === 'start' ? (
              <>
                {words.lead}
                {query.data.updated_at !== null && (
                  <>
                    . Changed <When at={query.data.updated_at} />
                    {query.data.updated_by !== null && (
                      <>
                        {' '}
                        by <RefLink of={query.data.updated_by} />
                      </>
                    )}
                  </>
                )}
              </>
            ) : (
              'Asked when a rule leads here'
            )
          }
          flush
          actions={
            manage && (
              <>
                {set.id !== 'start' && (
                  <Button
                    size="xs"
                    variant="default"
                    c="red"
                    onClick={() => change(withoutSet(shown, set.id))}
                  >
                    Remove the set
                  </Button>
                )}
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconPlus size={15} />}
                  onClick={() => setDialog({ set: set.id, at: null })}
                >
                  Add rule
                </Button>
              </>
            )
          }
        >
          {set.rules.length === 0 && (
            <Empty title="No rules">
              {set.id === 'start' && kind === 'router'
                ? 'Every event stays unrouted until a rule says where it belongs.'
                : 'Events pass as they are.'}
            </Empty>
          )}
          <ol className={styles.rules}>
            {set.rules.map((rule, at) => (
              <RuleRow
                key={rule.id ?? `new ${at}`}
                rule={rule}
                kind={kind}
                at={at}
                rules={set.rules}
                faults={faultsBelow(save.error, `orchestration_path.sets[${setAt}].rules[${at}]`)}
                manage={manage}
                names={names}
                order={(rules) => change(withRules(shown, set.id, () => rules))}
                edit={() => setDialog({ set: set.id, at })}
                turn={(on) => change(withRule(shown, set.id, at, { ...rule, disabled: !on }))}
              />
            ))}
          </ol>
          {set.id === 'start' && (
            <div className={styles.catchAll}>
              <div>
                <Text size="sm" fw={600}>
                  If no rule fits
                </Text>
                <ActionLines actions={shown.catch_all.actions} kind={kind} names={names} />
              </div>
              {manage && (
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconPencil size={14} />}
                  onClick={() => setDialog('catch_all')}
                >
                  Edit<span className="sr"> what happens if no rule fits</span>
                </Button>
              )}
            </div>
          )}
        </Part>
      ))}
      {manage && kind !== 'router' && (
        <Group gap="xs" align="flex-end">
          <TextInput
            label="Another set"
            description="For rules that are asked only after another rule fitted"
            placeholder="databases"
            value={newSet}
            onChange={(event) => setNewSet(event.currentTarget.value)}
          />
          <Button
            variant="default"
            disabled={newSet.trim() === '' || shown.sets.some(({ id }) => id === newSet.trim())}
            onClick={() => {
              change(withSet(shown, newSet.trim()));
              setNewSet('');
            }}
          >
            Add set
          </Button>
        </Group>
      )}
      {draft !== null && (
        <Part
          title="What if"
          lead="Plays what really came in through the rules as they would be, and compares. Nothing is saved by it."
        >
          <TryOnTape
            change={() => ({ orchestration: { path: kind, id: props.owner, orchestration_path: draft } })}
          />
        </Part>
      )}
      {dialog !== null && (
        <RuleDialog
          kind={kind}
          sets={shown.sets.map(({ id }) => id)}
          here={dialog === 'catch_all' ? 'start' : dialog.set}
          rule={
            dialog === 'catch_all'
              ? { label: null, conditions: [], actions: shown.catch_all.actions }
              : editing
          }
          catchAll={dialog === 'catch_all'}
          names={names}
          close={() => setDialog(null)}
          take={(rule) => {
            change(
              dialog === 'catch_all'
                ? { ...shown, catch_all: { actions: rule.actions } }
                : withRule(shown, dialog.set, dialog.at, rule),
            );
            setDialog(null);
          }}
        />
      )}
    </div>
  );
}

function ActionLines({ actions, kind, names }: { actions: Actions; kind: PathKind; names: Names }) {
  const words = actionWords(actions, kind, names);
  return (
    <Text size="sm" c={words.length === 0 ? 'dimmed' : undefined}>
      {words.length === 0 ? 'nothing is changed' : words.join(', ')}
    </Text>
  );
}

function RuleRow(props: {
  rule: Rule;
  kind: PathKind;
  at: number;
  rules: readonly Rule[];
  /** What the server said of it. */
  faults: readonly string[];
  manage: boolean;
  names: Names;
  order: (rules: Rule[]) => void;
  edit: () => void;
  turn: (on: boolean) => void;
}) {
  const { rule, at } = props;
  const name = rule.label ?? `rule ${at + 1}`;
  return (
    <li className={styles.rule} data-off={rule.disabled || undefined}>
      <span className={styles.number}>{at + 1}</span>
      <div className={styles.what}>
        {rule.label !== null && rule.label !== '' && <Text fw={600}>{rule.label}</Text>}
        <div className={styles.when}>
          {rule.conditions.length === 0 ? (
            <span className={styles.faint}>always</span>
          ) : (
            rule.conditions.map((one, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two conditions may be the same text
              <span key={index}>
                {index > 0 && <span className={styles.faint}> or </span>}
                <code>{one.expression}</code>
              </span>
            ))
          )}
        </div>
        <ActionLines actions={rule.actions} kind={props.kind} names={props.names} />
        {props.faults.map((fault) => (
          <Text key={fault} size="sm" c="red" role="alert">
            {fault}
          </Text>
        ))}
      </div>
      {props.manage && (
        <Group gap={4} wrap="nowrap" className={styles.tools}>
          <Switch
            size="xs"
            aria-label={`${name} applies`}
            checked={rule.disabled !== true}
            onChange={(event) => props.turn(event.currentTarget.checked)}
          />
          <ActionIcon variant="subtle" color="gray" aria-label={`Edit ${name}`} onClick={props.edit}>
            <IconPencil size={16} />
          </ActionIcon>
          <OrderButtons items={props.rules} at={at} name={name} set={props.order} />
        </Group>
      )}
    </li>
  );
}

const plural = {
  service: 'services',
  priority: 'priorities',
  escalation_policy: 'escalation_policies',
} as const;

/** The names behind the ids that the rules use. */
function useNames(draft: Draft | null, kind: PathKind): Names {
  const wanted = new Map<string, { kind: keyof typeof plural; id: string }>();
  const want = (of: keyof typeof plural, id: unknown) => {
    if (typeof id === 'string' && id !== '' && id !== 'unrouted') wanted.set(`${of} ${id}`, { kind: of, id });
  };
  const all = draft === null ? [] : [draft.catch_all, ...draft.sets.flatMap(({ rules }) => rules)];
  for (const { actions } of all) {
    if (kind === 'router') want('service', actions.route_to);
    want('escalation_policy', actions.escalation_policy);
  }
  const priorities = useQuery({
    queryKey: ['priorities', 'all'],
    queryFn: ({ signal }) => api.get<{ priorities: Ref[] }>('/priorities', undefined, signal),
    staleTime: 300_000,
  });
  const list = [...wanted.values()];
  const found = useQueries({
    queries: list.map((one) => ({
      queryKey: [plural[one.kind], one.id],
      queryFn: async () =>
        (await api.get<Record<string, Ref & { name?: string }>>(`/${plural[one.kind]}/${one.id}`))[one.kind],
      staleTime: 60_000,
    })),
  });
  const names = new Map<string, string>();
  list.forEach((one, at) => {
    const thing = found[at]?.data;
    const name = thing?.summary ?? thing?.name;
    if (name) names.set(`${one.kind} ${one.id}`, name);
  });
  for (const one of priorities.data?.priorities ?? []) names.set(`priority ${one.id}`, one.summary ?? one.id);
  const key = [...names.entries()].join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names are in the key
  return useCallback((of: string, id: string) => names.get(`${of} ${id}`) ?? id, [key]);
}
