import Type from 'typebox';
import { StreamsParameters } from '../../query/streams-parameters.ts';
import { STEP_SECONDS } from '../../query/usage-parameters.ts';
import { JSON_TYPE, type Operation } from './operation.ts';

const integer = Type.Integer({ minimum: 0 });
const column = Type.Array(integer);
const closed = { additionalProperties: false };
const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const bytes = 'Sent to players';
const publishBytes = 'Taken from publishers';
const requests = 'Players’ connections begun';
const viewers = 'The most players at once: in a minute those of all streams are added up';

const Stream = Type.Object(
  {
    ...{ app: Type.String(), stream: Type.String() },
    bytes: Type.Integer({ minimum: 0, description: bytes }),
    publish_bytes: Type.Integer({ minimum: 0, description: publishBytes }),
    requests: Type.Integer({ minimum: 0, description: requests }),
    peak_viewers: Type.Integer({ minimum: 0, description: viewers }),
  },
  closed,
);

const List = Type.Object(
  { domain: Type.String(), start: integer, end: integer, streams: Type.Array(Stream) },
  { ...closed, description: 'Without app, stream and step: the streams with the most bytes first' },
);

const Series = Type.Object(
  {
    domain: Type.String(),
    app: orNull(Type.String({ description: 'null: all' })),
    stream: orNull(Type.String({ description: 'null: all' })),
    ...{ start: integer, end: integer, step_seconds: Type.Enum(Object.values(STEP_SECONDS)), time_zone: Type.String() },
    series: Type.Object(
      {
        start: Type.Array(integer, { description: 'STARTs of the buckets; every column is as long' }),
        ...{ bytes: column, publish_bytes: column, requests: column, peak_viewers: column, bandwidth_bps: column },
      },
      closed,
    ),
  },
  { ...closed, description: 'With any of them: zeros filled; bandwidth is the peak of five-minute values' },
);

export const streamOperations: readonly Operation[] = [
  {
    id: 'getStreams',
    method: 'get',
    path: '/weir/v1/streams',
    tag: 'usage',
    access: 'reader',
    summary: 'The most played streams of a live domain, or one of them over time',
    query: StreamsParameters,
    example: {
      domain: 'play.live.com',
      start: '2026-10-01T00:00:00+08:00',
      end: '2026-10-02T00:00:00+08:00',
    },
    answer: { description: 'A list, or a series', contentType: JSON_TYPE, schema: Type.Union([List, Series]) },
    faults: [400, 401, 404],
  },
];
