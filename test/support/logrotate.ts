import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasProgram, runProgram } from './programs.ts';

export const hasLogrotate = () => hasProgram('logrotate', 'apt-get install logrotate');

/** Rotates a log now, by a real logrotate with a state and a configuration of its own in `folder`. */
export async function logrotate(folder: string, log: string, directives: readonly string[]): Promise<void> {
  const config = join(folder, 'logrotate.conf');
  writeFileSync(config, `${log} {\n  ${directives.join('\n  ')}\n}\n`, { mode: 0o600 });
  const { code, stderr } = await runProgram('logrotate', ['-f', '-s', join(folder, 'logrotate.state'), config]);
  if (code !== 0 || /error/.test(stderr)) throw new Error(`logrotate ended with ${code}: ${stderr}`);
}
