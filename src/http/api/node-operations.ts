import Type from 'typebox';
import { NewName } from '../node-routes.ts';
import { JSON_TYPE, type Operation } from './operation.ts';

const integer = Type.Integer({ minimum: 0 });
const instant = Type.Union([integer, Type.Null()], { description: 'Unix seconds; null: none' });
const closed = { additionalProperties: false };

const SUMS = {
  segments: integer,
  lines: integer,
  rejects: Type.Record(Type.String(), integer, { description: 'Rejected lines by reason' }),
  first_minute: instant,
  last_minute: instant,
  last_stored: instant,
};

const RECORD = { name: Type.String(), other_names: Type.Array(Type.String()), retired: Type.Boolean() };
const NodeRecordAnswer = Type.Object(RECORD, closed);

const Twins = Type.Array(Type.Object({ node: Type.String(), segments: integer }, closed), {
  description: 'Nodes under which the same bytes were metered too',
});
/** What its agent last said; null where there is none. */
const AGENT = {
  state: Type.Union([Type.String({ description: 'docs/sources.md has the states' }), Type.Null()]),
  last_heartbeat: instant,
  lag_seconds: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
};
const Node = { ...RECORD, streams: integer, ...SUMS, possible_double_counts: Twins, ...AGENT };
const NodesAnswer = Type.Object({ nodes: Type.Array(Type.Object(Node, closed)) }, closed);

const StreamsAnswer = Type.Object(
  { streams: Type.Array(Type.Object({ stream: Type.String(), path: Type.String(), bytes: integer, ...SUMS }, closed)) },
  closed,
);

const name = { name: { description: 'A name that the node has or had', example: 'edge-1' } };
const of = { tag: 'operators', access: 'operator' } as const;
const changed = { description: 'The node as it is now', contentType: JSON_TYPE, schema: NodeRecordAnswer };

export const nodeOperations: readonly Operation[] = [
  {
    ...of,
    id: 'listNodes',
    method: 'get',
    path: '/weir/v1/nodes',
    summary: 'Every node that ever sent',
    answer: { description: 'With what came of it', contentType: JSON_TYPE, schema: NodesAnswer },
    faults: [401, 403],
  },
  {
    ...of,
    id: 'listStreams',
    method: 'get',
    path: '/weir/v1/nodes/{name}',
    summary: 'A node’s log streams',
    pathParameters: name,
    answer: { description: 'The last stored first', contentType: JSON_TYPE, schema: StreamsAnswer },
    faults: [401, 403, 404],
  },
  {
    ...of,
    id: 'renameNode',
    method: 'post',
    path: '/weir/v1/nodes/{name}/rename',
    summary: 'Give a node another name; its usage stays its own',
    pathParameters: name,
    body: { contentType: JSON_TYPE, schema: NewName, example: { name: 'paris-1' } },
    answer: changed,
    faults: [400, 401, 403, 404, 409, 503],
  },
  {
    ...of,
    id: 'retireNode',
    method: 'post',
    path: '/weir/v1/nodes/{name}/retire',
    summary: 'Refuse what a node sends from now on',
    pathParameters: name,
    answer: changed,
    faults: [401, 403, 404, 503],
  },
  {
    ...of,
    id: 'unretireNode',
    method: 'post',
    path: '/weir/v1/nodes/{name}/unretire',
    summary: 'Let it send again',
    pathParameters: name,
    answer: changed,
    faults: [401, 403, 404, 503],
  },
];
