import type { JsonProgram } from '../../format/program.ts';
import { type JsonObject, parseObject } from '../json-value.ts';
import type { JsonLeaf } from './json-leaves.ts';
import { CURSOR, type KernelOp, type KernelPlan, type Place, SAVED } from './plan.ts';
import { mostDurationMs, type PlanStep, planField } from './plan-fields.ts';
import { type Capture, type Found, hasWhatCounts, rolesOf, stepOf } from './plan-json.ts';
import { bucketOps } from './plan-moments.ts';

/**
 * Plans a JSON format whose lines have their keys in no fixed order: each line is walked through by JSON's grammar, and the
 * values of the captured keys are kept. The example only tells which of them a line has, and how its time is written.
 *
 *     {"request":{"host":"a.com"},"size":5}   ->   json   key request: object 1   key host in 1: place 0   key size: place 2
 *                                                  bytes at place 2   end at place 3   host from place 0 to 1
 */
export function planJsonWalk(program: JsonProgram, example: Uint8Array): KernelPlan | undefined {
  const record = parseObject(Buffer.from(example).toString());
  const captures = record && rolesOf(program, record);
  if (!captures) return undefined;
  const leaves = [...captures].map(([path, capture]) => ({ capture, ...leafAt(record, path) }));
  const present = leaves.filter(({ leaf }) => leaf !== undefined) as CapturedLeaf[];
  const found: Found = new Set(present.map(({ capture }) => capture.role));
  if (!hasWhatCounts(program, found)) return undefined;
  const reads = present.map((it, i) => readLeaf(it, found, SAVED + 2 * i, program));
  const keys = new KeyOps(program);
  for (const { path } of leaves) {
    const at = present.findIndex((it) => it.path === path);
    const read = at < 0 ? undefined : reads[at];
    if (!keys.add(path, at < 0 ? FORBIDDEN : VALUE, { column: 2 * at, mayBeNumber: read?.mayBeNumber ?? false }))
      return undefined;
  }
  if (reads.includes(undefined)) return undefined;
  const steps = reads.map((read) => read!.step);
  const ops = [
    ...keys.ops(),
    ...reads.flatMap((read) => read!.ops),
    ...bucketOps(steps, mostDurationMs(program)),
    ...(found.has('origin') ? [] : [{ op: 'noOrigin' as const, place: NOWHERE }]),
    ...reads.flatMap((read) => read!.lastOps),
    ...(program.domain === null ? [] : [{ op: 'fixedHost' as const, place: NOWHERE }]),
  ];
  return { mark: NEWLINE, marksPerLine: 0, ops, hasOrigin: program.hasOrigin };
}

const NEWLINE = 0x0a;
const NOWHERE: Place = { base: 0, offset: 0 };

interface CapturedLeaf {
  readonly capture: Capture;
  /** As jsonLeaves names places. */
  readonly path: string;
  readonly leaf: JsonLeaf;
  readonly value: string;
}

/** No leaf: the line has no such value, or none that is a string or a number. */
function leafAt(record: JsonObject, path: string): { path: string; leaf?: JsonLeaf; value: string } {
  let value: unknown = record;
  for (const key of JSON.parse(path) as string[]) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
  }
  if (typeof value !== 'string' && typeof value !== 'number') return { path, value: '' };
  const text = String(value);
  return { path, value: text, leaf: { path, kind: typeof value, start: 0, end: text.length } as JsonLeaf };
}

interface LeafRead {
  readonly step: PlanStep;
  readonly ops: readonly KernelOp[];
  /** Hosts are asked for by name: only when the rest of the line is known to be right. */
  readonly lastOps: readonly KernelOp[];
  readonly mayBeNumber: boolean;
}

