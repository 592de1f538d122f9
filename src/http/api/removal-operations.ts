import Type from 'typebox';
import { ForgetBody } from '../forget-body.ts';
import { JSON_TYPE, type Operation } from './operation.ts';

const integer = Type.Integer({ minimum: 0 });
const textOrNull = Type.Union([Type.String(), Type.Null()]);
const closed = { additionalProperties: false };

const SCOPE = { domain: Type.String(), node: textOrNull, stream: textOrNull, from: integer, to: integer };
const removed = Type.Object({ rows: integer, requests: integer, bytes: integer }, closed);

const Preview = Type.Object({ dry_run: Type.Literal(true), ...SCOPE, removed }, closed);
const Removal = Type.Object(
  {
    id: Type.String(),
    dry_run: Type.Literal(false),
    ...SCOPE,
    reason: Type.String(),
    by: Type.String(),
    at: integer,
    removed,
    applied: Type.Boolean({ description: 'false: the store could not carry it out yet' }),
    undone: Type.Union([Type.Object({ by: Type.String(), at: integer }, closed), Type.Null()]),
  },
  closed,
);
const Removals = Type.Object({ forgotten: Type.Array(Removal) }, closed);

const of = { tag: 'operators', access: 'operator' } as const;

export const removalOperations: readonly Operation[] = [
  {
    ...of,
    id: 'forgetUsage',
    method: 'post',
    path: '/weir/v1/forget',
    summary: 'Remove wrong usage for good; with dry_run, see what would go',
    body: {
      contentType: JSON_TYPE,
      schema: ForgetBody,
      example: { domain: 'www.a.com', from: '2026-10-01T04:00:00Z', to: 1790827500, reason: 'load test' },
    },
    answer: {
      description: 'What was, or would be, removed',
      contentType: JSON_TYPE,
      schema: Type.Union([Preview, Removal]),
    },
    faults: [400, 401, 403, 404, 503],
  },
  {
    ...of,
    id: 'listForgotten',
    method: 'get',
    path: '/weir/v1/forgotten',
    summary: 'Every removal, with who, when and why',
    answer: { description: 'The newest first', contentType: JSON_TYPE, schema: Removals },
    faults: [401, 403],
  },
  {
    ...of,
    id: 'undoForget',
    method: 'post',
    path: '/weir/v1/forgotten/{id}/undo',
    summary: 'Lift a removal, so that its logs may be ingested with --replace',
    pathParameters: { id: { description: 'A removal’s id', example: '3f9c1a07' } },
    answer: { description: 'The removal, which holds no more', contentType: JSON_TYPE, schema: Removal },
    faults: [401, 403, 404, 503],
  },
];
