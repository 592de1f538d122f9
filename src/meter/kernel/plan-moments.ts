import { timeShape } from '../../format/byte-classes.ts';
import type { TextReading, TimeShape } from '../../format/program.ts';
import type { KernelOp, Place } from './plan.ts';
import type { PlanStep } from './plan-fields.ts';

/**
 * Times that the kernel reads to the millisecond, as moments: seconds and milliseconds of the request's end or beginning. When
 * all of a line has been read, `bucketOps` makes its bucket of them.
 *
 *     start_iso, millis   ->   iso   duration   epoch: the bucket of start + duration
 */
export type Moment = 'end' | 'start';

/** A place in JSON at which a time stands: an RFC 3339 string, or a Unix time in any unit. */
export interface MomentStep {
  readonly kind: 'moment';
  readonly written: 'iso' | 'unix';
  readonly moment: Moment;
  /** The line has both moments, and their difference is the duration. */
  readonly isOneOfTwo: boolean;
  /** A number by JSON's grammar; else the text of a string. */
  readonly isNumber: boolean;
}

/** The kernel's `i32.MAX_VALUE`: a time without a zone cannot be read. */
const NO_OFFSET = 2 ** 31 - 1;
/** Where the ops leave a moment: a start alone stands where an end would. */
const END = 0;
const START = 1;
/** A zone may be written without its colon: `+0800`. */
const COLON_IS_OPTIONAL = 2;

const SHAPE_OPS: Readonly<Record<TimeShape, KernelOp['op']>> = {
  clf: 'clf',
  iso: 'iso',
  unix: 'unixSeconds',
  unix_ms: 'unixMillis',
  compact: 'compact',
};

/** The op that reads a text format's time, which is its end or its start, whichever it has; undefined: it is no such time. */
export function textMomentOp(reading: TextReading, place: Place, utcOffsetSeconds = NO_OFFSET): KernelOp | undefined {
  if (reading === 'msec') return { op: 'unixSeconds', place };
  const shape = timeShape(reading);
  if (shape === undefined) return undefined;
  const op = SHAPE_OPS[shape];
  if (shape === 'unix') return { op, place, b: 1 }; // padded
  return { op, place, a: utcOffsetSeconds, b: shape === 'iso' ? COLON_IS_OPTIONAL : END };
}

export function jsonMomentOps({ written, moment, isOneOfTwo, isNumber }: MomentStep, place: Place): KernelOp[] {
  const b = isOneOfTwo && moment === 'start' ? START : END;
  const op: KernelOp = written === 'iso' ? { op: 'iso', place, a: NO_OFFSET, b } : { op: 'unixAny', place, b };
  return isNumber ? [{ op: 'jsonNumber', place }, op] : [op];
}

const NOWHERE: Place = { base: 0, offset: 0 };

/** What is left to do with the moments, when all fields have been read. */
export function bucketOps(steps: readonly PlanStep[], mostMs: number): KernelOp[] {
  const moments = steps.flatMap((step) => momentOf(step) ?? []);
  if (moments.length === 0) return [];
  const hasDuration = steps.some((step) => 'role' in step && step.role === 'duration');
  const isLater = !moments.includes('end') && hasDuration;
  const epoch: KernelOp = { op: 'epoch', place: NOWHERE, b: isLater ? 1 : 0 };
  return moments.length === 2 ? [{ op: 'span', place: NOWHERE, a: mostMs }, epoch] : [epoch];
}

function momentOf(step: PlanStep): Moment | undefined {
  if (step.kind === 'moment') return step.moment;
  if (step.kind !== 'field' || step.role !== 'time') return undefined;
  if (step.reading === 'msec') return 'end';
  if (timeShape(step.reading) === undefined) return undefined;
  return step.reading.startsWith('start_') ? 'start' : 'end';
}
