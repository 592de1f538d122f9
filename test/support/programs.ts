import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The built program, as a user starts it. */
export const WEIR = join(import.meta.dirname, '../../bin/weir.js');

/** A new empty folder, removed by `dispose`. */
export function temporaryFolder(name: string): { path: string; dispose: () => void } {
  const path = mkdtempSync(join(tmpdir(), `weir-${name}-`));
  return { path, dispose: () => rmSync(path, { recursive: true, force: true }) };
}

/** A port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** A program that runs until it is stopped, with what it has printed so far. */
export interface Program {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Resolves with the match once the output matches; rejects when the program ends first or after `seconds`. */
  waitFor(pattern: RegExp, seconds?: number): Promise<RegExpExecArray>;
  /** Resolves with its exit code when it has ended by itself (null when a signal ended it). */
  ended(): Promise<number | null>;
  /** Ends it, by default with SIGTERM, and resolves with its exit code (null when a signal ended it). */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export function startProgram(command: string, args: readonly string[], options: SpawnOptions = {}): Program {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const listeners = new Set<() => void>();
  const exited = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (const listener of listeners) listener();
    });
  }

  function waitFor(pattern: RegExp, seconds = 60): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(timer);
        listeners.delete(check);
        act();
      };
      const check = () => {
        const match = pattern.exec(text);
        if (match) finish(() => resolve(match));
      };
      const fail = (why: string) => finish(() => reject(new Error(`${command} ${args.join(' ')} ${why}:\n${text}`)));
      const timer = setTimeout(() => fail(`did not print ${pattern} within ${seconds} s`), seconds * 1000);
      listeners.add(check);
      exited.then((code) => fail(`ended with ${code} before it printed ${pattern}`));
      check();
    });
  }

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  }

  return { child, output: () => text, waitFor, ended: () => exited, stop };
}

/** `weir serve` on a free port; resolves once it listens. */
export async function startWeir(configFile: string, env: NodeJS.ProcessEnv = {}): Promise<Program & { url: string }> {
  const program = startProgram(process.execPath, [WEIR, 'serve', '-c', configFile], {
    env: { ...process.env, ...env },
  });
  const [, url] = await program.waitFor(/weir is listening on (http\S+)/);
  return { ...program, url: url! };
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Never throws for an exit code. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { input?: string | Buffer } = {},
): Promise<Finished> {
  const { input, ...rest } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...rest, stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    child.stdin.on('error', () => {}); // it may end before it has read everything
    child.stdin.end(input);
  });
}

export function weir(args: readonly string[], options: Parameters<typeof runProgram>[2] = {}): Promise<Finished> {
  return runProgram(process.execPath, [WEIR, ...args], options);
}

/** Whether a program is there. With CI=true a missing one is an error, not a reason to skip. */
export function hasProgram(name: string, install: string): boolean {
  try {
    execFileSync('which', [name], { stdio: 'ignore' });
    return true;
  } catch {
    return isMissing(name, install);
  }
}

/** As hasProgram, of a file such as a module. */
export function hasFile(path: string, install: string): boolean {
  return existsSync(path) || isMissing(path, install);
}

function isMissing(name: string, install: string): false {
  if (process.env.CI) throw new Error(`${name} is needed: ${install}`);
  console.warn(`skipped: ${name} is missing; install it with: ${install}`);
  return false;
}
