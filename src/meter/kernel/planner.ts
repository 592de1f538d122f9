import type { FormatProgram } from '../../format/program.ts';
import type { KernelPlan } from './plan.ts';
import { planFormat } from './plan-format.ts';
import { planWalk } from './plan-text.ts';

/** Lines after which a plan is judged. */
const TRIAL_LINES = 512;
/** A text format has two: by a line of the log, and the one that walks. */
const MOST_PLANS = { text: 2, json: 16 };
/** A plan is poor when it left more than one line in so many. */
const POOR = { text: 8, json: 2 };

/**
 * Which plan a log is run with. A format is planned by a line of the log, and again when too many of the lines look otherwise: a
 * JSON format by another line, since a new version of the server may write its keys in another order, a text format so that it
 * does not matter what is in the free fields.
 */
export class Planner {
  readonly #program: FormatProgram;
  #plan: KernelPlan | undefined;
  #plans = 0;
  #lines = 0;
  #slowLines = 0;

  constructor(program: FormatProgram) {
    this.#program = program;
  }

  /** `example`: a line of the log; undefined: leave the lines to the reference parser, this time. */
  planFor(example: Uint8Array): KernelPlan | undefined {
    const { kind } = this.#program;
    const isPoor = this.#lines >= TRIAL_LINES && POOR[kind] * this.#slowLines > this.#lines;
    if ((this.#plan === undefined || isPoor) && this.#plans < MOST_PLANS[kind]) {
      this.#plan = this.#nextPlan(example) ?? this.#plan;
      this.#plans++;
      this.#lines = 0;
      this.#slowLines = 0;
    }
    return this.#plan;
  }

  #nextPlan(example: Uint8Array): KernelPlan | undefined {
    const program = this.#program;
    return program.kind === 'text' && this.#plans > 0 ? planWalk(program) : planFormat(program, example);
  }

  /** How a run went. */
  judge(lines: number, slowLines: number): void {
    this.#lines += lines;
    this.#slowLines += slowLines;
  }
}
