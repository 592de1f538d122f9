import type { JsonCapture, JsonPlace, JsonProgram } from '../../format/program.ts';
import { type JsonObject, parseObject } from '../json-value.ts';
import { type JsonLeaf, jsonLeaves } from './json-leaves.ts';
import type { KernelPlan } from './plan.ts';
import { type PlanStep, planSteps } from './plan-text.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** A line without them is a reject, and makes no plan. */
const NEEDED = ['time', 'bytes'] as const;

/**
 * Plans a JSON format by one of its lines: a server writes its keys in one order, and strings where strings were. What stands
 * between the values becomes literals, so a line that the plan accepts is JSON and has the very same keys.
 *
 *     {"t":"2026-01-01T00:00:00Z","n":5}   ->   literal {"t":"   stamp of 20   literal ","n":   number   literal }
 */
export function planJson(program: JsonProgram, example: Uint8Array): KernelPlan | undefined {
  if (program.start !== undefined || example.includes(BACKSLASH)) return undefined;
  const text = Buffer.from(example.buffer, example.byteOffset, example.byteLength).toString('latin1');
  const record = parseObject(Buffer.from(example).toString());
  const leaves = record && jsonLeaves(text);
  if (!leaves) return undefined;
  const captures = rolesOf(program, record);
  const found = new Set(leaves.map((leaf) => captures.get(leaf.path)?.role));
  if (!NEEDED.every((role) => found.has(role)) || (program.hasHost && !found.has('host'))) return undefined;
  const steps = stepsOf(text, leaves, captures);
  const plan = steps && planSteps(steps, QUOTE, program);
  if (!plan) return undefined;
  const ops = found.has('origin')
    ? plan.ops
    : [...plan.ops, { op: 'noOrigin' as const, place: { base: 0, offset: 0 } }];
  return { ...plan, ops, isJson: true };
}

/** Where the captured values are, as jsonLeaves names places. */
function rolesOf({ captures }: JsonProgram, record: JsonObject): ReadonlyMap<string, JsonCapture> {
  return new Map(captures.map((capture) => [placeIn(record, capture), capture]));
}

/** A literal key beats the way into nested objects. */
function placeIn(record: JsonObject, { key, path }: JsonPlace): string {
  return JSON.stringify(Object.hasOwn(record, key) ? [key] : path);
}

function stepsOf(
  text: string,
  leaves: readonly JsonLeaf[],
  captures: ReadonlyMap<string, JsonCapture>,
): PlanStep[] | undefined {
  const steps: PlanStep[] = [];
  let at = 0;
  for (const leaf of leaves) {
    const capture = captures.get(leaf.path);
    if (leaf.kind === 'other') {
      if (capture) return undefined; // the reference parser knows what it means
      continue;
    }
    const step = stepOf(leaf, capture);
    if (!step) return undefined;
    steps.push({ kind: 'literal', text: text.slice(at, leaf.start) }, step);
    at = leaf.end;
  }
  steps.push({ kind: 'literal', text: text.slice(at) });
  const isAscii = steps.every((step) => step.kind !== 'literal' || !/[^\x20-\x7e]/.test(step.text));
  return isAscii ? steps : undefined;
}

function stepOf(leaf: JsonLeaf, capture: JsonCapture | undefined): PlanStep | undefined {
  const role = capture?.role ?? null;
  if (leaf.kind === 'number') {
    if (capture?.unit === 'us' || capture?.unit === 'ns') return undefined;
    return { kind: 'plan', reading: 'json_number', role, inSeconds: capture?.unit !== 'ms' };
  }
  switch (role) {
    case null:
    case 'host':
    case 'cache':
      return { kind: 'field', role, reading: 'text' };
    case 'time':
      return { kind: 'plan', reading: 'stamp', width: leaf.end - leaf.start };
    case 'status':
    case 'bytes':
      return { kind: 'field', role, reading: 'digits' };
    case 'origin':
      return { kind: 'plan', reading: 'origin_string' };
    case 'duration':
      return capture?.unit === 's' ? { kind: 'field', role, reading: 'decimal' } : undefined;
  }
}
