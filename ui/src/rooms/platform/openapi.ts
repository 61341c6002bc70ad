/** As much of an OpenAPI 3 document as the API page shows. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  nullable?: boolean;
  maximum?: number;
  minimum?: number;
  maxLength?: number;
  minLength?: number;
  pattern?: string;
  readOnly?: boolean;
}

export interface Parameter {
  $ref?: string;
  name: string;
  in: 'query' | 'path' | 'header' | 'cookie';
  required?: boolean;
  description?: string;
  schema?: Schema;
}

interface Media {
  schema?: Schema;
  example?: unknown;
}

export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  deprecated?: boolean;
  parameters?: Parameter[];
  requestBody?: { description?: string; required?: boolean; content?: Record<string, Media> };
  responses?: Record<string, { $ref?: string; description?: string; content?: Record<string, Media> }>;
}

export interface Document {
  info: { title: string; version: string; description?: string };
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, unknown> & { parameters?: Parameter[] }>;
  components?: {
    schemas?: Record<string, Schema>;
    parameters?: Record<string, Parameter>;
    responses?: Record<string, { description?: string; content?: Record<string, Media> }>;
  };
}

export interface Entry {
  id: string;
  method: string;
  path: string;
  operation: Operation;
  parameters: Parameter[];
}

export interface Group {
  name: string;
  description: string | null;
  entries: Entry[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];

/** Operations by tag, tags in the document's own order first, then by name; without a tag they stand by first path part. */
export function grouped(document: Document, search = ''): Group[] {
  const wanted = search.trim().toLowerCase();
  const groups = new Map<string, Group>();
  for (const tag of document.tags ?? []) {
    groups.set(tag.name, { name: tag.name, description: tag.description ?? null, entries: [] });
  }
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method] as Operation | undefined;
      if (operation === undefined) continue;
      const words =
        `${method} ${path} ${operation.summary ?? ''} ${operation.operationId ?? ''}`.toLowerCase();
      if (!words.includes(wanted)) continue;
      const name = operation.tags?.[0] ?? path.split('/')[1] ?? 'other';
      const group = groups.get(name) ?? { name, description: null, entries: [] };
      group.entries.push({
        id: `${method} ${path}`,
        method: method.toUpperCase(),
        path,
        operation,
        parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((one) =>
          resolved(document, one, 'parameters'),
        ),
      });
      groups.set(name, group);
    }
  }
  return [...groups.values()].filter(({ entries }) => entries.length > 0);
}

function resolved<T extends { $ref?: string }>(
  document: Document,
  one: T,
  kind: 'parameters' | 'schemas' | 'responses',
): T {
  const name = refName(one.$ref);
  if (name === null) return one;
  const table = document.components?.[kind] as Record<string, T> | undefined;
  return table?.[name] ?? one;
}

/** The last part of a `$ref`. */
export function refName(ref: string | undefined): string | null {
  return ref === undefined ? null : decodeURIComponent(ref.slice(ref.lastIndexOf('/') + 1));
}

export function schemaOf(document: Document, schema: Schema): Schema {
  return resolved(document, schema, 'schemas');
}

export function responseOf(document: Document, response: NonNullable<Operation['responses']>[string]) {
  return resolved(document, response, 'responses');
}

export function jsonSchemaOf(content: Record<string, Media> | undefined): Schema | null {
  if (content === undefined) return null;
  const media = content['application/json'] ?? Object.values(content)[0];
  return media?.schema ?? null;
}

