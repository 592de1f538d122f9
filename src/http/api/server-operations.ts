import Type from 'typebox';
import { BATCH_CONTENT_TYPE } from '../../ingest/batch.ts';
import { JSON_TYPE, type Operation } from './operation.ts';

const integer = Type.Integer({ minimum: 0 });
const closed = { additionalProperties: false };

const Receipt = Type.Object(
  {
    acknowledged: Type.Array(
      Type.Object({ index: integer, bytes: integer, future: integer, expired: integer, forgotten: integer }, closed),
      { description: 'Durable, segment by segment, with the lines that were not stored' },
    ),
    known: Type.Integer({ minimum: 0, description: 'Segments that were stored before' }),
    twins: Type.Array(Type.String(), { description: 'Other nodes under which the same bytes were metered' }),
  },
  closed,
);

const status = (word: string) => Type.Object({ status: Type.Literal(word) }, closed);
const of = { method: 'get', tag: 'server', access: 'none' } as const;

export const serverOperations: readonly Operation[] = [
  {
    id: 'ingest',
    method: 'post',
    path: '/weir/v1/ingest',
    tag: 'ingest',
    access: 'sender',
    summary: 'Segments of metered logs; answered when they are durable',
    body: { contentType: BATCH_CONTENT_TYPE },
    answer: { description: 'What is acknowledged', contentType: JSON_TYPE, schema: Receipt },
    faults: [400, 401, 403, 409, 413, 415, 503],
  },
  {
    ...of,
    id: 'getOpenapi',
    path: '/weir/v1/openapi.json',
    summary: 'This document',
    answer: {
      description: 'OpenAPI 3.1',
      contentType: JSON_TYPE,
      schema: Type.Object({ openapi: Type.Literal('3.1.0') }),
    },
    faults: [],
  },
  {
    ...of,
    id: 'getHealth',
    path: '/healthz',
    summary: 'Whether the process is alive',
    answer: { description: 'It is', contentType: JSON_TYPE, schema: status('ok') },
    faults: [],
  },
  {
    ...of,
    id: 'getReadiness',
    path: '/readyz',
    summary: 'Whether it can answer and store',
    answer: { description: 'It can', contentType: JSON_TYPE, schema: status('ready') },
    faults: [503],
  },
  {
    ...of,
    id: 'getMetrics',
    path: '/metrics',
    summary: 'Figures for Prometheus',
    answer: { description: 'Prometheus text', contentType: 'text/plain' },
    faults: [],
  },
];
