import { Button, Group, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { Part, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import type { Ref } from '../../ground/wire';
import { EntityForm } from './EntityForm';
import { type Entity, entityAddress } from './topology';

/** What other sources tell of an entity. Each is looked at, changed and deleted by itself. */
export function OtherSources(props: { entity: Entity; also: Entity[]; owner: Ref | null; manage: boolean }) {
  const { entity, also, owner, manage } = props;
  const navigate = useNavigate();
  const [edited, setEdited] = useState<Entity | null>(null);
  const remove = useAct({
    run: (one: Entity) => api.delete(entityAddress(one.id)),
    reload: [['entities'], ['topology'], ['same_things']],
    done: 'Entity deleted',
    inDialog: true,
    // the page may have been opened by the id that is gone
    after: () => navigate({ to: '/topology/entity' as never, search: { id: entity.id } as never }),
  });
  return (
    <Part
      title="What other sources tell of it"
      lead={`They are the same thing and count as ${entity.name} of ${entity.source}.`}
      flush
    >
      <Rows
        label="What other sources tell of it"
        rows={also}
        keyOf={(one) => one.id}
        columns={[
          {
            name: 'Name',
            cell: (one) => (
              <>
                {one.name}{' '}
                <Text span size="sm" c="dimmed" className="mono">
                  {one.id}
                </Text>
              </>
            ),
          },
          { name: 'Known from', width: 150, cell: (one) => one.source },
          {
            name: 'Further names',
            cell: (one) =>
              one.aliases.length === 0 ? 'None' : <span className="mono">{one.aliases.join(', ')}</span>,
          },
          {
            name: 'Last seen',
            width: 150,
            cell: (one) => (
              <>
                <When at={one.last_seen_at} />
                {one.stale_since !== null && ' (stale)'}
              </>
            ),
          },
          {
            name: 'Actions',
            quiet: true,
            width: 170,
            cell: (one) =>
              manage && (
                <Group gap={6}>
                  <Button size="xs" variant="default" onClick={() => setEdited(one)}>
                    Edit<span className="sr">: {one.id}</span>
                  </Button>
                  <SureButton
                    label="Delete"
                    title={`Delete ${one.name} of ${one.source}?`}
                    act={() => remove.mutateAsync(one)}
                  >
                    Only {one.id} goes, with the dependencies that are told of it; {entity.id} stays. The next
                    import that names it brings it back.
                  </SureButton>
                </Group>
              ),
          },
        ]}
      />
      {edited !== null && <EntityForm entity={edited} owner={owner} close={() => setEdited(null)} />}
    </Part>
  );
}
