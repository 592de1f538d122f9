import { SHAPE_CHARACTERS } from '../../format/byte-classes.ts';
import type { FieldStep, FormatFacts, Role, TextReading } from '../../format/program.ts';
import { MAX_DURATION_MS } from '../read-number.ts';
import { memberTable } from '../typed-field.ts';
import type { KernelOp, Place } from './plan.ts';

/** What only JSON has: a number of JSON's grammar, a time stamp in a string as long as the first one, a list in a string. */
export type PlanField =
  | { readonly kind: 'plan'; readonly reading: 'stamp'; readonly width: number }
  | { readonly kind: 'plan'; readonly reading: 'origin_string' }
  | {
      readonly kind: 'plan';
      readonly reading: 'json_number';
      readonly role: Role | null;
      /** A duration's. */
      readonly inSeconds?: boolean;
    };

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
export const CLASSES = ['digits', 'decimal', 'words', 'addresses'] as const;
type ByteClass = (typeof CLASSES)[number];

const CLASS_OF: Readonly<Partial<Record<TextReading, ByteClass>>> = {
  digits: 'digits',
  decimal: 'decimal',
  msec: 'decimal',
  numbers: 'digits',
  decimals: 'decimal',
  words: 'words',
  addresses: 'addresses',
};
const LISTS: readonly TextReading[] = ['numbers', 'decimals', 'words', 'addresses'];

/** undefined: the kernel does not know how to read that. */
export function planField(step: FieldStep | PlanField, place: Place, facts: FormatFacts): PlannedField | undefined {
  return step.kind === 'plan' ? planJsonField(step, place, facts) : planTextField(step, place, facts);
}

function planJsonField(step: PlanField, place: Place, facts: FormatFacts): PlannedField | undefined {
  if (step.reading === 'stamp') {
    return step.width < 16 || step.width > 32
      ? undefined
      : { ops: [{ op: 'stamp', place, a: step.width }], width: step.width };
  }
  if (step.reading === 'origin_string') return { ops: [{ op: 'origin', place, b: 1 }] };
  const { role, inSeconds } = step;
  const number: KernelOp = { op: 'jsonNumber', place };
  if (role === null) return { ops: [number] };
  if (role === 'time') return { ops: [number, { op: 'epoch', place }] };
  if (role === 'duration') return { ops: [number, durationOp(place, facts, inSeconds)] };
  return role === 'status' || role === 'bytes' || role === 'origin'
    ? { ops: [number, { op: role, place }] }
    : undefined;
}

function planTextField({ role, reading }: FieldStep, place: Place, facts: FormatFacts): PlannedField | undefined {
  const width = FIXED_TIMES[reading]?.width;
  if (width !== undefined && role === 'time') return { ops: [{ op: 'stamp', place, a: width }], width };
  if (reading === 'msec' && role === 'time') return { ops: [{ op: 'epoch', place }] };
  const walked = CLASS_OF[reading];
  if (walked === undefined) return undefined;
  const a = CLASSES.indexOf(walked);
  const b = LISTS.includes(reading) ? 1 : 0;
  switch (role) {
    case null:
      return { ops: [reading === 'digits' ? { op: 'skipDigits', place } : { op: 'walk', place, a, b }] };
    case 'status':
      return reading === 'digits' ? { ops: [{ op: 'status', place }] } : undefined;
    case 'bytes':
      return reading === 'digits' ? { ops: [{ op: 'bytes', place }] } : undefined;
    case 'origin':
      return walked === 'digits' ? { ops: [{ op: 'origin', place }] } : undefined;
    case 'cache':
      return { ops: [{ op: 'hit', place, a, b }] };
    case 'duration':
      return reading === 'decimal' ? { ops: [durationOp(place, facts)] } : undefined;
    default:
      return undefined;
  }
}

function durationOp(place: Place, { spreadAfterMs }: FormatFacts, inSeconds = true): KernelOp {
  const most = Math.min(spreadAfterMs ?? MAX_DURATION_MS, MAX_DURATION_MS);
  return { op: 'duration', place, a: most, b: inSeconds ? 1 : 0 };
}

/** What the kernel walks along: 256 bytes, 1 for each member. */
export function membersOf(name: ByteClass): Uint8Array {
  return memberTable(SHAPE_CHARACTERS[name]!);
}
