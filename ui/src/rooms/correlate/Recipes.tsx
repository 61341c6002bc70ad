import { Group, Switch, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useAct } from '../../ground/act';
import { api, listAll } from '../../ground/api';
import { ButtonLink, RefLinks, TextLink } from '../../ground/Go';
import { OrderButtons } from '../../ground/Order';
import { Empty, Page, Part, Waiting } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { mayManage, useMe } from '../../ground/session';
import styles from './Recipes.module.css';
import { type Recipe, recipeWords } from './recipes';

/** What people want to go together, in the order in which it is tried. */
export function Recipes() {
  const me = useMe();
  const manage = mayManage(me);
  const query = useQuery({
    queryKey: ['recipes', 'list'],
    queryFn: () => listAll<Recipe>('/correlation_recipes', 'correlation_recipes'),
  });
  const order = useAct({
    run: (ids: string[]) => api.put('/correlation_recipes/order', { ids }),
    reload: [['recipes']],
    failed: 'The order stays as it was',
  });
  const turn = useAct({
    run: ({ id, enabled }: { id: string; enabled: boolean }) =>
      api.put(`/correlation_recipes/${id}`, { correlation_recipe: { enabled } }),
    reload: [['recipes']],
    failed: 'The recipe stays as it was',
  });
  const all = query.data;
  return (
    <Page
      wide
      title="Correlation recipes"
      lead="Which alerts are one incident, in your own words. The first recipe that takes an alert decides; what no recipe takes is grouped as its service says."
      actions={
        manage && (
          <ButtonLink to="/recipes/new" leftSection={<IconPlus size={16} />}>
            New recipe
          </ButtonLink>
        )
      }
    >
      <Part title="In this order" flush>
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} again={() => query.refetch()} />
        {all?.length === 0 && (
          <Empty
            title="No recipe yet"
            action={manage ? <ButtonLink to="/recipes/new">Write the first</ButtonLink> : undefined}
          >
            Services group their alerts by themselves. Write a recipe where you know better: all disks of one
            rack, all jobs of one night, everything within two hops of a switch.
          </Empty>
        )}
        <ol className={styles.list}>
          {(all ?? []).map((recipe, at) => (
            <li key={recipe.id} className={styles.recipe} data-off={!recipe.enabled || undefined}>
              <span className={styles.number}>{at + 1}</span>
              <div className={styles.what}>
                <TextLink to={`/recipes/${recipe.id}`} fw={600}>
                  {recipe.name}
                </TextLink>
                <Text size="sm">{recipeWords(recipe)}</Text>
                <Text size="sm" c="dimmed">
                  {recipe.services.length === 0 ? (
                    'for all services'
                  ) : (
                    <>
                      for <RefLinks of={recipe.services} />
                    </>
                  )}
                  {recipe.conditions.include !== null && (
                    <>
                      , when <code>{recipe.conditions.include}</code>
                    </>
                  )}{' '}
                  · version {recipe.version}
                </Text>
              </div>
              {manage && (
                <Group gap={4} wrap="nowrap" className={styles.tools}>
                  <Switch
                    size="xs"
                    aria-label={`${recipe.name} is used`}
                    checked={recipe.enabled}
                    disabled={turn.isPending}
                    onChange={(event) => turn.mutate({ id: recipe.id, enabled: event.currentTarget.checked })}
                  />
                  <OrderButtons
                    items={all ?? []}
                    at={at}
                    name={recipe.name}
                    set={(recipes) => order.mutate(recipes.map(({ id }) => id))}
                    busy={order.isPending}
                    fixed
                  />
                </Group>
              )}
            </li>
          ))}
        </ol>
      </Part>
    </Page>
  );
}
