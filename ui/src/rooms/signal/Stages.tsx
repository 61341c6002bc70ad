import { ActionIcon, Button, Group, Select, TagsInput, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { Empty, Part, Waiting } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import { type Importance, importances, type Stage, stagesFault } from './enrichment';
import styles from './Rules.module.css';

/** The stages on the way to production, the words for them, and how much their alerts matter. */
export function Stages() {
  const me = useMe();
  const manage = mayManage(me);
  const [draft, setDraft] = useState<Stage[] | null>(null);
  const query = useQuery({
    queryKey: ['stages'],
    queryFn: async ({ signal }) => (await api.get<{ stages: Stage[] }>('/stages', undefined, signal)).stages,
  });
  const save = useAct({
    run: (stages: Stage[]) => api.put('/stages', { stages }),
    reload: [['stages']],
    done: 'Stages saved',
    inDialog: true,
    after: () => setDraft(null),
  });
  const shown = draft ?? query.data;
  const change = (at: number, more: Partial<Stage>) =>
    setDraft((shown ?? []).map((one, index) => (index === at ? { ...one, ...more } : one)));
  const fault = draft === null ? null : stagesFault(draft);
  return (
    <Part
      title="Stages"
      lead="So that a broken test system wakes nobody. Events name their stage; what names none counts as production."
      actions={
        manage &&
        shown !== undefined && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={15} />}
            onClick={() => setDraft([...shown, { name: '', aliases: [], importance: 'record' }])}
          >
            Add stage
          </Button>
        )
      }
      flush
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {shown?.length === 0 && <Empty title="No stages">Every event counts as production.</Empty>}
      <ol className={styles.rules}>
        {(shown ?? []).map((stage, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names are being typed, so only their place stays
          <li key={at} className={styles.stage}>
            <TextInput
              label="Stage"
              value={stage.name}
              readOnly={!manage}
              onChange={(event) => change(at, { name: event.currentTarget.value })}
            />
            <TagsInput
              label="Other words for it"
              value={stage.aliases}
              readOnly={!manage}
              onChange={(aliases) => change(at, { aliases })}
            />
            <Select
              label="Its alerts"
              data={importances}
              value={stage.importance}
              readOnly={!manage}
              allowDeselect={false}
              onChange={(value) => change(at, { importance: (value ?? 'page') as Importance })}
            />
            {manage && (
              <ActionIcon
                variant="subtle"
                color="red"
                aria-label={`Remove stage ${stage.name}`}
                onClick={() => setDraft((shown ?? []).filter((_, index) => index !== at))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ol>
      {draft !== null && (
        <div className={styles.catchAll}>
          <Group gap="xs">
            <Button
              size="xs"
              disabled={fault !== null}
              loading={save.isPending}
              onClick={() => save.mutate(draft)}
            >
              Save the stages
            </Button>
            <Button size="xs" variant="default" onClick={() => setDraft(null)}>
              Throw the changes away
            </Button>
            <Text size="sm" c="red">
              {fault}
            </Text>
          </Group>
          <ErrorBox error={save.error} />
        </div>
      )}
    </Part>
  );
}
