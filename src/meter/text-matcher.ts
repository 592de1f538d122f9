import { isFirm } from '../format/byte-classes.ts';
import type { Step, TextProgram } from '../format/program.ts';
import { emptySpans, type LineMatcher } from './field-spans.ts';
import { matchBlock, NO_FREE_FIELD, type TextBlock, textBlocks } from './text-block.ts';

/**
 * Finds the fields of a text line. The rule, exactly, because two parsers must agree on it:
 *
 * 1. The program is split at its free fields (readings `text`, `url`, `capture`) into blocks of literals and fields with a
 *    shape.
 * 2. The first block matches at the line's start. Each free field then takes the shortest text after which the next block
 *    matches; a block matches as a unit, its shapes take all they can, and what has matched is never taken back.
 * 3. The last block must end where the line ends; after a last free field the rest of the line is that field's.
 * 4. A line that fails so is matched once more with every field free, except those that may contain what free fields end at
 *    (columns, and the times of byte-classes.ts). An odd status, cache word or duration costs no line;
 *    an unusable host, time or byte count is then named by the one who reads the values.
 *
 *     steps  '"' text '" ' digits ' ' digits        line  "GET /a" b" 200 512
 *     takes  GET /a" b      200      512            because '" ' + digits first matches before 200
 *
 * No backtracking: a line is walked once, plus at most MAX_TYPED_BYTES for each place where a block might begin.
 */
export class TextMatcher implements LineMatcher {
  readonly spans = emptySpans();
  /** The line's own buffer: text fields are read where they stand. */
  buffer: Uint8Array = new Uint8Array(0);
  readonly #strict: readonly TextBlock[];
  readonly #lenient: readonly TextBlock[];

  constructor(program: TextProgram) {
    this.#strict = textBlocks(program.steps);
    this.#lenient = textBlocks(program.steps.map(asFreeText));
  }

  match(line: Uint8Array, start: number, end: number): boolean {
    this.buffer = line;
    return this.#matchAll(this.#strict, line, start, end) || this.#matchAll(this.#lenient, line, start, end);
  }

  #matchAll(blocks: readonly TextBlock[], line: Uint8Array, start: number, end: number): boolean {
    const last = blocks.length - 1;
    let at = start;
    for (let i = 0; i <= last; i++) {
      at = this.#matchNext(blocks[i]!, line, at, end, i === last);
      if (at < 0) return false;
    }
    return at === end;
  }

  /** Out: where the block ends, -1 where it is not found. */
  #matchNext(block: TextBlock, line: Uint8Array, at: number, end: number, isLast: boolean): number {
    if (block.freeSlot === NO_FREE_FIELD) return matchBlock(block, line, at, end, this.spans);
    if (block.ops.length === 0) return this.#takeFree(block, at, end, end); // only the last block can be empty
    const first = block.ops[0]!.literal![0]; // after a free field comes a literal: the compiler sees to it
    for (let start = at; start < end; start++) {
      if (line[start] !== first) continue;
      const after = matchBlock(block, line, start, end, this.spans);
      if (after >= 0 && (!isLast || after === end)) return this.#takeFree(block, at, start, after);
    }
    return -1;
  }

  #takeFree(block: TextBlock, from: number, to: number, after: number): number {
    if (block.freeSlot >= 0) {
      this.spans[2 * block.freeSlot] = from;
      this.spans[2 * block.freeSlot + 1] = to;
    }
    return after;
  }
}

function asFreeText(step: Step): Step {
  return step.kind === 'literal' || isFirm(step.reading) ? step : { ...step, reading: 'text' };
}
