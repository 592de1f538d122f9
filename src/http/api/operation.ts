import type { TObject, TSchema } from 'typebox';

/**
 * One thing that can be asked of Weir's own surface, as its OpenAPI document says it. The schemas are the ones that
 * requests are validated with; those of answers are held against real answers by test/http/openapi.test.ts.
 */
export interface Operation {
  /** For generated clients: getBilling. */
  readonly id: string;
  readonly method: 'get' | 'post';
  /** '/weir/v1/nodes/{name}' */
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly access: Access;
  /** What stands for the braces in the path. */
  readonly pathParameters?: Readonly<Record<string, { readonly description: string; readonly example: string }>>;
  readonly query?: TObject;
  /** Query parameters of a question that can be asked as it stands. */
  readonly example?: Readonly<Record<string, string>>;
  readonly body?: Content & { readonly example?: unknown };
  readonly answer: Content & { readonly description: string };
  /** HTTP statuses of its problems; docs/errors.md has their codes. */
  readonly faults: readonly number[];
}

/** Bytes and texts have no schema. */
interface Content {
  readonly contentType: string;
  readonly schema?: TSchema;
}

export const TAGS = {
  usage: 'What was sent, by domain and time',
  billing: 'What a month comes to',
  operators: 'Nodes, and usage that was wrong: operators only',
  ingest: 'How usage comes in',
  server: 'Whether the server is well, and what it can be asked',
} as const;
export type Tag = keyof typeof TAGS;

/** Whose bearer token it takes. */
export const ACCESS = {
  none: undefined,
  reader: 'A token of the account (`credentials: { api: weir }`) or an operator’s',
  operator: 'An operator’s token',
  sender: 'An ingest token: for any node, or for the one that sends',
} as const;
export type Access = keyof typeof ACCESS;

export const JSON_TYPE = 'application/json';
