import Type from 'typebox';
import { HeartbeatBody } from '../../ingest/heartbeat.ts';
import { SOURCE_STATES } from '../../sources/source-state.ts';
import { REJECT_REASONS } from '../../usage/segment.ts';
import { JSON_TYPE, type Operation } from './operation.ts';

const closed = { additionalProperties: false };
const integer = Type.Integer({ minimum: 0 });
const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const instant = orNull(Type.Number({ minimum: 0, description: 'Unix seconds' }));
const rejects = Type.Record(Type.String(), integer, { description: 'Rejected lines by reason' });

const Sample = Type.Object({ reason: Type.Enum([...REJECT_REASONS]), offset: integer, line: Type.String() }, closed);
const Spool = Type.Object({ bytes: integer, limit: integer, is_full: Type.Boolean() }, closed);
const Live = Type.Object(
  {
    state: Type.String({ description: 'ok, waiting, or what is wrong' }),
    sentence: Type.String(),
    last_poll: orNull(Type.Integer({ minimum: 0, description: 'Unix seconds' })),
    ...{ missed_polls: integer, viewers: integer, publishers: integer },
    ...{ quarantined_bytes: integer, lost_hooks: integer },
  },
  { ...closed, description: 'Of a live server that the agent polls' },
);
const Input = Type.Object(
  {
    ...{ input: Type.String(), kind: Type.String(), format: Type.String(), files: integer },
    fault: orNull(Type.String()),
    live: Type.Optional(Live),
  },
  closed,
);

const Stream = Type.Object(
  {
    path: Type.String(),
    stream: orNull(Type.String({ description: 'null: it has no first line that could name it' })),
    format: Type.String(),
    state: Type.String({ description: 'stored: its agent says nothing of it' }),
    fault: orNull(Type.String()),
    ...{ lines: integer, rejects, samples: Type.Array(Sample) },
    ...{ last_minute: orNull(integer), last_stored: instant },
    ...{ bytes: orNull(integer), pending_bytes: orNull(integer) },
    ...{ lag_bytes: orNull(integer), lag_seconds: orNull(Type.Number()), slow_lines: orNull(integer) },
  },
  closed,
);

const Source = Type.Object(
  {
    node: Type.String(),
    kind: Type.Enum(['agent', 'ingest']),
    state: Type.Enum([...SOURCE_STATES]),
    ...{ version: orNull(Type.String()), address: orNull(Type.String()), started: instant, last_heartbeat: instant },
    interval_seconds: orNull(integer),
    clock_skew_seconds: orNull(Type.Number({ description: 'The server’s clock minus the agent’s' })),
    ...{ lag_bytes: orNull(integer), lag_seconds: orNull(Type.Number()), spool: orNull(Spool) },
    ...{ inputs: Type.Array(Input), streams: Type.Array(Stream) },
  },
  closed,
);

const EXAMPLE = {
  ...{ node: 'edge-1', version: '0.1.0', started: 1_790_000_000_000, now: 1_790_000_360_000, interval_seconds: 10 },
  spool: { bytes: 0, limit: 1_073_741_824, is_full: false },
  inputs: [{ input: '/var/log/nginx/*access.log*', kind: 'log', format: 'weir', files: 3, fault: null }],
  streams: [],
};

export const sourceOperations: readonly Operation[] = [
  {
    id: 'listSources',
    method: 'get',
    path: '/weir/v1/sources',
    tag: 'operators',
    access: 'operator',
    summary: 'Where usage comes from, how far behind that is, and who is silent',
    query: Type.Object({
      node: Type.Optional(Type.String({ description: 'Only this node, by any name it has or had' })),
    }),
    answer: {
      description: 'By name',
      contentType: JSON_TYPE,
      schema: Type.Object({ sources: Type.Array(Source) }, closed),
    },
    faults: [400, 401, 403, 404],
  },
  {
    id: 'heartbeat',
    method: 'post',
    path: '/weir/v1/heartbeat',
    tag: 'ingest',
    access: 'sender',
    summary: 'An agent says how it is; nothing is counted from it',
    body: { contentType: JSON_TYPE, schema: HeartbeatBody, example: EXAMPLE },
    answer: {
      description: 'The server’s time',
      contentType: JSON_TYPE,
      schema: Type.Object({ now: Type.Integer({ minimum: 0, description: 'Unix milliseconds' }) }, closed),
    },
    faults: [400, 401, 403, 413, 415],
  },
];
