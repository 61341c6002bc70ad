import {
  ActionIcon,
  Alert,
  Autocomplete,
  Button,
  Group,
  Select,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { ApiError, api, list } from '../../ground/api';
import { LeaveQuestion } from '../../ground/EditorPage';
import { RefLink, TextLink } from '../../ground/Go';
import { NumberField } from '../../ground/NumberField';
import { Page, Part, Waiting, When } from '../../ground/Page';
import { PickMany } from '../../ground/Pick';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';
import { handedOver, mayManage, useMe } from '../../ground/session';
import { TryOnTape } from '../../ground/WhatIf';
import styles from './Recipes.module.css';
import {
  blank,
  type Factor,
  factorFields,
  type Measure,
  measures,
  type Recipe,
  type RecipeDraft,
  type RecipeVersion,
  recipeFault,
  recipeWords,
  toWireRecipe,
} from './recipes';

/** One recipe, or a new one: edited, tried on the tape, saved. */
export function RecipePage() {
  const { id = 'new' } = useParams({ strict: false }) as { id?: string };
  const making = id === 'new';
  const query = useQuery({
    queryKey: ['recipes', 'one', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ correlation_recipe: Recipe }>(`/correlation_recipes/${id}`, undefined, signal))
        .correlation_recipe,
    enabled: !making,
  });
  if (!making && query.data === undefined) {
    return query.isPending ? (
      <Waiting />
    ) : (
      <Page title="Correlation recipe">
        <ErrorBox error={query.error} again={() => query.refetch()} />
      </Page>
    );
  }
  return <RecipeEditor key={id} recipe={query.data} />;
}

