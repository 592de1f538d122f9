/**
 * Lets tasks run side by side while what they weigh together is within a capacity; the others wait, first come first served.
 * A task that weighs as much as the capacity, or more, runs alone.
 *
 *     const gate = new ByteGate(64 * 2 ** 20);
 *     await gate.run(bytes.length, () => decode(bytes));
 */
export class ByteGate {
  readonly #capacity: number;
  readonly #waiting: { readonly weight: number; readonly enter: () => void }[] = [];
  #inside = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  async run<Result>(bytes: number, task: () => Promise<Result>): Promise<Result> {
    const weight = Math.min(bytes, this.#capacity);
    await new Promise<void>((enter) => {
      this.#waiting.push({ weight, enter });
      this.#admit();
    });
    try {
      return await task();
    } finally {
      this.#inside -= weight;
      this.#admit();
    }
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next && this.#inside + next.weight <= this.#capacity; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#inside += next.weight;
      next.enter();
    }
  }
}
