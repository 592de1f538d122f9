import type { JsonProgram } from '../../format/program.ts';
import { type JsonObject, parseObject } from '../json-value.ts';
import { FORBIDDEN, KeyOps, VALUE } from './json-keys.ts';
import type { JsonLeaf } from './json-leaves.ts';
import { CURSOR, type KernelOp, type KernelPlan, type Place, SAVED } from './plan.ts';
import { mostDurationMs, type PlanStep, planField } from './plan-fields.ts';
import { type Capture, type Found, hasWhatCounts, rolesOf, stepOf } from './plan-json.ts';
import { bucketOps } from './plan-moments.ts';

/**
 * Plans a JSON format whose lines have their keys in no fixed order: each line is walked through by JSON's grammar, and the
 * values of the captured keys are kept. The example only tells how a line's time is written.
 *
 *     {"request":{"host":"a.com"},"size":5}   ->   json   key request: object 1   key host in 1: place 0   key size: place 2
 *                                                  bytes at place 2   end at place 3   host from place 0 to 1
 */
export function planJsonWalk(program: JsonProgram, example: Uint8Array): KernelPlan | undefined {
  const record = parseObject(Buffer.from(example).toString());
  const captures = record && rolesOf(program, record);
  if (!captures) return undefined;
  const leaves = [...captures].map(([path, capture]) => ({ path, capture, ...leafAt(record, path) }));
  const found: Found = new Set(leaves.filter(({ isPresent }) => isPresent).map(({ capture }) => capture.role));
  if (!hasWhatCounts(program, found)) return undefined;
  const reads = leaves.map((leaf, i) => readLeaf(leaf, found, SAVED + 2 * i, program));
  if (reads.some((read, i) => read === undefined && leaves[i]!.isPresent)) return undefined;
  const keys = new KeyOps(program);
  const areAdded = reads.every((read, i) =>
    keys.add(leaves[i]!.path, read ? VALUE : FORBIDDEN, 2 * i, read?.flags ?? 0),
  );
  return areAdded ? planOf(keys, reads, program, captures) : undefined;
}

function planOf(
  keys: KeyOps,
  reads: readonly (LeafRead | undefined)[],
  program: JsonProgram,
  captures: ReadonlyMap<string, Capture>,
): KernelPlan {
  const steps = reads.flatMap((read) => read?.step ?? []);
  const hasOrigin = [...captures.values()].some(({ role }) => role === 'origin');
  const ops = [
    ...keys.ops(),
    ...reads.flatMap((read) => read?.ops ?? []),
    ...bucketOps(steps, mostDurationMs(program)),
    ...(hasOrigin ? [] : [{ op: 'noOrigin' as const, place: NOWHERE }]),
    ...reads.flatMap((read) => read?.lastOps ?? []),
    ...(program.domain === null ? [] : [{ op: 'fixedHost' as const, place: NOWHERE }]),
  ];
  return { mark: NEWLINE, marksPerLine: 0, ops, hasOrigin: program.hasOrigin };
}

const NEWLINE = 0x0a;
const NOWHERE: Place = { base: 0, offset: 0 };

interface CapturedLeaf {
  readonly capture: Capture;
  readonly leaf: JsonLeaf;
  readonly value: string;
  /** As a string or a number; else it is planned as if it were a string. */
  readonly isPresent: boolean;
}

function leafAt(record: JsonObject, path: string): Omit<CapturedLeaf, 'capture'> {
  let value: unknown = record;
  for (const key of JSON.parse(path) as string[]) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
  }
  const isPresent = typeof value === 'string' || typeof value === 'number';
  const text = isPresent ? String(value) : '';
  const kind = typeof value === 'number' ? 'number' : 'string';
  return { isPresent, value: text, leaf: { path, kind, start: 0, end: text.length } };
}

interface LeafRead {
  readonly step: PlanStep;
  readonly ops: readonly KernelOp[];
  /** Hosts are asked for by name: only when the rest of the line is known to be right. */
  readonly lastOps: readonly KernelOp[];
  readonly flags: number;
}

/** What kernel/json.ts is told of a key: may its value be a number, and what stands for one that a line has not. */
const MAY_BE_NUMBER = 1;
const ABSENT: Readonly<Partial<Record<Capture['role'], number>>> = { duration: 2, origin: 2, cache: 4, status: 6 };

/** How a value between two saved places is read; what is a number or a time must reach from the one to the other. */
function readLeaf(
  { capture, leaf, value, isPresent }: CapturedLeaf,
  found: Found,
  column: number,
  facts: JsonProgram,
): LeafRead | undefined {
  const { role } = capture;
  const place: Place = { base: column, offset: 0 };
  const limit: Place = { base: column + 1, offset: 0 };
  if (!isPresent && (role === 'time' || role === 'start')) return undefined; // nobody knows how it is written
  const step = stepOf(leaf, value, capture, found);
  if (!step) return undefined;
  const absent = ABSENT[role] ?? 0;
  if (role === 'host') return { step, ops: [], lastOps: [{ op: 'host', place, limit, a: 0 }], flags: absent };
  if (role === 'cache') return { step, ops: [{ op: 'hitUpTo', place, limit }], lastOps: [], flags: absent };
  const planned = step.kind === 'literal' ? undefined : planField(step, place, facts);
  if (!planned) return undefined;
  const ops = planned.ops.filter(({ op }) => op !== 'jsonNumber'); // the walk knows JSON's grammar
  const behind: Place =
    planned.width === undefined ? { base: CURSOR, offset: 0 } : { base: column, offset: planned.width };
  const isStamp = step.kind === 'plan' && step.reading === 'stamp';
  const flags = absent + (isStamp ? 0 : MAY_BE_NUMBER);
  return { step, ops: [...ops, { op: 'end', place: behind, limit }], lastOps: [], flags };
}
