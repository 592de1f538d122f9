import { SHAPE_CHARACTERS, timeShape } from '../../format/byte-classes.ts';
import type { DurationUnit, FieldStep, FormatFacts, Role, Step, TextReading } from '../../format/program.ts';
import { MAX_DURATION_MS } from '../read-number.ts';
import { memberTable } from '../typed-field.ts';
import type { KernelOp, Place } from './plan.ts';
import { jsonMomentOps, type MomentStep, textMomentOp } from './plan-moments.ts';

/** What a plan asks of a format; only text formats have an offset. */
export type PlanFacts = FormatFacts & { readonly utcOffsetSeconds?: number };

/** What only JSON has: a number of JSON's grammar, a time stamp in a string as long as the first one, a list in a string. */
export type PlanField =
  | { readonly kind: 'plan'; readonly reading: 'stamp'; readonly role: 'time'; readonly width: number }
  | { readonly kind: 'plan'; readonly reading: 'origin_string'; readonly role: 'origin' }
  | { readonly kind: 'plan'; readonly reading: 'json_number'; readonly role: Role | null }
  | {
      readonly kind: 'plan';
      readonly reading: 'duration';
      readonly role: 'duration';
      readonly unit: DurationUnit;
      /** By JSON's grammar; else the text of a string. */
      readonly isNumber: boolean;
    };

/** A step of a format, or one that only a plan has. */
export type PlanStep = Step | PlanField | MomentStep;

/** The ops of a field with a shape, and how wide it is; without a width they leave the cursor behind it. */
export interface PlannedField {
  readonly ops: readonly KernelOp[];
  readonly width?: number;
}

/** nginx's own times are fixed in width, and so may be counted back from what stands behind them. */
export interface FixedTime {
  readonly width: number;
  /** Where in it the space stands, which is a mark where spaces are. */
  readonly spaceAt?: number;
}

export const FIXED_TIMES: Readonly<Partial<Record<TextReading, FixedTime>>> = {
  time_local: { width: 26, spaceAt: 20 },
  time_iso8601: { width: 25 },
};

/** Byte classes that ops walk over, by their number in the kernel. */
export const CLASSES = ['digits', 'decimal', 'words', 'addresses', 'token', 'any_token', 'padded', 'time'] as const;
type ByteClass = (typeof CLASSES)[number];

const CLASS_OF: Readonly<Partial<Record<TextReading, ByteClass>>> = {
  digits: 'digits',
  bytes_clf: 'digits',
  nonzero: 'digits',
  decimal: 'decimal',
  msec: 'decimal',
  numbers: 'digits',
  decimals: 'decimal',
  words: 'words',
  addresses: 'addresses',
  token: 'token',
};
const LISTS: readonly TextReading[] = ['numbers', 'decimals', 'words', 'addresses'];

/** Readings that may begin with spaces, or have some inside. */
const PADDED_READINGS: readonly TextReading[] = ['millis', 'micros', 'time_unix', 'start_unix'];

/**
 * The number of the class that a field's first character is of, wherever the reference parser would take what stands there for
 * the field, a time that cannot be read included; undefined: it may be any.
 */
export function firstClass({ reading }: FieldStep): number | undefined {
  if (PADDED_READINGS.includes(reading)) return CLASSES.indexOf('padded');
  if (reading === 'token') return CLASSES.indexOf('any_token');
  const name = timeShape(reading) === undefined ? CLASS_OF[reading] : 'time';
  return name && CLASSES.indexOf(name);
}

/** May the field hold that character, and the kernel accept it? */
export function mayHold({ reading }: FieldStep, byte: number): boolean {
  const text = String.fromCharCode(byte);
  if (reading === 'token' || reading === 'column') return SHAPE_CHARACTERS[reading]!.test(text);
  return ' \t'.includes(text) && (PADDED_READINGS.includes(reading) || timeShape(reading) !== undefined);
}

/** undefined: the kernel does not know how to read that. */
export function planField(
  step: FieldStep | PlanField | MomentStep,
  place: Place,
  facts: PlanFacts,
): PlannedField | undefined {
  if (step.kind === 'moment') return { ops: jsonMomentOps(step, place) };
  return step.kind === 'plan' ? planJsonField(step, place, facts) : planTextField(step, place, facts);
}

