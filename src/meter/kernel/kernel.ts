import { existsSync, readFileSync } from 'node:fs';
import { ROW_WORDS } from './kernel-rows.ts';
import { type KernelOp, type KernelPlan, OPS, PROGRAM_LAYOUT } from './plan.ts';
import { CLASSES, membersOf } from './plan-fields.ts';

/** What the kernel asks, once for each spelling that it does not remember. A text lies at [start, end) of its memory. */
export interface KernelQuestions {
  /** A domain's number in the table; -1: not usable. */
  domainOf(memory: Uint8Array, start: number, end: number): number;
  /** Start of the bucket that the stamp lies in, Unix seconds; 0: no time. */
  bucketOf(memory: Uint8Array, start: number, end: number): number;
  isHit(memory: Uint8Array, start: number, end: number): boolean;
}

/** A line that the kernel left: [start, end) of its input, its newline excluded. */
export type LeftLine = readonly [start: number, end: number];

/** The exports of kernel/index.ts. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  init(inputBytes: number, mostRows: number, maxDomains: number): void;
  inputAddress(): number;
  programLayout(): number;
  programAddress(): number;
  classesAddress(): number;
  setProgram(ops: number, mark: number, marksPerLine: number, hasOrigin: boolean, isJson: boolean): void;
  meter(start: number, end: number): number;
  leftAddress(): number;
  leftLines(): number;
  refusedAddress(): number;
  refusedLines(): number;
  linesSeen(): number;
  rowsAddress(): number;
  rowTotal(): number;
  rowOf(domain: number, bucket: number): number;
  rowsAreNearlyFull(): number;
  clearRows(): void;
}

/** Bytes that one call can take. Chunks of this size stay in a core's own cache. */
export const KERNEL_INPUT_BYTES = 256 * 1024;
/** 64 MiB of them: what nobody touches of it costs nothing. */
const MOST_ROWS = 2 ** 20;
const MAX_DOMAINS = 64 * 1024;
const OP_BYTES = 64;

/**
 * The WebAssembly kernel. Its memory never grows once it is made: views of it stay valid.
 *
 *     const kernel = new Kernel()
 *     kernel.load(planFormat(program), 60, questions)
 *     kernel.input.set(bytes)
 *     kernel.meter(0, length)        // lines that it left
 *     kernel.rows(); kernel.clearRows()    // before the next load, and when there are many
 */
export class Kernel {
  /** Where complete lines are put. */
  readonly input: Buffer;
  readonly #memory: Uint8Array;
  readonly #exports: Exports;
  #questions: KernelQuestions | undefined;

  constructor() {
    this.#exports = this.#instantiate();
    if (this.#exports.programLayout?.() !== PROGRAM_LAYOUT) {
      throw new Error('kernel.wasm is of another build than this program; `npm run build` makes both');
    }
    this.#exports.init(KERNEL_INPUT_BYTES, MOST_ROWS, MAX_DOMAINS);
    const { buffer } = this.#exports.memory;
    this.#memory = new Uint8Array(buffer);
    this.input = Buffer.from(buffer, this.#exports.inputAddress(), KERNEL_INPUT_BYTES);
  }

  /** Runs another plan from here on, and remembers nothing of the one before. Rows must have been taken. */
  load(
    { ops, mark, marksPerLine, hasOrigin, isJson = false }: KernelPlan,
    bucketSeconds: number,
    questions: KernelQuestions,
  ): void {
    this.#questions = questions;
    const classes = this.#exports.classesAddress();
    for (const [i, name] of CLASSES.entries()) this.#memory.set(membersOf(name), classes + 256 * i);
    const program = this.#exports.programAddress();
    for (const [i, op] of ops.entries()) writeOp(this.#memory, program + OP_BYTES * i, op, bucketSeconds);
    this.#exports.setProgram(ops.length, mark, marksPerLine, hasOrigin, isJson);
  }

  /** Meters complete lines in [start, end) of the input. Out: the lines that it left; undefined: it took none of them. */
  meter(start: number, end: number): LeftLine[] | undefined {
    const base = this.input.byteOffset;
    if (!this.#exports.meter(base + start, base + end)) return undefined;
    const { leftAddress, leftLines, refusedAddress, refusedLines } = this.#exports;
    const left = leftLines();
    const refused = refusedLines();
    if (left + refused === 0) return [];
    const lines = [...this.#lines(leftAddress(), left), ...this.#lines(refusedAddress(), refused)];
    return lines.sort(([a], [b]) => a - b);
  }

  /** Lines of the last call, left ones included. */
  get linesSeen(): number {
    return this.#exports.linesSeen();
  }

  get hasManyRows(): boolean {
    return this.roomForRows <= 0;
  }

  get roomForRows(): number {
    return MOST_ROWS - this.#exports.rowTotal();
  }

  /** The words of a row, which is made where there is none: for what somebody else has counted, while there is room. */
  rowOf(domain: number, bucket: number): Uint32Array {
    return this.#words(this.#exports.rowOf(domain, bucket), ROW_WORDS);
  }

  /** Might the counters of a row overflow in the next 2^23 lines? */
  get rowsAreNearlyFull(): boolean {
    return this.#exports.rowsAreNearlyFull() !== 0;
  }

  /** The rows since they were last cleared (layout: kernel-rows.ts), where they lie; valid until the next call. */
  rows(): Uint32Array {
    return this.#words(this.#exports.rowsAddress(), this.#exports.rowTotal() * ROW_WORDS);
  }

  clearRows(): void {
    this.#exports.clearRows();
  }

  #words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.#memory.buffer, address, length);
  }

  #lines(address: number, count: number): LeftLine[] {
    const words = this.#words(address, 2 * count);
    const base = this.input.byteOffset;
    return Array.from({ length: count }, (_, i) => [words[2 * i]! - base, words[2 * i + 1]! - base]);
  }

  #instantiate(): Exports {
    const weir = {
      domainOf: (start: number, length: number) => this.#questions!.domainOf(this.#memory, start, start + length),
      bucketOf: (start: number, length: number) => this.#questions!.bucketOf(this.#memory, start, start + length),
      isHit: (start: number, length: number) => (this.#questions!.isHit(this.#memory, start, start + length) ? 1 : 0),
    };
    return new WebAssembly.Instance(kernelModule(), { weir }).exports as unknown as Exports;
  }
}

let compiled: WebAssembly.Module | undefined;

function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(kernelFile()));
  return compiled;
}

/** Built beside the compiled sources, which this file may be one of; of the bundled agent it is a neighbour. */
function kernelFile(): URL {
  const places = ['./kernel.wasm', '../../../kernel.wasm', '../../../dist/kernel.wasm'].map(
    (path) => new URL(path, import.meta.url),
  );
  return places.find((place) => existsSync(place)) ?? places[0]!;
}

const NOTHING = new Uint8Array(0);

/** Layout: kernel/program.ts. */
function writeOp(memory: Uint8Array, address: number, op: KernelOp, bucketSeconds: number): void {
  memory.fill(0, address, address + OP_BYTES);
  const words = new Int32Array(memory.buffer, address, 8);
  const a = op.op === 'epoch' ? bucketSeconds : (op.a ?? 0);
  words.set([OPS[op.op], op.place.base, op.place.offset, op.limit?.base ?? 0, a, op.b ?? 0]);
  const { next = NOTHING, literal = NOTHING } = op;
  memory.set(next, address + 24);
  memory.fill(0xff, address + 28, address + 28 + next.length);
  memory.set(literal, address + 32);
  memory.fill(0xff, address + 48, address + 48 + literal.length);
}
