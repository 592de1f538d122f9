import Type from 'typebox';
import { COUNTERS, type Counter } from '../usage/counters.ts';

export type Metric = Counter | 'bandwidth_bps';
export const METRICS: readonly Metric[] = [...COUNTERS, 'bandwidth_bps'];

export const STEP_SECONDS = { '1m': 60, '5m': 300, '1h': 3600, '1d': 86_400 } as const;
export type Step = keyof typeof STEP_SECONDS;
const STEPS = Object.keys(STEP_SECONDS) as Step[];

const time = { examples: ['2026-10-01T00:00:00Z', '1790784000'] };

/** Domains to ask about, in every question that takes some. */
export const DOMAINS = Type.Array(Type.String({ minLength: 1, examples: ['www.a.com'] }), {
  description: 'Host names; absent = all of the account’s. May also be given several times.',
});

/** What `GET /weir/v1/usage` takes (weir-contract section 5). */
export const UsageParameters = Type.Object({
  domain: Type.Optional(DOMAINS),
  start: Type.Optional(
    Type.String({ ...time, description: 'RFC 3339 or Unix seconds, aligned outward. Default: a day before end.' }),
  ),
  end: Type.Optional(Type.String({ ...time, description: 'Not within. Default: now.' })),
  step: Type.Optional(Type.Enum(STEPS, { description: 'Length of a bucket; days are the zone’s. Default: 5m.' })),
  metrics: Type.Optional(
    Type.Array(Type.Enum([...METRICS]), {
      description: 'Default: all. bandwidth_bps is the peak of five-minute values.',
    }),
  ),
  group_by: Type.Optional(Type.Enum(['domain', 'none'], { description: 'none: one series, summed. Default: domain.' })),
  time_zone: Type.Optional(
    Type.String({
      examples: ['Asia/Shanghai'],
      description: 'IANA zone of the days. Default: the account’s; UTC for operators.',
    }),
  ),
});