function planJsonField(step: PlanField, place: Place, facts: PlanFacts): PlannedField | undefined {
  const number: KernelOp = { op: 'jsonNumber', place };
  switch (step.reading) {
    case 'stamp':
      return step.width < 16 || step.width > 32
        ? undefined
        : { ops: [{ op: 'stamp', place, a: step.width }], width: step.width };
    case 'origin_string':
      return { ops: [{ op: 'origin', place, b: ORIGIN_IN_STRING }] };
    case 'duration': {
      const duration = durationOp(place, facts, UNITS[step.unit]);
      return { ops: step.isNumber ? [number, duration] : [duration] };
    }
    case 'json_number': {
      const { role } = step;
      if (role === null) return { ops: [number] };
      if (role === 'origin') return { ops: [number, { op: role, place, b: NO_LIST }] };
      return role === 'status' || role === 'bytes' ? { ops: [number, { op: role, place }] } : undefined;
    }
  }
}

/** What kernel/numbers.ts and kernel/durations.ts know them by. */
const ORIGIN_IN_STRING = 1;
const ZERO_IS_NONE = 2;
const NO_LIST = 3;
const DASH_IS_ZERO = 1;
const UNITS: Readonly<Record<DurationUnit, number>> = { s: 0, ms: 1, us: 2, ns: 3 };
const PADDED = 4;

function planTextField(step: FieldStep, place: Place, facts: PlanFacts): PlannedField | undefined {
  const { role, reading } = step;
  if (role === 'time') return planTime(reading, place, facts);
  const walked = CLASS_OF[reading];
  const a = walked ? CLASSES.indexOf(walked) : -1;
  const b = LISTS.includes(reading) ? 1 : 0;
  const op =
    planValue(step, place, facts) ?? (walked && role === 'cache' ? { op: 'hit' as const, place, a, b } : undefined);
  if (op) return { ops: [op] };
  if (role !== null || walked === undefined) return undefined;
  if (reading === 'token') return { ops: [{ op: 'token', place }] };
  return { ops: [walked === 'digits' && b === 0 ? { op: 'skipDigits', place } : { op: 'walk', place, a, b }] };
}

function planTime(reading: TextReading, place: Place, { utcOffsetSeconds }: PlanFacts): PlannedField | undefined {
  const width = FIXED_TIMES[reading]?.width;
  if (width !== undefined) return { ops: [{ op: 'stamp', place, a: width }], width };
  const op = textMomentOp(reading, place, utcOffsetSeconds);
  return op && { ops: [op] };
}

/** Numbers that are captured. */
function planValue({ role, reading }: FieldStep, place: Place, facts: PlanFacts): KernelOp | undefined {
  switch (`${role} ${reading}`) {
    case 'status digits':
      return { op: 'status', place };
    case 'bytes digits':
      return { op: 'bytes', place };
    case 'bytes bytes_clf':
      return { op: 'bytes', place, b: DASH_IS_ZERO };
    case 'origin digits':
    case 'origin numbers':
      return { op: 'origin', place };
    case 'origin nonzero':
      return { op: 'origin', place, b: ZERO_IS_NONE };
    case 'duration decimal':
      return durationOp(place, facts, UNITS.s);
    case 'duration millis':
      return durationOp(place, facts, UNITS.ms + PADDED);
    case 'duration micros':
      return durationOp(place, facts, UNITS.us + PADDED);
    default:
      return undefined;
  }
}

function durationOp(place: Place, facts: PlanFacts, b: number): KernelOp {
  return { op: 'duration', place, a: mostDurationMs(facts), b };
}

/** A request that lasted longer is spread over its minutes, or lasted too long for its duration to be believed. */
export function mostDurationMs({ spreadAfterMs }: FormatFacts): number {
  return Math.min(spreadAfterMs ?? MAX_DURATION_MS, MAX_DURATION_MS);
}

const CHARACTERS: Readonly<Record<ByteClass, RegExp>> = {
  digits: SHAPE_CHARACTERS.digits!,
  decimal: SHAPE_CHARACTERS.decimal!,
  words: SHAPE_CHARACTERS.words!,
  addresses: SHAPE_CHARACTERS.addresses!,
  token: SHAPE_CHARACTERS.token!,
  any_token: SHAPE_CHARACTERS.token!,
  padded: /[ 0-9.-]/,
  time: SHAPE_CHARACTERS.time_iso!,
};

/**
 * What the kernel knows a class by: 256 bytes, 1 for each member. What it walks along has no control characters, so that no walk
 * leaves its line; `any_token` only says whether a token may begin there.
 */
export function membersOf(name: ByteClass): Uint8Array {
  const members = memberTable(CHARACTERS[name]);
  return name === 'any_token' ? members : members.fill(0, 0, 0x20);
}