/** `string (date-time), one of a, b`: a type in few words. */
export function typeWords(document: Document, schema: Schema): string {
  const name = refName(schema.$ref);
  const real = schemaOf(document, schema);
  const types = Array.isArray(real.type) ? real.type : real.type === undefined ? [] : [real.type];
  const parts: string[] = [];
  if (types.includes('array'))
    parts.push(`list of ${real.items ? typeWords(document, real.items) : 'anything'}`);
  else if (name !== null) parts.push(name);
  else if (real.oneOf ?? real.anyOf) {
    parts.push((real.oneOf ?? real.anyOf ?? []).map((one) => typeWords(document, one)).join(' or '));
  } else
    parts.push(
      types.filter((type) => type !== 'null').join(' or ') || (real.properties ? 'object' : 'anything'),
    );
  if (real.format !== undefined) parts.push(`(${real.format})`);
  if (types.includes('null') || real.nullable === true) parts.push('or null');
  return parts.join(' ');
}

/** The limits of a value, as short notes. */
export function limits(schema: Schema): string[] {
  const notes: string[] = [];
  if (schema.enum !== undefined) notes.push(`one of ${schema.enum.map(String).join(', ')}`);
  if (schema.default !== undefined) notes.push(`default ${JSON.stringify(schema.default)}`);
  if (schema.minimum !== undefined) notes.push(`at least ${schema.minimum}`);
  if (schema.maximum !== undefined) notes.push(`at most ${schema.maximum}`);
  if (schema.minLength !== undefined) notes.push(`at least ${schema.minLength} characters`);
  if (schema.maxLength !== undefined) notes.push(`at most ${schema.maxLength} characters`);
  if (schema.pattern !== undefined) notes.push(`matches ${schema.pattern}`);
  return notes;
}

/** A made-up value of a schema; recursion ends at the second visit of a named schema. */
export function example(document: Document, schema: Schema, seen: readonly string[] = []): unknown {
  const name = refName(schema.$ref);
  if (name !== null && seen.includes(name)) return {};
  const next = name === null ? seen : [...seen, name];
  const real = schemaOf(document, schema);
  if (real.example !== undefined) return real.example;
  if (real.examples?.[0] !== undefined) return real.examples[0];
  if (real.const !== undefined) return real.const;
  if (real.default !== undefined) return real.default;
  if (real.enum !== undefined) return real.enum[0];
  const either = real.oneOf ?? real.anyOf;
  if (either?.[0] !== undefined) return example(document, either[0], next);
  if (real.allOf !== undefined) {
    return Object.assign({}, ...real.allOf.map((one) => example(document, one, next)));
  }
  const type = Array.isArray(real.type) ? real.type.find((one) => one !== 'null') : real.type;
  if (type === 'object' || real.properties !== undefined) {
    const required = real.required ?? [];
    const names = Object.keys(real.properties ?? {});
    const shown = required.length > 0 ? names.filter((one) => required.includes(one)) : names.slice(0, 8);
    return Object.fromEntries(
      shown.map((one) => [one, example(document, real.properties?.[one] ?? {}, next)]),
    );
  }
  switch (type) {
    case 'array':
      return real.items === undefined ? [] : [example(document, real.items, next)];
    case 'integer':
    case 'number':
      return real.minimum ?? 1;
    case 'boolean':
      return true;
    case 'string':
      return real.format === 'date-time' ? '2030-01-31T09:00:00Z' : 'string';
    default:
      return {};
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** A call to paste into a shell. */
export function curl(document: Document, base: string, entry: Entry): string {
  const query = entry.parameters
    .filter((one) => one.in === 'query' && one.required === true)
    .map((one) => `${one.name}=${String(example(document, one.schema ?? {}))}`)
    .join('&');
  const lines = [`curl -sS ${quoted(`${base}${entry.path}${query === '' ? '' : `?${query}`}`)}`];
  if (entry.method !== 'GET') lines[0] = lines[0]?.replace('curl -sS', `curl -sS -X ${entry.method}`) ?? '';
  lines.push(`-H 'Authorization: Token token=YOUR_TOKEN'`);
  const body = jsonSchemaOf(entry.operation.requestBody?.content);
  if (body !== null) {
    lines.push(`-H 'Content-Type: application/json'`);
    lines.push(`-d ${quoted(JSON.stringify(example(document, body), null, 2))}`);
  }
  return lines.join(' \\\n  ');
}
