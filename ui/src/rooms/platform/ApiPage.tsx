import { Anchor, Badge, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { api } from '../../ground/api';
import { TextLink } from '../../ground/Go';
import { Empty, Page, Part, Snippet, Waiting } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import styles from './ApiPage.module.css';
import {
  curl,
  type Document,
  type Entry,
  grouped,
  jsonSchemaOf,
  limits,
  refName,
  responseOf,
  type Schema,
  schemaOf,
  typeWords,
} from './openapi';

/** The REST API, as the server describes itself. */
export function ApiPage() {
  const [text, setText] = useState('');
  const search = useDeferredValue(text);
  const query = useQuery({
    queryKey: ['openapi'],
    queryFn: ({ signal }) => api.get<Document>('/openapi.json', undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const document = query.data;
  const groups = useMemo(() => (document === undefined ? [] : grouped(document, search)), [document, search]);
  return (
    <Page
      title="API"
      lead={
        <>
          Everything in these pages goes through this API. Make a token in the{' '}
          <TextLink to="/settings">settings</TextLink>; the machine-readable form is at{' '}
          <Anchor href="/openapi.json" inherit>
            /openapi.json
          </Anchor>
          .
        </>
      }
    >
      <TextInput
        type="search"
        aria-label="Search the API"
        placeholder="Search by path or words"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maw={460}
      />
      {query.isPending && <Waiting what="Loading the description" />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {document !== undefined && groups.length === 0 && <Empty title="Nothing matches" />}
      {document !== undefined && groups.length > 1 && (
        <nav aria-label="Parts of the API" className={styles.index}>
          {groups.map((group) => (
            <a key={group.name} href={`#${anchor(group.name)}`}>
              {group.name} <span className={styles.count}>{group.entries.length}</span>
            </a>
          ))}
        </nav>
      )}
      {document !== undefined &&
        groups.map((group) => (
          <div key={group.name} id={anchor(group.name)} className={styles.group}>
            <Part title={group.name} lead={group.description ?? undefined} flush>
              {group.entries.map((entry) => (
                <One key={entry.id} document={document} entry={entry} />
              ))}
            </Part>
          </div>
        ))}
    </Page>
  );
}

function anchor(name: string): string {
  return `tag-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
}

function One({ document, entry }: { document: Document; entry: Entry }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.one} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className={styles.method} data-method={entry.method}>
          {entry.method}
        </span>
        <span className={styles.path}>{entry.path}</span>
        <span className={styles.summary}>{entry.operation.summary}</span>
        {entry.operation.deprecated === true && <Badge variant="default">Deprecated</Badge>}
      </summary>
      {/* There may be hundreds; only what is open is drawn. */}
      {open && <Opened document={document} entry={entry} />}
    </details>
  );
}

function Opened({ document, entry }: { document: Document; entry: Entry }) {
  const body = jsonSchemaOf(entry.operation.requestBody?.content);
  return (
    <div className={styles.body}>
      {entry.operation.description !== undefined && (
        <Text size="sm" className={styles.text}>
          {entry.operation.description}
        </Text>
      )}
      {entry.parameters.length > 0 && (
        <section aria-label="Parameters">
          <h3 className={styles.heading}>Parameters</h3>
          <dl className={styles.fields}>
            {entry.parameters.map((one) => (
              <div key={`${one.in} ${one.name}`} className={styles.field}>
                <dt>
                  <code>{one.name}</code>
                  <span className={styles.type}>
                    {one.in}, {typeWords(document, one.schema ?? {})}
                    {one.required === true && ', required'}
                  </span>
                </dt>
                <dd>{[one.description, ...limits(one.schema ?? {})].filter(Boolean).join('; ')}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {body !== null && (
        <section aria-label="Body">
          <h3 className={styles.heading}>Body</h3>
          <Fields document={document} schema={body} depth={0} />
        </section>
      )}
      <section aria-label="Answers">
        <h3 className={styles.heading}>Answers</h3>
        {Object.entries(entry.operation.responses ?? {}).map(([status, given]) => {
          const response = responseOf(document, given);
          const schema = jsonSchemaOf(response.content);
          return (
            <div key={status} className={styles.answer}>
              <Text size="sm">
                <strong>{status}</strong> {response.description}
              </Text>
              {schema !== null && <Fields document={document} schema={schema} depth={0} />}
            </div>
          );
        })}
      </section>
      <section aria-label="Example">
        <h3 className={styles.heading}>Example</h3>
        <Snippet text={curl(document, globalThis.location.origin, entry)} what="curl call" />
      </section>
    </div>
  );
}

/** The fields of a schema; deeper objects unfold on demand, so that schemas which hold themselves come to an end. */
function Fields({ document, schema, depth }: { document: Document; schema: Schema; depth: number }) {
  const real = unwrapped(document, schema);
  const properties = Object.entries(real.properties ?? {});
  if (properties.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {typeWords(document, schema)}
      </Text>
    );
  }
  return (
    <dl className={styles.fields} data-depth={depth}>
      {properties.map(([name, one]) => (
        <div key={name} className={styles.field}>
          <dt>
            <code>{name}</code>
            <span className={styles.type}>
              {typeWords(document, one)}
              {real.required?.includes(name) === true && ', required'}
            </span>
          </dt>
          <dd>
            {[schemaOf(document, one).description, ...limits(schemaOf(document, one))]
              .filter(Boolean)
              .join('; ')}
            <Deeper document={document} schema={one} depth={depth} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Deeper({ document, schema, depth }: { document: Document; schema: Schema; depth: number }) {
  const [open, setOpen] = useState(false);
  const real = unwrapped(document, schema);
  if (Object.keys(real.properties ?? {}).length === 0) return null;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.deeper}>
        Fields{refName(schema.$ref) !== null && ` of ${refName(schema.$ref)}`}
      </summary>
      {open && <Fields document={document} schema={real} depth={depth + 1} />}
    </details>
  );
}

/** The object behind references, lists and combinations. */
function unwrapped(document: Document, schema: Schema, steps = 0): Schema {
  const real = schemaOf(document, schema);
  if (steps > 8) return real;
  if (real.items !== undefined) return unwrapped(document, real.items, steps + 1);
  if (real.allOf !== undefined) {
    const parts = real.allOf.map((one) => unwrapped(document, one, steps + 1));
    return {
      properties: Object.assign({}, ...parts.map((one) => one.properties ?? {})),
      required: parts.flatMap((one) => one.required ?? []),
    };
  }
  const either = (real.oneOf ?? real.anyOf)?.find((one) => one.type !== 'null');
  return either === undefined ? real : unwrapped(document, either, steps + 1);
}
