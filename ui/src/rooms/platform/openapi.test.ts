import { describe, expect, it } from 'vitest';
import { curl, type Document, example, grouped, limits, typeWords } from './openapi';

const document: Document = {
  info: { title: 'API', version: '1' },
  tags: [{ name: 'Incidents', description: 'What people respond to' }, { name: 'Unused' }],
  paths: {
    '/incidents': {
      get: {
        tags: ['Incidents'],
        summary: 'List incidents',
        parameters: [{ $ref: '#/components/parameters/limit', name: '', in: 'query' }],
      },
      post: {
        tags: ['Incidents'],
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Incident' } } },
        },
      },
    },
    '/teams/{id}': { delete: { summary: "Delete a team's entry" } },
  },
  components: {
    parameters: { limit: { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } } },
    schemas: {
      Incident: {
        type: 'object',
        required: ['title', 'parent'],
        properties: {
          title: { type: 'string', maxLength: 10 },
          ignored: { type: 'string' },
          parent: { $ref: '#/components/schemas/Incident' },
        },
      },
    },
  },
};

describe('the API page', () => {
  it('groups operations by tag and leaves empty tags out', () => {
    const groups = grouped(document);
    expect(groups.map(({ name, entries }) => [name, entries.map(({ id }) => id)])).toEqual([
      ['Incidents', ['get /incidents', 'post /incidents']],
      ['teams', ['delete /teams/{id}']],
    ]);
    expect(groups[0]?.entries[0]?.parameters[0]?.name).toBe('limit');
  });

  it('searches path and words', () => {
    expect(grouped(document, 'LIST').flatMap(({ entries }) => entries)).toHaveLength(1);
    expect(grouped(document, 'nothing')).toEqual([]);
  });

  it('comes to an end in schemas that hold themselves', () => {
    expect(example(document, { $ref: '#/components/schemas/Incident' })).toEqual({
      title: 'string',
      parent: {},
    });
  });

  it('writes a call that a shell takes', () => {
    const post = grouped(document)[0]?.entries[1];
    expect(post && curl(document, 'https://m.example', post)).toBe(
      [
        "curl -sS -X POST 'https://m.example/incidents' \\",
        "  -H 'Authorization: Token token=YOUR_TOKEN' \\",
        "  -H 'Content-Type: application/json' \\",
        '  -d \'{\n  "title": "string",\n  "parent": {}\n}\'',
      ].join('\n'),
    );
  });

  it('says types and limits in words', () => {
    expect(typeWords(document, { type: 'array', items: { $ref: '#/components/schemas/Incident' } })).toBe(
      'list of Incident',
    );
    expect(typeWords(document, { type: ['string', 'null'], format: 'date-time' })).toBe(
      'string (date-time) or null',
    );
    expect(limits({ enum: ['a', 'b'], default: 'a', maximum: 3 })).toEqual([
      'one of a, b',
      'default "a"',
      'at most 3',
    ]);
  });
});
