import type { FormatProgram } from '../../format/program.ts';
import { type KernelPlan, planFormat } from './plan.ts';

/** Lines after which a plan is judged. */
const TRIAL_LINES = 512;
const MOST_PLANS = 16;

/**
 * Which plan a log is run with. A text format has one or none; a JSON format is planned by a line of the log, and again by
 * another line when more than half of the lines look otherwise: a new version of the server may write its keys in another order.
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
    const isPoor = this.#lines >= TRIAL_LINES && 2 * this.#slowLines > this.#lines;
    if ((this.#plan === undefined || (isPoor && this.#program.kind === 'json')) && this.#plans < MOST_PLANS) {
      this.#plans = this.#program.kind === 'text' ? MOST_PLANS : this.#plans + 1;
      this.#plan = planFormat(this.#program, example) ?? this.#plan;
      this.#lines = 0;
      this.#slowLines = 0;
    }
    return this.#plan;
  }

  /** How a run went. */
  judge(lines: number, slowLines: number): void {
    this.#lines += lines;
    this.#slowLines += slowLines;
  }
}
