import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built program. */
export const WEIR = fileURLToPath(new URL('../../bin/weir.js', import.meta.url));

/** The ingest token of `startServer`'s servers. */
export const BENCH_TOKEN = 'bench';

export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** A real `weir serve` in a process of its own, with its store in the folder. */
export async function startServer(folder: string): Promise<RunningServer> {
  const config = join(folder, 'weir.yaml');
  const store = `store: { kind: embedded, path: ${folder}/data }`;
  writeFileSync(config, `listen: 127.0.0.1:0\n${store}\ningest: { token: ${BENCH_TOKEN} }\n`);
  const env = { ...process.env, WEIR_LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, [WEIR, 'serve', '-c', config], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('close', () => reject(new Error('weir serve ended before it listened')));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const match = /listening on (http\S+)/.exec(text);
      if (match) resolve(match[1]!);
    });
  });
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { url, pid: child.pid!, stop };
}
