import { ACCESS, type Access, type Operation, TAGS } from './operation.ts';

/**
 * Operations -> an OpenAPI 3.1 document, as plain data. OpenAPI 3.1 speaks JSON Schema 2020-12, and TypeBox's schemas are
 * that as they stand, so nothing is translated and nothing can be described otherwise than it is checked.
 */
export function openapiDocument(operations: readonly Operation[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: operationObject(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Weir',
      version: '1',
      description:
        'Weir’s own HTTP surface. Instants are Unix seconds and starts of buckets; integers may exceed 2^53 and are exact in the text.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { securitySchemes: securitySchemes(), schemas: { Problem: PROBLEM } },
  };
}

const PROBLEM = {
  type: 'object',
  description: 'RFC 9457; `title` is a stable code of docs/errors.md, `detail` says what would be accepted.',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { const: 'about:blank' },
    title: { type: 'string', examples: ['unknown-domain'] },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string' },
  },
};

function securitySchemes(): Record<string, object> {
  const bearers = Object.entries(ACCESS).filter(([, description]) => description !== undefined);
  return Object.fromEntries(
    bearers.map(([name, description]) => [name, { type: 'http', scheme: 'bearer', description }]),
  );
}

function operationObject(operation: Operation): object {
  const { id, tag, summary, access, body } = operation;
  const parameters = [...pathParameters(operation), ...queryParameters(operation)];
  return {
    operationId: id,
    tags: [tag],
    summary,
    security: securityOf(access),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: { [body.contentType]: mediaType(body) } } }),
    responses: responses(operation),
  };
}

function securityOf(access: Access): object[] {
  return access === 'none' ? [] : [{ [access]: [] }];
}

function pathParameters({ pathParameters: named = {} }: Operation): object[] {
  return Object.entries(named).map(([name, { description, example }]) => {
    return { name, in: 'path', required: true, description, schema: { type: 'string' }, example };
  });
}

function queryParameters({ query, example = {} }: Operation): object[] {
  const required: readonly string[] = (query as { required?: string[] } | undefined)?.required ?? [];
  return Object.entries(query?.properties ?? {}).map(([name, given]) => {
    const { description, ...schema } = given as { description?: string; items?: object };
    const list = schema.items ? { style: 'form', explode: false } : {}; // comma-separated
    return {
      name,
      in: 'query',
      required: required.includes(name),
      description,
      ...list,
      schema,
      ...(Object.hasOwn(example, name) && { example: schema.items ? example[name]!.split(',') : example[name] }),
    };
  });
}

function responses({ answer, faults }: Operation): Record<string, object> {
  const good = { description: answer.description, content: { [answer.contentType]: mediaType(answer) } };
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  const bad = faults.map((status) => [String(status), { description: MEANINGS[status]!, content: problem }] as const);
  return { 200: good, ...Object.fromEntries(bad) };
}

function mediaType({ schema, example }: { readonly schema?: unknown; readonly example?: unknown }): object {
  return { ...(schema !== undefined && { schema }), ...(example !== undefined && { example }) };
}

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'The request cannot be used; the detail names the parameter or field',
  401: 'No token, or nobody’s',
  403: 'The token’s owner may not do that',
  404: 'What it is about does not exist for the asker',
  409: 'At odds with what is stored',
  413: 'Too large',
  415: 'A type or encoding that is not understood',
  503: 'Not now; try again',
};