export function RecipeEditor({ recipe }: { recipe: Recipe | undefined }) {
  const me = useMe();
  const manage = mayManage(me);
  const navigate = useNavigate();
  const client = useQueryClient();
  // What is edited; null while nothing is, so that what somebody else saves is shown.
  const [edited, setEdited] = useState<RecipeDraft | null>(null);
  const [begunOn, setBegunOn] = useState(0);
  const draft = edited ?? recipe ?? blank;
  const fault = recipeFault(draft);
  const changed = JSON.stringify(toWireRecipe(draft)) !== JSON.stringify(toWireRecipe(recipe ?? blank));
  const save = useAct({
    run: async (over: number | null) => {
      const body = { correlation_recipe: toWireRecipe(draft) };
      type Saved = { correlation_recipe: Recipe };
      const path = `/correlation_recipes/${recipe?.id}`;
      const answer =
        recipe === undefined
          ? await api.post<Saved>('/correlation_recipes', body)
          : over === null
            ? await api.put<Saved>(path, body)
            : await api.putOver<Saved>(path, body, String(over));
      return answer.correlation_recipe;
    },
    reload: [['recipes']],
    done: (saved) => `Recipe saved as version ${saved.version}`,
    inDialog: true,
    after: (saved) => {
      if (recipe === undefined) navigate({ to: '/recipes/$id' as never, params: { id: saved.id } as never });
      else client.setQueryData(['recipes', 'one', saved.id], saved);
      setEdited(null);
    },
  });
  const set = (more: Partial<RecipeDraft>) => {
    if (edited === null) setBegunOn(recipe?.version ?? 0);
    // What was said of a factor is said by its place, which may be another one now.
    if (more.factors !== undefined && save.error !== null) save.reset();
    setEdited({ ...draft, ...more });
  };
  const overtaken = save.error instanceof ApiError && save.error.status === 412;
  const remove = useAct({
    run: () => api.delete(`/correlation_recipes/${recipe?.id}`),
    reload: [['recipes']],
    done: 'Recipe deleted; incidents keep the reasons that it gave',
    inDialog: true,
    after: () => navigate({ to: '/recipes' as never }),
  });
  return (
    <Page
      wide
      title={recipe?.name ?? 'New recipe'}
      lead={
        <>
          <TextLink to="/recipes">Correlation recipes</TextLink>
          {recipe !== undefined && (
            <>
              {' '}
              · version {recipe.version} · changed <When at={recipe.updated_at} />
            </>
          )}
        </>
      }
      actions={
        manage &&
        recipe !== undefined && (
          <SureButton
            label="Delete"
            title={`Delete ${recipe.name}?`}
            act={() => remove.mutateAsync(undefined)}
          >
            New alerts are no longer grouped by it. Incidents that it made stay as they are, and so do its
            versions.
          </SureButton>
        )
      }
    >
      <fieldset disabled={!manage} className={styles.plain}>
        <Part title="Which alerts" lead="Conditions read as in event rules, on the alert as it opened">
          <Stack gap="sm">
            <Group gap="lg" align="flex-end">
              <TextInput
                label="Name"
                description="Stands in the reason of every alert that it groups"
                value={draft.name}
                onChange={(event) => set({ name: event.currentTarget.value })}
                flex="1 1 260px"
                maw={480}
              />
              <Switch
                label="In use"
                checked={draft.enabled}
                onChange={(event) => set({ enabled: event.currentTarget.checked })}
                pb={8}
              />
            </Group>
            <PickMany
              kind="services"
              label="Services"
              placeholder={draft.services.length === 0 ? 'All services' : undefined}
              value={draft.services}
              onPick={(services) => set({ services })}
            />
            <Condition
              label="Only alerts for which this holds"
              placeholder="event.summary matches part 'disk' and event.custom_details.used > 90"
              field="conditions.include"
              value={draft.conditions.include}
              set={(include) => set({ conditions: { ...draft.conditions, include } })}
            />
            <Condition
              label="But none for which this holds"
              placeholder="event.severity matches 'info'"
              field="conditions.exclude"
              value={draft.conditions.exclude}
              set={(exclude) => set({ conditions: { ...draft.conditions, exclude } })}
            />
            <Condition
              label="Only such an alert begins a group"
              placeholder="Every alert may begin one"
              field="conditions.seed"
              value={draft.conditions.seed}
              set={(seed) => set({ conditions: { ...draft.conditions, seed } })}
            />
          </Stack>
        </Part>
        <Part
          title="What makes them alike"
          lead="Each factor counts from 0 to 1, times its weight. Weight 0 switches it off. An alert is compared with the first alert of a group."
        >
          <Factors factors={draft.factors} set={(factors) => set({ factors })} />
          <Group gap="sm" mt="sm" align="flex-end">
            <NumberField
              label="Alike enough from"
              data-field="threshold"
              description="0 takes all, 1 only the same"
              min={0}
              max={1}
              step={0.05}
              decimalScale={2}
              value={draft.threshold}
              onChange={(value) => set({ threshold: Number(value) })}
              w={190}
            />
            <Select
              label="Of several groups"
              data={[
                { value: 'first', label: 'the oldest that is alike enough' },
                { value: 'closest', label: 'the one most alike' },
              ]}
              value={draft.match}
              allowDeselect={false}
              onChange={(value) => set({ match: value as RecipeDraft['match'] })}
              w={260}
            />
          </Group>
        </Part>
        <Part title="For how long, and how many">
          <Group gap="sm" align="flex-start">
            <Minutes
              label="Window"
              field="window_seconds"
              description="after the first alert"
              value={draft.window_seconds}
              set={(window_seconds) => set({ window_seconds })}
            />
            <Minutes
              label="Each alert adds"
              field="extension_seconds"
              description="at least so long from then"
              value={draft.extension_seconds}
              set={(extension_seconds) => set({ extension_seconds })}
            />
            <Minutes
              label="Cap"
              field="longest_seconds"
              description="never longer than this"
              value={draft.longest_seconds}
              set={(longest_seconds) => set({ longest_seconds })}
            />
            <NumberField
              label="Alerts until an incident"
              data-field="minimum_alerts"
              description="fewer are kept, and page nobody"
              min={1}
              max={100}
              value={draft.minimum_alerts}
              onChange={(value) => set({ minimum_alerts: Number(value) })}
              w={220}
            />
          </Group>
        </Part>
        <Part title="Before you save" lead={recipeWords(draft)}>
          <Stack gap="sm">
            {manage && (
              <TryOnTape
                disabled={fault !== null}
                change={() => ({
                  recipe: { ...(recipe === undefined ? {} : { id: recipe.id }), ...toWireRecipe(draft) },
                })}
              />
            )}
            {overtaken && recipe !== undefined ? (
              <Alert color="yellow" title="Somebody else saved it meanwhile" role="alert">
                <Text size="sm" mb="xs">
                  It is version {recipe.version} since <When at={recipe.updated_at} />; yours began with
                  version {begunOn}. Nothing of yours was saved yet.
                </Text>
                <Group gap="xs">
                  <Button size="xs" color="red" loading={save.isPending} onClick={() => save.mutate(null)}>
                    Replace it by mine
                  </Button>
                  <Button
                    size="xs"
                    variant="default"
                    onClick={() => {
                      save.reset();
                      setEdited(null);
                    }}
                  >
                    Take theirs, throw mine away
                  </Button>
                </Group>
              </Alert>
            ) : (
              <ErrorBox error={save.error} />
            )}
            {manage && !overtaken && (
              <Group gap="sm">
                <Button
                  disabled={fault !== null || (recipe !== undefined && !changed)}
                  loading={save.isPending}
                  onClick={() => save.mutate(begunOn)}
                >
                  {recipe === undefined ? 'Save the recipe' : 'Save as a new version'}
                </Button>
                <Text size="sm" c="dimmed" role="status">
                  {fault ?? (recipe !== undefined && !changed ? 'Nothing is changed.' : '')}
                </Text>
              </Group>
            )}
          </Stack>
        </Part>
      </fieldset>
      <LeaveQuestion
        title="Leave this recipe unsaved?"
        asks={() => changed && !save.isPending && !remove.isPending && !handedOver.get()}
      />
      {recipe !== undefined && <Versions id={recipe.id} version={recipe.version} />}
    </Page>
  );
}

