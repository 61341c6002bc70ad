import { Select, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { PickOne } from '../../ground/Pick';
import type { Ref } from '../../ground/wire';
import { type Entity, entityAddress } from './topology';

/** Makes an entity, or changes what people may know better than an import. */
export function EntityForm(props: {
  entity?: Entity;
  owner?: Ref | null;
  close: () => void;
  saved?: (entity: Entity) => void;
}) {
  const { entity } = props;
  const [id, setId] = useState(entity?.id ?? '');
  const [name, setName] = useState(entity?.name ?? '');
  const [kind, setKind] = useState(entity?.kind ?? 'service');
  const [service, setService] = useState(entity?.service === entity?.id ? '' : (entity?.service ?? ''));
  const [owner, setOwner] = useState<Ref | null>(props.owner ?? null);
  const [stage, setStage] = useState(entity?.stage ?? '');
  const [region, setRegion] = useState(entity?.region ?? '');
  const [aliases, setAliases] = useState<string[]>(entity?.aliases ?? []);
  const save = useAct({
    run: async () => {
      const body = {
        entity: {
          ...(entity === undefined && id.trim() !== '' ? { id: id.trim() } : {}),
          name: name.trim(),
          kind: kind.trim(),
          service: service.trim() === '' ? null : service.trim(),
          muster_service: owner?.id ?? null,
          stage: stage.trim() === '' ? null : stage.trim(),
          region: region.trim() === '' ? null : region.trim(),
          aliases,
        },
      };
      const answer =
        entity === undefined
          ? await api.post<{ entity: Entity }>('/entities', body)
          : await api.put<{ entity: Entity }>(entityAddress(entity.id), body);
      return answer.entity;
    },
    reload: [['entities'], ['topology']],
    done: (saved) => `${saved.name} saved`,
    inDialog: true,
    after: (saved) => {
      props.close();
      props.saved?.(saved);
    },
  });
  return (
    <Ask
      title={entity === undefined ? 'New entity' : `Edit ${entity.name}`}
      opened
      close={props.close}
      size="lg"
      by={save}
      label="Save"
      disabled={name.trim() === '' || kind.trim() === ''}
    >
      <TextInput
        label="Name"
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {entity === undefined && (
        <TextInput
          label="Identifier"
          description="As other tools call it; left empty, Muster makes one"
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
        />
      )}
      <Select
        label="Kind"
        data={[
          ...new Set([
            'service',
            'workload',
            'host',
            'database',
            'queue',
            'cache',
            'network',
            'component',
            kind,
          ]),
        ]}
        value={kind}
        allowDeselect={false}
        onChange={(value) => setKind(value ?? 'component')}
      />
      <TagsInput
        label="Further names"
        description="Host names, addresses, pod names: whatever alerts may call it. Enter after each."
        value={aliases}
        onChange={setAliases}
      />
      {kind !== 'service' && (
        <TextInput
          label="Part of"
          description="Identifier of the entity that is its service"
          value={service}
          onChange={(event) => setService(event.currentTarget.value)}
        />
      )}
      <PickOne
        kind="services"
        label="Answered for by"
        description="The service here whose people are paged for it"
        value={owner}
        onPick={setOwner}
      />
      <TextInput
        label="Stage"
        placeholder="production"
        value={stage}
        onChange={(event) => setStage(event.currentTarget.value)}
      />
      <TextInput label="Region" value={region} onChange={(event) => setRegion(event.currentTarget.value)} />
    </Ask>
  );
}
