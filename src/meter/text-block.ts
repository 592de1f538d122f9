import type { Step } from '../format/program.ts';
import { type FieldSpans, slotOf } from './field-spans.ts';
import { type WalkField, walkerOf } from './typed-field.ts';

/** One step of a block: a literal's bytes, or a field with a shape. */
export interface BlockOp {
  readonly literal: Uint8Array | null;
  readonly walk: WalkField | null;
  /** Index of the role in the spans; -1: not captured. */
  readonly slot: number;
}

/** Literals and fields with a shape that stand together, and the free field before them (none: slot -2). */
export interface TextBlock {
  /** Slot of the free field before the block; -1: not captured; NO_FREE_FIELD: the block starts the line. */
  readonly freeSlot: number;
  readonly ops: readonly BlockOp[];
}

export const NO_FREE_FIELD = -2;

/** Splits a program at its free fields. The last block is empty where the format ends with a free field. */
export function textBlocks(steps: readonly Step[]): TextBlock[] {
  const blocks: { freeSlot: number; ops: BlockOp[] }[] = [{ freeSlot: NO_FREE_FIELD, ops: [] }];
  for (const step of steps) {
    const op = blockOp(step);
    if (op) blocks.at(-1)!.ops.push(op);
    else blocks.push({ freeSlot: slotOfStep(step), ops: [] });
  }
  return blocks;
}

function blockOp(step: Step): BlockOp | undefined {
  if (step.kind === 'literal') return { literal: new TextEncoder().encode(step.text), walk: null, slot: -1 };
  const walk = walkerOf(step.reading);
  return walk && { literal: null, walk, slot: slotOfStep(step) };
}

function slotOfStep(step: Step): number {
  return step.kind === 'field' && step.role !== null ? slotOf(step.role) : -1;
}

/** Matches a block as a unit. Out: where it ends, -1 where it does not match here. */
export function matchBlock(block: TextBlock, line: Uint8Array, start: number, end: number, spans: FieldSpans): number {
  const { ops } = block;
  let at = start;
  for (let i = 0; i < ops.length; i++) {
    const op = ops[i]!;
    const next = op.literal === null ? op.walk!(line, at, end) : afterLiteral(op.literal, line, at, end);
    if (next < 0) return -1;
    if (op.slot >= 0) {
      spans[2 * op.slot] = at;
      spans[2 * op.slot + 1] = next;
    }
    at = next;
  }
  return at;
}

function afterLiteral(literal: Uint8Array, line: Uint8Array, at: number, end: number): number {
  const after = at + literal.length;
  if (after > end) return -1;
  for (let i = 0; i < literal.length; i++) {
    if (line[at + i] !== literal[i]) return -1;
  }
  return after;
}
