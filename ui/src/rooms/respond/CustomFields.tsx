import { ActionIcon, Button, Group, Text, Textarea, TextInput } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { RefLink } from '../../ground/Go';
import { Fact, Facts, Part, When } from '../../ground/Page';
import { items, record, text } from '../../ground/read';
import { ErrorBox } from '../../ground/Say';
import type { Incident, Ref } from '../../ground/wire';

interface Field {
  id: string;
  name: string;
  value: string;
  by: Ref | null;
  at: string | null;
}

/** Custom fields of an incident: what event rules gave it, and what people put there. */
export function CustomFields({ incident, respond }: { incident: Incident; respond: boolean }) {
  const [editing, setEditing] = useState<Field | null>(null);
  const key = ['incident', incident.id, 'custom_fields'];
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<Field[]> =>
      items(
        record(await api.get<unknown>(`/incidents/${incident.id}/custom_fields/values`, undefined, signal))
          .custom_fields,
      ).map((field) => ({
        id: text(field.id) ?? '',
        name: text(field.display_name, field.name, field.id) ?? '',
        value: text(field.value) ?? '',
        by: field.by === null || field.by === undefined ? null : (field.by as Ref),
        at: text(field.updated_at),
      })),
  });
  if (query.isError) return <ErrorBox error={query.error} again={() => query.refetch()} />;
  const fields = query.data;
  if (fields === undefined || (fields.length === 0 && !respond)) return null;
  return (
    <Part
      title="Fields"
      actions={
        respond && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={15} />}
            onClick={() => setEditing({ id: '', name: '', value: '', by: null, at: null })}
          >
            Add field
          </Button>
        )
      }
    >
      {fields.length === 0 ? (
        <Text size="sm" c="dimmed">
          None. Event rules can set fields, and so can you: a region, a ticket, a customer.
        </Text>
      ) : (
        <Facts>
          {fields.map((field) => (
            <Fact key={field.id} name={field.name}>
              <Group gap={4} wrap="nowrap" justify="space-between" align="flex-start">
                <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
                  {field.value}
                  <Text size="xs" c="dimmed">
                    {field.by === null ? 'By an event rule' : <RefLink of={field.by} />}
                    {field.at !== null && (
                      <>
                        {' · '}
                        <When at={field.at} />
                      </>
                    )}
                  </Text>
                </div>
                {respond && (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Change ${field.name}`}
                    onClick={() => setEditing(field)}
                  >
                    <IconPencil size={16} />
                  </ActionIcon>
                )}
              </Group>
            </Fact>
          ))}
        </Facts>
      )}
      {editing !== null && (
        <EditField incident={incident} field={editing} reload={key} close={() => setEditing(null)} />
      )}
    </Part>
  );
}

function EditField(props: {
  incident: Incident;
  field: Field;
  reload: readonly unknown[];
  close: () => void;
}) {
  const { incident, field, reload, close } = props;
  const fresh = field.id === '';
  const [name, setName] = useState(field.id);
  const [value, setValue] = useState(field.value);
  const put = useAct({
    run: (next: string | null) =>
      api.put(`/incidents/${incident.id}/custom_fields/values`, {
        custom_fields: [{ id: name.trim(), value: next }],
      }),
    reload: [reload],
    done: (_, next) => (next === null ? `${field.name} removed` : 'Field saved'),
    inDialog: true,
    after: close,
  });
  return (
    <Ask
      title={fresh ? 'Add a field' : `Change ${field.name}`}
      opened
      close={close}
      submit={() => put.mutate(value)}
      label="Save"
      by={put}
      disabled={name.trim() === '' || value.trim() === ''}
    >
      {fresh && (
        <TextInput
          label="Name"
          required
          data-autofocus
          maxLength={64}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <Textarea
        label="Value"
        required
        data-autofocus={!fresh || undefined}
        maxLength={2_000}
        autosize
        minRows={1}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      {!fresh && (
        <Button
          variant="subtle"
          color="red"
          size="compact-sm"
          onClick={() => put.mutate(null)}
          disabled={put.isPending}
          style={{ alignSelf: 'flex-start' }}
        >
          Take this field away
        </Button>
      )}
    </Ask>
  );
}
