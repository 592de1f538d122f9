import { type Program, startProgram, WEIR } from './programs.ts';
import type { SentLog } from './sent-log.ts';

/** One `weir ingest` of some logs of a node, started again until all of them are acknowledged. */
export class Sender {
  readonly node: string;
  readonly logs: readonly SentLog[];
  readonly #config: string;
  #program: Program | undefined;
  readonly #counted = new Set<SentLog>();

  constructor(node: string, logs: readonly SentLog[], config: string) {
    this.node = node;
    this.logs = logs;
    this.#config = config;
    this.#program = this.#run();
  }

  #run(): Program {
    const paths = this.pending().map(({ options }) => options.path);
    const options = ['--format', 'edge', '-c', this.#config, '--node', this.node];
    return startProgram(process.execPath, [WEIR, 'ingest', ...paths, ...options]);
  }

  kill(): Promise<number | null> {
    return this.#program!.stop('SIGKILL');
  }

  /** Waits for the program's own end. */
  async ended(): Promise<number | null> {
    return (await this.#program?.ended()) ?? null;
  }

  /** Waits until all logs are acknowledged, starting the program again where it ended before. */
  async sendAll(attempts = 5): Promise<void> {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      await this.ended();
      this.noteAcknowledged();
      if (this.pending().length === 0) return;
      this.#program = this.#run();
    }
    throw new Error(`${this.node} could not send its logs:\n${this.output()}`);
  }

  output(): string {
    return this.#program?.output() ?? '';
  }

  /** Logs that the program has not said to be counted. */
  pending = (): readonly SentLog[] => this.logs.filter((log) => !this.#isCounted(log));

  noteAcknowledged(): void {
    for (const log of this.logs) if (this.#isCounted(log)) log.wasAcknowledged();
  }

  /** It says `PATH: 20 of 20 lines counted` or the like once the server has acknowledged all of the log. */
  #isCounted(log: SentLog): boolean {
    const lines = this.output().split('\n');
    if (lines.some((line) => line.startsWith(`${log.options.path}: `))) this.#counted.add(log);
    return this.#counted.has(log);
  }
}
