import type { FormatProgram } from '../../format/program.ts';
import type { KernelPlan } from './plan.ts';
import { planFormat } from './plan-format.ts';
import { planJsonWalk } from './plan-json-walk.ts';
import { planWalk } from './plan-text.ts';

/** Lines after which a plan is judged. */
const TRIAL_LINES = 512;
/** A text format has two: by a line of the log, and the one that walks. A JSON line tells more, and may be an odd one. */
const MOST_PLANS = { text: 2, json: 16 };
/** A plan is poor when it left more than one line in so many. */
const POOR = 8;

/**
 * Which plan a log is run with. A format is planned by a line of the log, and again when too many of the lines look otherwise: then
 * so that it does not matter in which order JSON's keys come, or what is in the free fields of a text.
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
    const isPoor = this.#lines >= TRIAL_LINES && POOR * this.#slowLines > this.#lines;
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
    if (this.#plans === 0) return planFormat(program, example);
    return program.kind === 'text' ? planWalk(program) : planJsonWalk(program, example);
  }

  /** How a run went. */
  judge(lines: number, slowLines: number): void {
    this.#lines += lines;
    this.#slowLines += slowLines;
  }
}
