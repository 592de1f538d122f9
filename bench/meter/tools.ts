import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The benchmark's folder as it is in the repository: what stands there in C, awk and plain JavaScript is not in dist. */
const BENCH = fileURLToPath(new URL('../../../bench', import.meta.url));

/** The peers that are programs or scripts: `peer('chdb.mjs')` is a path. */
export function peer(file: string): string {
  return join(BENCH, 'peers', file);
}

/** Paths of programs that were compiled for this run. */
export interface Tools {
  readonly measure: string;
  readonly generateLog: string;
  readonly hardCoded: string;
}

/**
 * Makes everything ready that the benchmark runs, C programs into the folder. Throws an Error that says what is missing
 * and how to get it: a benchmark that leaves a peer out would answer another question.
 */
export async function prepareTools(folder: string, say: (progress: string) => void): Promise<Tools> {
  await requireProgram('gcc', '--version');
  await requireProgram('mawk', '-Wversion');
  await requireProgram('wc', '--version');
  await installPeers(say);
  say('compiling the generator, the hard-coded program and the stopwatch');
  const compile = (source: string, name: string) => compileC(join(BENCH, source), join(folder, name));
  return {
    measure: await compile('meter/measure.c', 'measure'),
    generateLog: await compile('meter/generate-log.c', 'generate-log'),
    hardCoded: await compile('peers/hard-coded.c', 'hard-coded'),
  };
}

async function requireProgram(program: string, versionOption: string): Promise<void> {
  await run(program, [versionOption]).catch(() => {
    throw new Error(
      `this benchmark needs ${program}, which is not there: apt-get install gcc libc6-dev mawk coreutils`,
    );
  });
}

/** DuckDB has a package.json of its own, so that nobody who only runs or tests Weir downloads its 70 MB. */
async function installPeers(say: (progress: string) => void): Promise<void> {
  const installed = peer('node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(peer('package-lock.json')).mtimeMs) return;
  say('npm ci in bench/peers: DuckDB');
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: peer('.') });
}

/** Gives the program's path. -march=native: each program is made for the machine that it is measured on. */
async function compileC(source: string, program: string): Promise<string> {
  await run('gcc', ['-O3', '-march=native', '-o', program, source, '-lm']);
  return program;
}
