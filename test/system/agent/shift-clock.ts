import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** For node: what a process started with it takes for the time follows `shiftClock` of the same folder (shifted-clock.cjs). */
export const SHIFTED_CLOCK = ['--require', join(import.meta.dirname, 'shifted-clock.cjs')];

export function clockEnvironment(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, WEIR_TEST_CLOCK: join(folder, 'clock') };
}

/** From now on, the clock of the folder's processes is off by so many milliseconds. Its file is never seen half written. */
export function shiftClock(folder: string, milliseconds: number): void {
  writeFileSync(join(folder, 'clock.new'), String(milliseconds));
  renameSync(join(folder, 'clock.new'), join(folder, 'clock'));
}
