import Type from 'typebox';
import { METRICS, STEP_SECONDS, UsageParameters } from '../../query/usage-parameters.ts';
import { JSON_TYPE, type Operation } from './operation.ts';

const integer = Type.Integer({ minimum: 0 });
const column = Type.Array(integer);
const closed = { additionalProperties: false };

const UsageAnswer = Type.Object(
  {
    start: integer,
    end: integer,
    step_seconds: Type.Enum(Object.values(STEP_SECONDS)),
    time_zone: Type.String(),
    series: Type.Array(
      Type.Object(
        {
          domain: Type.Union([Type.String(), Type.Null()], { description: 'null: the sum (group_by=none)' }),
          estimated: Type.Optional(Type.Literal(true, { description: 'Origin numbers are derived from cache misses' })),
          start: Type.Array(integer, { description: 'STARTs of the buckets; every column is as long' }),
          ...Object.fromEntries(METRICS.map((metric) => [metric, Type.Optional(column)])),
        },
        closed,
      ),
    ),
  },
  closed,
);

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const DomainsAnswer = Type.Object(
  {
    domains: Type.Array(
      Type.Object(
        {
          domain: Type.String(),
          account: orNull(Type.String({ description: 'null: nobody claims it' })),
          project: orNull(integer),
          service: orNull(Type.Enum(['cdn', 'live'])),
        },
        closed,
      ),
    ),
  },
  closed,
);

export const usageOperations: readonly Operation[] = [
  {
    id: 'getUsage',
    method: 'get',
    path: '/weir/v1/usage',
    tag: 'usage',
    access: 'reader',
    summary: 'Exact series of any metrics, zeros filled',
    query: UsageParameters,
    example: {
      start: '2026-10-01T00:00:00+08:00',
      end: '2026-10-02T00:00:00+08:00',
      step: '1h',
      metrics: 'bytes,bandwidth_bps',
    },
    answer: { description: 'One series a domain', contentType: JSON_TYPE, schema: UsageAnswer },
    faults: [400, 401, 404],
  },
  {
    id: 'listDomains',
    method: 'get',
    path: '/weir/v1/domains',
    tag: 'usage',
    access: 'reader',
    summary: 'The domains that can be asked about; an operator sees the unclaimed ones too',
    answer: { description: 'By name', contentType: JSON_TYPE, schema: DomainsAnswer },
    faults: [401],
  },
];
