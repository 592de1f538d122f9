import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOG_FORMAT } from '../../support/log-truth.ts';
import { type Program, startProgram, WEIR } from '../../support/programs.ts';
import type { NodePlace, NodeProgram } from './node-program.ts';
import { INGEST_TOKEN } from './usage-server.ts';

const PAUSE_MS = 200;
const ATTEMPTS = 5;

/** `weir ingest` of all logs again and again, as from cron: an agent without a memory. */
export class IngestLoop implements NodeProgram {
  readonly #place: NodePlace;
  #loop: Promise<void> | undefined;
  #isWanted = false;
  #program: Program | undefined;
  #said = '';

  constructor(place: NodePlace) {
    this.#place = place;
  }

  get isRunning(): boolean {
    return this.#loop !== undefined;
  }

  output(): string {
    return this.#said;
  }

  async start(): Promise<void> {
    this.#isWanted = true;
    this.#loop = this.#goOn();
  }

  async kill(): Promise<void> {
    this.#isWanted = false;
    await this.#program?.stop('SIGKILL');
    await this.stop();
  }

  async stop(): Promise<void> {
    this.#isWanted = false;
    await this.#loop;
    this.#loop = undefined;
  }

  async once(): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) if ((await this.#ingest()) === 0) return;
    throw new Error(`weir ingest failed ${ATTEMPTS} times`);
  }

  /** What fails, because a log is renamed meanwhile or no server answers, is for the next time. */
  async #goOn(): Promise<void> {
    while (this.#isWanted) {
      await this.#ingest();
      await sleep(PAUSE_MS);
    }
  }

  async #ingest(): Promise<number | null> {
    const { node, folder, urls } = this.#place;
    const logs = readdirSync(join(folder, 'logs')).map((name) => join(folder, 'logs', name));
    const to = ['--server', urls[0]!, '--token', INGEST_TOKEN, '--node', node];
    this.#program = startProgram(process.execPath, [WEIR, 'ingest', ...logs, '--format', `nginx:${LOG_FORMAT}`, ...to]);
    const code = await this.#program.ended();
    this.#said += `${this.#program.output()}(ended with ${code})\n`;
    return code;
  }
}
