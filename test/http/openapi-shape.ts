import Type, { type Static } from 'typebox';

/**
 * The part of OpenAPI 3.1 that Weir's document uses, as the specification has it (spec.openapis.org/oas/v3.1.0): what is
 * required, what a value may be, and nothing besides. Schemas are held against JSON Schema's own meta-schema elsewhere.
 */
const closed = { additionalProperties: false };
const schema = Type.Unsafe<object>({ type: 'object' });
const text = Type.String({ minLength: 1 });

const Parameter = Type.Object(
  {
    name: text,
    in: Type.Enum(['query', 'path']),
    required: Type.Boolean(),
    description: Type.Optional(text),
    style: Type.Optional(Type.Enum(['form', 'simple'])),
    explode: Type.Optional(Type.Boolean()),
    schema,
    example: Type.Optional(Type.Unknown()),
  },
  closed,
);

const Content = Type.Record(
  Type.String({ pattern: '^[\\w.+-]+/[\\w.+-]+$' }),
  Type.Object({ schema: Type.Optional(schema), example: Type.Optional(Type.Unknown()) }, closed),
);

const Response = Type.Object({ description: text, content: Type.Optional(Content) }, closed);

const Operation = Type.Object(
  {
    operationId: Type.String({ pattern: '^[a-z][A-Za-z]+$' }),
    tags: Type.Array(text, { minItems: 1 }),
    summary: text,
    security: Type.Array(Type.Record(Type.String(), Type.Array(Type.String()))),
    parameters: Type.Optional(Type.Array(Parameter)),
    requestBody: Type.Optional(Type.Object({ required: Type.Boolean(), content: Content }, closed)),
    responses: Type.Record(Type.String({ pattern: '^[1-5]\\d\\d$' }), Response),
  },
  closed,
);
export type OperationObject = Static<typeof Operation>;

const PathItem = Type.Object({ get: Type.Optional(Operation), post: Type.Optional(Operation) }, closed);

export const OpenapiShape = Type.Object(
  {
    openapi: Type.String({ pattern: '^3\\.1\\.\\d+$' }),
    info: Type.Object(
      {
        title: text,
        version: text,
        description: Type.Optional(text),
        license: Type.Optional(Type.Object({ name: text, identifier: Type.Optional(text) }, closed)),
      },
      closed,
    ),
    servers: Type.Array(Type.Object({ url: text }, closed)),
    tags: Type.Array(Type.Object({ name: text, description: Type.Optional(text) }, closed)),
    paths: Type.Record(Type.String({ pattern: '^/' }), PathItem),
    components: Type.Object(
      {
        securitySchemes: Type.Record(
          Type.String({ pattern: '^[\\w.-]+$' }),
          Type.Object({ type: Type.Literal('http'), scheme: text, description: Type.Optional(text) }, closed),
        ),
        schemas: Type.Record(Type.String({ pattern: '^[\\w.-]+$' }), schema),
      },
      closed,
    ),
  },
  closed,
);
export type OpenapiDocument = Static<typeof OpenapiShape>;
