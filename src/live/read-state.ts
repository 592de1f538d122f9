import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { LiveMeterState } from './live-meter.ts';

const orNull = Type.Union([Type.Integer(), Type.Null()]);
const integer = Type.Integer({ minimum: 0 });
const mark = Type.Object({ at: Type.Integer(), playBytes: integer, publishBytes: integer });
const role = Type.Unsafe<'play' | 'publish' | 'stream'>(Type.Enum(['play', 'publish', 'stream']));
const place = { vhost: Type.String(), app: Type.String(), stream: Type.String() };

const tracked = Type.Object({
  ...{ run: Type.String(), id: Type.String(), ...place, protocol: Type.String(), role },
  ...{
    bornAt: Type.Integer(),
    ageMs: integer,
    listedAt: Type.Integer(),
    missingMs: integer,
    seenIn: integer,
    counted: mark,
  },
  doubt: Type.Optional(Type.Object({ first: mark, newest: mark, count: integer })),
  ...{ isNew: Type.Boolean(), isClosed: Type.Boolean() },
  total: Type.Optional(Type.Object({ id: Type.String(), sentBytes: integer })),
});

const total = Type.Object({
  ...{ run: Type.String(), id: Type.String(), known: integer, settled: Type.Integer(), counted: integer },
  ...{ isOlder: Type.Boolean(), isListed: Type.Boolean(), missingMs: integer },
});

const row = Type.Object({
  ...{ domain: Type.String({ minLength: 1 }), app: Type.String(), stream: Type.String(), minute: integer },
  ...{ playBytes: integer, publishBytes: integer, playRequests: integer, peakViewers: integer, version: integer },
});

const segment = Type.Object({
  ...{ stream: Type.String({ pattern: '^[0-9a-f]{32}$' }), meterHash: Type.String({ pattern: '^[0-9a-f]{32}$' }) },
  ...{ index: integer, version: integer, steps: integer, acknowledged: integer, rows: Type.Array(row) },
});

const State = Type.Object({
  kind: Type.Literal('weir live 1'),
  source: Type.String(),
  table: Type.Object({
    horizon: orNull,
    lastAt: orNull,
    snapshots: integer,
    run: Type.String(),
    tracked: Type.Array(tracked),
    totals: Type.Object({ kept: Type.Array(total), settledAt: orNull }),
    uncounted: Type.Object({
      quarantinedBytes: integer,
      doubtfulReadings: integer,
      strangers: integer,
      lastDoubt: integer,
    }),
  }),
  segments: Type.Object({
    stream: Type.String(),
    index: Type.Union([integer, Type.Null()]),
    open: Type.Union([segment, Type.Null()]),
    closed: Type.Array(segment),
  }),
});

const validator = Compile(State);

/** A state that can be gone on with, or why there is none. */
export type ReadState =
  | { readonly state: LiveMeterState; readonly reason?: undefined }
  | { readonly state?: undefined; readonly reason: string };

/**
 * Reads a state as it was written. Going on with anything else could count a byte twice, so what is odd about it is a
 * reason to begin without; that costs what was sent since the last poll, and says so.
 */
export function readState(text: string, source: string): ReadState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { reason: 'the state is no JSON' };
  }
  if (!validator.Check(value)) {
    const [first] = validator.Errors(value);
    return { reason: `the state${first?.instancePath ?? ''} ${first?.message ?? 'does not fit'}` };
  }
  if (value.source !== source) return { reason: `the state is of ${value.source}` };
  return { state: value as LiveMeterState };
}
