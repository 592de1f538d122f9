import type { FormatProgram } from '../../format/program.ts';
import { COUNTERS } from '../../usage/counters.ts';
import type { LineMeter } from '../line-meter.ts';
import { lastLineEnd } from '../split-lines.ts';
import type { UsageTable } from '../usage-table.ts';
import { KERNEL_INPUT_BYTES, type Kernel, type KernelQuestions } from './kernel.ts';
import { addToKernelRow, fitsKernelRow } from './kernel-rows.ts';
import type { KernelSeat } from './kernel-seat.ts';
import type { KernelPlan } from './plan.ts';
import { Planner } from './planner.ts';

/** Gets the lines that the kernel left, in order: [start, end) of a buffer, without newline and CR; `at`: where in the run. */
export type TakeLine = (buffer: Buffer, start: number, end: number, at: number) => void;

const NEWLINE = 0x0a;
const CR = 0x0d;
/** The kernel's counters are 32 bits wide and its sums 64: that often it is asked whether one is nearly full. */
const LINES_A_LOOK = 2 ** 23;
const MARGIN_ROWS = 64 * 1024;

/**
 * Meters runs of complete lines with the kernel. What it leaves is told line by line, and is the reference parser's
 * business; both count into one table, whose numbers are whole after `flush`.
 *
 *     const run = new RunMeter(program, lineMeter, table, new KernelSeat())
 *     run.read(buffer, start, end, (buffer, from, to) => ...)      // 0: not taken at all
 *     run.flush()
 */
export class RunMeter {
  /** Lines that were left to the reference parser. */
  slowLines = 0;
  readonly #planner: Planner;
  readonly #seat: KernelSeat;
  readonly #questions: KernelQuestions;
  readonly #fixedDomain: string | null;
  readonly #isEstimated: boolean;
  #table: UsageTable;
  #linesSinceLook = 0;

