import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_FORMAT } from '../../support/log-truth.ts';
import { type Program, startProgram, WEIR } from '../../support/programs.ts';
import type { NodePlace, NodeProgram } from './node-program.ts';
import { clockEnvironment, SHIFTED_CLOCK, shiftClock } from './shift-clock.ts';
import { INGEST_TOKEN } from './usage-server.ts';

const ONCE_SECONDS = 100; // after a minute without progress it gives up by itself, and says why

/** An input of agent.yaml. */
export interface AgentInputText {
  readonly files: string;
  readonly format: string;
}

const EDGE_LOGS: AgentInputText = { files: 'logs/*.log*', format: 'edge' };

const configText = ({ node, urls }: NodePlace, { files, format }: AgentInputText) => `
node: ${node}
server: { urls: [ ${urls.map((url) => `"${url}"`).join(', ')} ], token: ${INGEST_TOKEN} }
state: state
spool_limit: 1MiB
flush: 1s
formats: { edge: { nginx: '${LOG_FORMAT}' } }
inputs:
  - { files: "${files}", format: ${format} }
`;

/** A real `weir agent` in a folder of its own, whose clock can be set by shiftClock. */
export class WeirAgent implements NodeProgram {
  readonly #folder: string;
  readonly #config: string;
  #program: Program | undefined;
  #said = '';

  constructor(place: NodePlace, input: AgentInputText = EDGE_LOGS) {
    this.#folder = place.folder;
    this.#config = join(place.folder, 'agent.yaml');
    writeFileSync(this.#config, configText(place, input));
    shiftClock(place.folder, 0);
  }

  get isRunning(): boolean {
    return this.#program !== undefined;
  }

  output(): string {
    return this.#said + (this.#program?.output() ?? '');
  }

  async start(): Promise<void> {
    this.#program = this.#run();
    await this.#program.waitFor(/weir agent is following \d+ files?/);
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    const code = await this.#end('SIGTERM');
    if (code !== 0) throw new Error(`weir agent ended with ${code} after SIGTERM`);
  }

  async once(): Promise<void> {
    this.#program = this.#run('--once');
    const limit = setTimeout(() => this.#program?.child.kill('SIGKILL'), ONCE_SECONDS * 1000);
    const code = await this.#program.ended();
    clearTimeout(limit);
    this.#forget();
    if (code !== 0) throw new Error(`weir agent --once ended with ${code ?? `nothing within ${ONCE_SECONDS} s`}`);
  }

  #run(...more: string[]): Program {
    const args = [...SHIFTED_CLOCK, WEIR, 'agent', '-c', this.#config, ...more];
    return startProgram(process.execPath, args, { env: clockEnvironment(this.#folder) });
  }

  async #end(signal: NodeJS.Signals): Promise<number | null | undefined> {
    const code = await this.#program?.stop(signal);
    this.#forget();
    return code;
  }

  #forget(): void {
    this.#said += this.#program?.output() ?? '';
    this.#program = undefined;
  }
}