/** How a value between two saved places is read; what is a number or a time must reach from the one to the other. */
function readLeaf(
  { capture, leaf, value }: CapturedLeaf,
  found: Found,
  column: number,
  facts: JsonProgram,
): LeafRead | undefined {
  const place: Place = { base: column, offset: 0 };
  const limit: Place = { base: column + 1, offset: 0 };
  const step = stepOf(leaf, value, capture, found);
  if (capture.role === 'host' || capture.role === 'cache') {
    if (leaf.kind !== 'string' || !step) return undefined;
    const text: KernelOp = { op: capture.role === 'host' ? 'host' : 'hitUpTo', place, limit, a: 0 };
    return {
      step,
      ops: capture.role === 'host' ? [] : [text],
      lastOps: capture.role === 'host' ? [text] : [],
      mayBeNumber: false,
    };
  }
  const planned = step && step.kind !== 'literal' ? planField(step, place, facts) : undefined;
  if (!step || !planned) return undefined;
  const behind: Place =
    planned.width === undefined ? { base: CURSOR, offset: 0 } : { base: column, offset: planned.width };
  const isStamp = step.kind === 'plan' && step.reading === 'stamp';
  return { step, ops: [...planned.ops, { op: 'end', place: behind, limit }], lastOps: [], mayBeNumber: !isStamp };
}

/** What kernel/json.ts knows a key's target by. */
const ROOT = 0;
const VALUE = 1001;
const FORBIDDEN = 1002;
/** A bit for each. */
const MAX_KEYS = 31;

interface KeyOp {
  readonly key: string;
  readonly parent: number;
  readonly target: number;
  readonly column: number;
  readonly mayBeNumber: boolean;
}

/** The keys that a walk looks for, each in its object: `request.host` is `host` in the object that `request` leads to. */
class KeyOps {
  readonly #keys: KeyOp[] = [];
  #objects = ROOT;

  /** A key with a dot beats the way into nested objects: where both may come, the reference parser must see. */
  constructor({ captures, start }: JsonProgram) {
    for (const { key, path } of [...captures, ...(start ? [start] : [])]) {
      if (path.length > 1) this.#forbid(key);
    }
  }

  #forbid(key: string): void {
    if (this.#find(ROOT, key)) return;
    this.#keys.push({ key, parent: ROOT, target: FORBIDDEN, column: 0, mayBeNumber: false });
  }

  /** false: the key leads to two things. */
  add(path: string, target: number, { column, mayBeNumber }: Pick<KeyOp, 'column' | 'mayBeNumber'>): boolean {
    const names = JSON.parse(path) as string[];
    let parent = ROOT;
    for (const name of names.slice(0, -1)) {
      const known = this.#find(parent, name);
      if (known && known.target >= VALUE) return false;
      if (!known) this.#keys.push({ key: name, parent, target: ++this.#objects, column: 0, mayBeNumber: false });
      parent = known?.target ?? this.#objects;
    }
    const last = names.at(-1)!;
    const known = this.#find(parent, last);
    if (known) return false;
    this.#keys.push({ key: last, parent, target, column, mayBeNumber });
    return this.#keys.length <= MAX_KEYS;
  }

  #find(parent: number, key: string): KeyOp | undefined {
    return this.#keys.find((it) => it.parent === parent && it.key === key);
  }

  /** The walk's op and, behind it, two for each key. */
  ops(): KernelOp[] {
    const wanted = this.#keys.reduce((bits, { target }, i) => (target === VALUE ? bits | (1 << i) : bits), 0);
    return [{ op: 'json', place: NOWHERE, a: this.#keys.length, b: wanted }, ...this.#keys.flatMap(keyOps)];
  }
}

function keyOps({ key, parent, target, column, mayBeNumber }: KeyOp): KernelOp[] {
  const bytes = new TextEncoder().encode(key);
  const head: KernelOp = {
    op: 'jsonKey',
    place: { base: parent, offset: bytes.length },
    limit: { base: target, offset: 0 },
    literal: bytes.subarray(0, 16),
    a: mayBeNumber ? 1 : 0,
    b: column,
  };
  return [head, { op: 'jsonKey', place: NOWHERE, literal: bytes.subarray(-16) }];
}
