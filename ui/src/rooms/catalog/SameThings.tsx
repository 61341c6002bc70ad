import { Button, Group, Text } from '@mantine/core';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { TextLink } from '../../ground/Go';
import { Empty, Part, When } from '../../ground/Page';
import { PagedRows } from '../../ground/PagedRows';
import { entityPath, type SameThing, sameWords } from './topology';

/** Which things of different sources are one, and which may be; of one entity, or of all. */
export function SameThings({ entity, manage }: { entity?: string; manage: boolean }) {
  const reload = [['topology'], ['entities'], ['same_things']];
  const undo = useAct({
    run: (pair: SameThing) => api.post('/topology/same_things/undo', bodyOf(pair)),
    reload,
    done: 'Taken back. What Muster thinks of the two holds again.',
    failed: 'It was not taken back',
  });
  const accept = useAct({
    run: (pair: SameThing) => api.post('/topology/same_things/accept', bodyOf(pair)),
    reload,
    done: 'They count as one from now on. Nothing of either is lost.',
    undo: (_, pair) => ({ label: 'Undo', act: () => undo.mutate(pair) }),
    failed: 'They still count as two',
  });
  const refuse = useAct({
    run: (pair: SameThing) => api.post('/topology/same_things/refuse', bodyOf(pair)),
    reload,
    done: 'They count as two from now on, whatever an import says.',
    undo: (_, pair) => ({ label: 'Undo', act: () => undo.mutate(pair) }),
    failed: 'It stayed as it was',
  });
  const busy = accept.isPending || refuse.isPending || undo.isPending;
  return (
    <Part
      title="Same things"
      lead="Things that two sources name, each in its own way. Where that is certain they count as one; where it is likely, you say."
      flush
    >
      <PagedRows<SameThing>
        queryKey={['same_things', entity ?? '']}
        path="/topology/same_things"
        plural="same_things"
        query={entity === undefined ? {} : { entity }}
        label="Same things"
        keyOf={(pair) => `${pair.entity.id} ${pair.other.id}`}
        empty={
          <Empty title="None found">
            {entity === undefined
              ? 'Import the same things from two sources, such as a catalogue and a cluster, and Muster finds them.'
              : 'No other source seems to know it.'}
          </Empty>
        }
        columns={[
          {
            name: 'Things',
            cell: (pair) => (
              <>
                {[pair.entity, pair.other].map((side) => (
                  <div key={side.id}>
                    <TextLink to={entityPath(side.id)}>{side.name}</TextLink>{' '}
                    <Text span size="sm" c="dimmed">
                      {side.source}, {side.id}
                    </Text>
                  </div>
                ))}
              </>
            ),
          },
          {
            name: 'Why',
            cell: (pair) => (
              <>
                {sameWords(pair)}
                <Text size="sm" c="dimmed">
                  {pair.reason}
                </Text>
              </>
            ),
          },
          { name: 'Since', width: 130, cell: (pair) => <When at={pair.said_at ?? pair.found_at} /> },
          {
            name: 'Actions',
            quiet: true,
            width: 210,
            cell: (pair) =>
              manage && (
                <Group gap={6}>
                  {pair.state === 'proposed' && (
                    <Button size="xs" variant="default" disabled={busy} onClick={() => accept.mutate(pair)}>
                      Same<span className="sr">: {pair.entity.name}</span>
                    </Button>
                  )}
                  {(pair.state === 'proposed' || pair.state === 'applied') && (
                    <Button size="xs" variant="default" disabled={busy} onClick={() => refuse.mutate(pair)}>
                      Not the same<span className="sr">: {pair.entity.name}</span>
                    </Button>
                  )}
                  {(pair.state === 'accepted' || pair.state === 'refused') && (
                    <Button size="xs" variant="default" disabled={busy} onClick={() => undo.mutate(pair)}>
                      Take back<span className="sr">: {pair.entity.name}</span>
                    </Button>
                  )}
                </Group>
              ),
          },
        ]}
      />
    </Part>
  );
}

function bodyOf(pair: SameThing) {
  return { same_thing: { entity: pair.entity.id, other: pair.other.id } };
}
