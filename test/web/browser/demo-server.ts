import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { hasProgram, startProgram, temporaryFolder, WEIR, weir } from '../../support/programs.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** '' where there is no Chromium to look with. */
    demoUrl: string;
    /** Unix seconds: from here on the demo's log has what HOSTILE_LOG says. */
    hostileMinute: number;
  }
}

/** A host name and a log line that would do harm in a page that took them for HTML. */
export const HOSTILE_HOST = '<img-src=x-onerror=alert(1)>.shops.lantern.example';
export const HOSTILE_LINE = '<img src=x onerror="document.title=1"> is no log line';

/** One demo for all files: its 31 days take half a minute to meter. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const hasChromium = hasProgram('chromium', 'apt-get install chromium');
  project.provide('demoUrl', '');
  project.provide('hostileMinute', 0);
  if (!hasChromium) return undefined;
  const demo = startProgram(process.execPath, [WEIR, 'demo', '--port', '0']);
  const [, url = ''] = await demo.waitFor(/weir is listening on (http\S+)/, 150);
  project.provide('demoUrl', url);
  project.provide('hostileMinute', await sendHostileLog(url));
  return async () => {
    await demo.stop();
  };
}

/** Sends a log whose host and whose rejected line are hostile; returns its minute. */
async function sendHostileLog(url: string): Promise<number> {
  const folder = temporaryFolder('hostile-log');
  const minute = Math.floor(Date.now() / 60_000) * 60 - 7200;
  const time = new Date(minute * 1000).toISOString().replace('.000Z', '+00:00');
  const line = `192.0.2.1 [${time}] "GET / HTTP/1.1" 200 12345678 0.1 "${HOSTILE_HOST}" "HIT" "-" "-" "x"`;
  const log = join(folder.path, 'access.log');
  writeFileSync(log, `${line}\n${HOSTILE_LINE}\n`);
  const sent = await weir([
    'ingest',
    log,
    '--format',
    'weir',
    '--node',
    'edge-<b>9',
    '--server',
    url,
    '--token',
    'demo-ingest',
  ]);
  folder.dispose();
  if (sent.code !== 0) throw new Error(`the hostile log was not taken: ${sent.stderr}`);
  return minute;
}
