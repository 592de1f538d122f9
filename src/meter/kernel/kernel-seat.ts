import { Kernel } from './kernel.ts';
import type { KernelPlan } from './plan.ts';
import type { RunMeter } from './run-meter.ts';

/** A kernel, and whose rows are in it: the meters of a thread take turns. */
export class KernelSeat {
  /** Shorter runs are not worth the kernel's time: a few lines now and then of each of many logs. */
  readonly leastBytes: number;
  #kernel: Kernel | undefined;
  #sitter: RunMeter | undefined;
  #plan: KernelPlan | undefined;

  constructor({ leastBytes = 4096 } = {}) {
    this.leastBytes = leastBytes;
  }

  /** The kernel, which is made when the first run comes. */
  get kernel(): Kernel {
    this.#kernel ??= new Kernel();
    return this.#kernel;
  }

  /** Out: has somebody else had the kernel since, or another plan been in it? All rows have been taken then. */
  take(sitter: RunMeter, plan: KernelPlan): boolean {
    if (this.#sitter === sitter && this.#plan === plan) return false;
    this.#sitter?.flush();
    this.#sitter = sitter;
    this.#plan = plan;
    return true;
  }

  isTakenBy(sitter: RunMeter): boolean {
    return this.#sitter === sitter;
  }

  leave(sitter: RunMeter): void {
    if (this.#sitter === sitter) this.#sitter = undefined;
  }
}
