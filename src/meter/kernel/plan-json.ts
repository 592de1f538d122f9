import type { JsonCapture, JsonPlace, JsonProgram } from '../../format/program.ts';
import { type JsonObject, parseObject } from '../json-value.ts';
import { type JsonLeaf, jsonLeaves } from './json-leaves.ts';
import type { KernelPlan } from './plan.ts';
import type { PlanStep } from './plan-fields.ts';
import type { MomentStep } from './plan-moments.ts';
import { planSteps } from './plan-text.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What a leaf is to the plan; `start` is when the request began. */
export type Capture = JsonCapture | { readonly role: 'start' };
export type Found = ReadonlySet<Capture['role'] | undefined>;

/**
 * Plans a JSON format by one of its lines: a server writes its keys in one order, and strings where strings were. What stands
 * between the values becomes literals, so a line that the plan accepts is JSON and has the very same keys.
 *
 *     {"t":"2026-01-01T00:00:00Z","n":5}   ->   literal {"t":"   stamp of 20   literal ","n":   number   literal }
 */
export function planJson(program: JsonProgram, example: Uint8Array): KernelPlan | undefined {
  if (example.includes(BACKSLASH)) return undefined;
  const text = Buffer.from(example.buffer, example.byteOffset, example.byteLength).toString('latin1');
  const record = parseObject(Buffer.from(example).toString());
  const leaves = record && jsonLeaves(text);
  const captures = leaves && rolesOf(program, record);
  if (!captures) return undefined;
  const found: Found = new Set(leaves.map((leaf) => captures.get(leaf.path)?.role));
  if (!hasWhatCounts(program, found)) return undefined;
  const steps = stepsOf(text, leaves, captures, found);
  const plan = steps && planSteps(steps, QUOTE, program);
  if (!plan) return undefined;
  const ops = found.has('origin')
    ? plan.ops
    : [...plan.ops, { op: 'noOrigin' as const, place: { base: 0, offset: 0 } }];
  return { ...plan, ops, isJson: true };
}

/** A line without them is a reject, and makes no plan. */
export function hasWhatCounts({ captures, hasHost }: JsonProgram, found: Found): boolean {
  const time = captures.some(({ role }) => role === 'time') ? 'time' : 'start';
  return found.has(time) && found.has('bytes') && (!hasHost || found.has('host'));
}

/** Where the captured values are, as jsonLeaves names places; undefined where one value is two things. */
export function rolesOf(
  { captures, start }: JsonProgram,
  record: JsonObject,
): ReadonlyMap<string, Capture> | undefined {
  const roles = new Map<string, Capture>(captures.map((capture) => [placeIn(record, capture), capture]));
  if (start) roles.set(placeIn(record, start), { role: 'start' });
  return roles.size === captures.length + (start ? 1 : 0) ? roles : undefined;
}

/** A literal key beats the way into nested objects. */
function placeIn(record: JsonObject, { key, path }: JsonPlace): string {
  return JSON.stringify(Object.hasOwn(record, key) ? [key] : path);
}

function stepsOf(
  text: string,
  leaves: readonly JsonLeaf[],
  captures: ReadonlyMap<string, Capture>,
  found: Found,
): PlanStep[] | undefined {
  const steps: PlanStep[] = [];
  let at = 0;
  for (const leaf of leaves) {
    const capture = captures.get(leaf.path);
    if (leaf.kind === 'other') {
      if (capture) return undefined; // the reference parser knows what it means
      continue;
    }
    const step = stepOf(leaf, text.slice(leaf.start, leaf.end), capture, found);
    if (!step) return undefined;
    steps.push({ kind: 'literal', text: text.slice(at, leaf.start) }, step);
    at = leaf.end;
  }
  steps.push({ kind: 'literal', text: text.slice(at) });
  const isAscii = steps.every((step) => step.kind !== 'literal' || !/[^\x20-\x7e]/.test(step.text));
  return isAscii ? steps : undefined;
}

export function stepOf(
  leaf: JsonLeaf,
  value: string,
  capture: Capture | undefined,
  found: Found,
): PlanStep | undefined {
  const isNumber = leaf.kind === 'number';
  const role = capture?.role ?? null;
  if (role === 'time' || role === 'start') {
    const written = howWritten(isNumber, value, found.has('start'));
    if (written !== 'stamp') return written && momentStep(role, written, isNumber, found);
    return { kind: 'plan', reading: 'stamp', role: 'time', width: leaf.end - leaf.start };
  }
  if (capture?.role === 'duration') {
    return { kind: 'plan', reading: 'duration', role: 'duration', unit: capture.unit!, isNumber };
  }
  if (isNumber) return { kind: 'plan', reading: 'json_number', role };
  if (role === 'origin') return { kind: 'plan', reading: 'origin_string', role };
  return { kind: 'field', role, reading: role === 'status' || role === 'bytes' ? 'digits' : 'text' };
}

/**
 * Times that are counted with, and those whose text does not repeat, are read to the millisecond; the others are looked up by
 * their whole text.
 */
function howWritten(isNumber: boolean, value: string, isCounted: boolean): MomentStep['written'] | 'stamp' | undefined {
  if (isNumber || /^\d+(\.\d+)?$/.test(value)) return 'unix';
  if (/^\d{4}-\d\d-\d\d[Tt ]/.test(value) && (isCounted || value.includes('.'))) return 'iso';
  return isCounted ? undefined : 'stamp';
}

function momentStep(
  role: 'time' | 'start',
  written: MomentStep['written'],
  isNumber: boolean,
  found: Found,
): MomentStep {
  const isOneOfTwo = found.has('start') && found.has('time');
  return { kind: 'moment', written, moment: role === 'start' ? 'start' : 'end', isOneOfTwo, isNumber };
}