  constructor(program: FormatProgram, meter: LineMeter, table: UsageTable, seat: KernelSeat) {
    this.#planner = new Planner(program);
    this.#seat = seat;
    this.#fixedDomain = program.domain;
    this.#isEstimated = !program.hasOrigin;
    this.#table = table;
    const { bucketSeconds } = table;
    this.#questions = {
      domainOf: (memory, start, end) => meter.domainOf(memory, start, end),
      isHit: (memory, start, end) => meter.isHit(memory, start, end),
      bucketOf: (memory, start, end) => {
        const seconds = meter.secondsOf(memory, start, end);
        return seconds < 0 ? 0 : seconds - (seconds % bucketSeconds);
      },
    };
  }

  /** The kernel's memory, for who has a seat to himself. */
  get input(): Buffer {
    return this.#seat.kernel.input;
  }

  /** Before the next chunk or two, rows might have to go into the table, where each is larger. */
  get isNearlyFull(): boolean {
    return this.#seat.isTakenBy(this) && this.#seat.kernel.roomForRows < MARGIN_ROWS;
  }

  /** Counts into another table, with the same buckets, from here on. */
  startTable(table: UsageTable): void {
    this.flush();
    this.#seat.leave(this);
    this.#table = table;
  }

  /** Complete lines in [start, end), a run. Out: how many there were in all; 0: it is too short, no line was read. */
  read(buffer: Buffer, start: number, end: number, left: TakeLine): number {
    if (end - start < this.#seat.leastBytes) return 0;
    const plan = this.#planner.planFor(buffer.subarray(start, buffer.indexOf(NEWLINE, start)));
    if (!plan) return 0;
    const slowBefore = this.slowLines;
    const lines = this.#read(plan, buffer, start, end, left);
    this.#planner.judge(lines, this.slowLines - slowBefore);
    return lines;
  }

  #read(plan: KernelPlan, buffer: Buffer, start: number, end: number, left: TakeLine): number {
    const { input } = this.#kernel(plan);
    if (buffer.buffer === input.buffer) {
      return this.#meter(buffer.byteOffset - input.byteOffset + start, end - start, 0, left);
    }
    let lines = 0;
    for (let at = start; at < end; ) {
      const next = end - at <= KERNEL_INPUT_BYTES ? end : lastLineEnd(buffer, at, at + KERNEL_INPUT_BYTES);
      if (next > at) {
        input.set(buffer.subarray(at, next));
        lines += this.#meter(0, next - at, at - start, left);
        at = next;
      } else {
        const newline = buffer.indexOf(NEWLINE, at); // one line that is longer than all of the input
        this.#tell(buffer, at, newline, at - start, left);
        lines++;
        at = newline + 1;
      }
    }
    return lines;
  }

  #kernel(plan: KernelPlan): Kernel {
    const { kernel } = this.#seat;
    if (this.#seat.take(this, plan)) {
      if (this.#fixedDomain !== null) this.#table.domainId(this.#fixedDomain);
      kernel.load(plan, this.#table.bucketSeconds, this.#questions);
    }
    return kernel;
  }

  /** `offset`: where in the run the input's bytes at `start` stand. */
  #meter(start: number, length: number, offset: number, left: TakeLine): number {
    const { kernel } = this.#seat;
    if (kernel.hasManyRows || this.#areRowsNearlyFull(kernel)) this.flush();
    const lines = kernel.meter(start, start + length);
    if (lines === undefined) return this.#tellAll(kernel.input, start, length, offset, left);
    for (const [from, to] of lines) this.#tell(kernel.input, from, to, from - start + offset, left);
    this.#linesSinceLook += kernel.linesSeen;
    return kernel.linesSeen;
  }

  #areRowsNearlyFull(kernel: Kernel): boolean {
    if (this.#linesSinceLook < LINES_A_LOOK - kernel.input.length) return false;
    this.#linesSinceLook = 0;
    return kernel.rowsAreNearlyFull;
  }

  #tellAll(input: Buffer, start: number, length: number, offset: number, left: TakeLine): number {
    let lines = 0;
    for (let at = start; at < start + length; lines++) {
      const newline = input.indexOf(NEWLINE, at);
      this.#tell(input, at, newline, at - start + offset, left);
      at = newline + 1;
    }
    return lines;
  }

  /** The line ends at a newline, or at the CR before it. */
  #tell(buffer: Buffer, start: number, end: number, at: number, left: TakeLine): void {
    this.slowLines++;
    const isBehindCr = buffer[end] === NEWLINE && end > start && buffer[end - 1] === CR;
    left(buffer, start, isBehindCr ? end - 1 : end, at);
  }

  /**
   * Ends the metering: all that was counted, by the kernel and in the table, as rows of the kernel's where they lie (KernelBlock).
   * undefined: the kernel has counted nothing since the last flush, or not all of it fits; flush, and see the table.
   */
  takeRows(): Uint32Array | undefined {
    if (!this.#seat.isTakenBy(this) || !this.#absorbTable(this.#seat.kernel)) return undefined;
    this.#seat.leave(this);
    return this.#seat.kernel.rows();
  }

  /** The reference parser's few rows join the kernel's many, and not the other way round. */
  #absorbTable(kernel: Kernel): boolean {
    const table = this.#table;
    if (table.length > kernel.roomForRows) return false;
    const rows = Array.from({ length: table.length }, (_, row) => COUNTERS.map((_, c) => table.count(row, c)));
    if (!rows.every(fitsKernelRow)) return false;
    rows.forEach((counts, row) => {
      addToKernelRow(kernel.rowOf(table.domain[row]!, table.bucket[row]!), counts);
    });
    return true;
  }

  /** Adds what the kernel has counted to the table. */
  flush(): void {
    if (!this.#seat.isTakenBy(this)) return;
    this.#linesSinceLook = 0;
    this.#table.addKernelRows(this.#seat.kernel.rows(), this.#isEstimated);
    this.#seat.kernel.clearRows();
  }
}