function Condition(props: {
  label: string;
  placeholder: string;
  /** As the wire names it. */
  field: string;
  value: string | null;
  set: (value: string | null) => void;
}) {
  return (
    <Textarea
      label={props.label}
      data-field={props.field}
      placeholder={props.placeholder}
      autosize
      minRows={1}
      maxRows={6}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      value={props.value ?? ''}
      onChange={(event) => props.set(event.currentTarget.value === '' ? null : event.currentTarget.value)}
    />
  );
}

function Minutes(props: {
  label: string;
  /** As the wire names it. */
  field: string;
  description: string;
  value: number;
  set: (seconds: number) => void;
}) {
  return (
    <NumberField
      label={`${props.label}, minutes`}
      data-field={props.field}
      description={props.description}
      min={0}
      max={10_080}
      decimalScale={2}
      value={Math.round((props.value / 60) * 100) / 100}
      onChange={(value) => props.set(Math.round(Number(value) * 60))}
      w={190}
    />
  );
}

function Factors({ factors, set }: { factors: Factor[]; set: (next: Factor[]) => void }) {
  const change = (at: number, more: Partial<Factor>) =>
    set(factors.map((one, index) => (index === at ? { ...one, ...more } : one)));
  const has = (type: Factor['type']) => factors.some((one) => one.type === type);
  return (
    <>
      {factors.length === 0 && (
        <Text size="sm" c="dimmed">
          No factor: every alert that comes within the window joins.
        </Text>
      )}
      {factors.map((one, at) => {
        const name = one.type === 'field' ? (one.field ?? 'field') : one.type;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: their names are being typed, so only their place stays
          <div key={at} className={styles.factor}>
            <Text size="sm" fw={600} pb={8}>
              {one.type === 'field' ? 'Field' : one.type === 'time' ? 'Time' : 'Topology'}
            </Text>
            {one.type === 'field' && (
              <>
                <Autocomplete
                  label="Field"
                  data-field={`factors[${at}].field`}
                  description={undefined}
                  placeholder="class, or a detail such as rack"
                  data={factorFields}
                  value={one.field ?? ''}
                  onChange={(field) => change(at, { field })}
                />
                <Select
                  label="Compared"
                  data={measures}
                  value={one.measure ?? 'exact'}
                  allowDeselect={false}
                  onChange={(measure) => change(at, { measure: measure as Measure })}
                />
              </>
            )}
            {one.type === 'time' && (
              <Text size="sm" c="dimmed" className={styles.wide} pb={8}>
                1 right after the last alert, 0 when the window is over
              </Text>
            )}
            {one.type === 'topology' && (
              <NumberField
                label="Hops"
                data-field={`factors[${at}].hops`}
                description="1 for the same thing, 0 beyond"
                className={styles.wide}
                min={0}
                max={6}
                value={one.hops ?? 2}
                onChange={(hops) => change(at, { hops: Number(hops) })}
              />
            )}
            <NumberField
              label="Weight"
              data-field={`factors[${at}].weight`}
              aria-label={`Weight of ${name}`}
              min={0}
              max={100}
              decimalScale={2}
              value={one.weight}
              onChange={(weight) => change(at, { weight: Number(weight) })}
            />
            <NumberField
              label="At least"
              data-field={`factors[${at}].minimum`}
              aria-label={`Least of ${name}`}
              min={0}
              max={1}
              step={0.1}
              decimalScale={2}
              value={one.minimum}
              onChange={(minimum) => change(at, { minimum: Number(minimum) })}
            />
            <ActionIcon
              variant="subtle"
              color="red"
              mb={4}
              aria-label={`Remove ${name}`}
              onClick={() => set(factors.filter((_, index) => index !== at))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </div>
        );
      })}
      <Group gap="xs" mt="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            set([
              ...factors,
              { type: 'field', field: '', measure: 'exact', shingle_size: 3, minimum: 0, weight: 1 },
            ])
          }
        >
          Field
        </Button>
        {!has('time') && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => set([...factors, { type: 'time', minimum: 0, weight: 1 }])}
          >
            Time
          </Button>
        )}
        {!has('topology') && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => set([...factors, { type: 'topology', hops: 2, minimum: 0, weight: 1 }])}
          >
            Topology
          </Button>
        )}
      </Group>
    </>
  );
}

function Versions({ id, version }: { id: string; version: number }) {
  const query = useQuery({
    queryKey: ['recipes', 'versions', id, version],
    queryFn: ({ signal }) =>
      list<RecipeVersion>(`/correlation_recipes/${id}/versions`, 'versions', { limit: 50 }, signal),
  });
  return (
    <Part title="Versions" lead="Reasons name the version that decided" flush>
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data !== undefined && (
        <Rows
          label="Versions"
          rows={query.data.items}
          keyOf={(one) => String(one.version)}
          columns={[
            { name: 'Version', width: 90, cell: (one) => one.version },
            {
              name: 'What it did',
              cell: (one) =>
                one.correlation_recipe === null ? 'deleted' : recipeWords(one.correlation_recipe),
            },
            { name: 'By', width: 160, cell: (one) => <RefLink of={one.by} /> },
            { name: 'When', width: 150, cell: (one) => <When at={one.at} /> },
          ]}
        />
      )}
    </Part>
  );
}
