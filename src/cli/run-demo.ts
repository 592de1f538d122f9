import { join } from 'node:path';
import { pino } from 'pino';
import type { Config } from '../config/config.ts';
import { parseConfig } from '../config/parse-config.ts';
import { type Curl, demoAccount, demoCurls } from '../demo/curls.ts';
import { DEMO_ACCOUNTS, DEMO_OPERATOR } from '../demo/demo-accounts.ts';
import { demoConfig } from '../demo/demo-config.ts';
import { DemoFeed, type FeedProgress } from '../demo/demo-feed.ts';
import type { Reader } from '../http/bearer.ts';
import { PortTaken, type RunningServer, type StartOptions, startServer } from './compose.ts';
import { CommandFailure } from './failure.ts';
import { createProgress } from './progress.ts';
import { untilStopped } from './until-stopped.ts';

/** Serves the demo from a folder until it is stopped: the past is metered first, then new lines keep coming. */
export async function runDemo(folder: string, port: number): Promise<void> {
  const going = new AbortController();
  const stopped = untilStopped().then(() => going.abort());
  const server = await startSomewhere(folder, port);
  try {
    const feed = new DemoFeed({ folder: join(folder, 'logs'), server: server.url }, Date.now());
    const filled = await fillPast(feed, going.signal);
    if (going.signal.aborted) return;
    announce(server.url, port, filled);
    await feed.keepGoing(Date.now, going.signal, (error) => console.error(`weir: the demo's traffic: ${error}`));
    await stopped;
  } finally {
    await server.close();
  }
}

/** On the port asked for, or on any free one where somebody else has it. */
async function startSomewhere(folder: string, port: number): Promise<RunningServer> {
  const logger = pino({ level: process.env.WEIR_LOG_LEVEL ?? 'warn' }, pino.destination({ dest: 2, sync: true }));
  let url = '';
  const curls = (reader: Reader) => curlsOf(url, reader);
  const start = async (at: number) => {
    const options: StartOptions = { config: configOf(folder, at), logger, curls };
    const server = await startServer(options);
    url = server.url;
    return server;
  };
  try {
    return await start(port);
  } catch (error) {
    if (!(error instanceof PortTaken)) throw error;
    console.error(`port ${port} is taken: the demo takes another one`);
    return start(0);
  }
}

function configOf(folder: string, port: number): Config {
  const text = demoConfig({ listen: `127.0.0.1:${port}`, storePath: join(folder, 'data') });
  const parsed = parseConfig(text, { path: join(folder, 'weir.yaml'), env: {} });
  if (parsed.ok) return parsed.config;
  throw new CommandFailure(
    `the demo's own config is faulty: ${parsed.faults.map(({ message }) => message).join('; ')}`,
  );
}

/** An account sees its own requests, the operator those of the first account. */
function curlsOf(baseUrl: string, reader: Reader): readonly Curl[] {
  const account = reader.kind === 'account' ? demoAccount(reader.account.id) : DEMO_ACCOUNTS[0];
  return account ? demoCurls({ baseUrl, now: Date.now(), account }) : [];
}

async function fillPast(feed: DemoFeed, signal: AbortSignal): Promise<{ lines: number; seconds: number }> {
  const started = performance.now();
  console.error('writing and metering 31 days of access logs of three edge nodes ...');
  const progress = createProgress({ label: 'metering the demo' });
  const show = ({ bytes, totalBytes, lines }: FeedProgress) => {
    progress.lines(lines);
    progress.bytes(bytes, totalBytes);
  };
  const { lines } = await feed.fillPast(Date.now, show, signal);
  progress.done();
  return { lines, seconds: (performance.now() - started) / 1000 };
}

function announce(url: string, port: number, { lines, seconds }: { lines: number; seconds: number }): void {
  console.error(`metered ${lines.toLocaleString('en-US')} lines in ${seconds.toFixed(1)} s`);
  console.log(`weir is listening on ${url}`);
  if (!url.endsWith(`:${port}`) && port !== 0) console.log(`(port ${port} was taken)`);
  console.log(`\nDashboard: ${url}/`);
  console.log(`  sign in as the operator with the token ${DEMO_OPERATOR.token}`);
  for (const { id, credentials } of DEMO_ACCOUNTS)
    console.log(`  or as the account ${id} with ${credentials.weir.token}`);
  console.log(`\nAsk it as a customer would (fresh ones are on the dashboard):`);
  for (const { title, command } of demoCurls({ baseUrl: url, now: Date.now() }))
    console.log(`\n# ${title}\n${command}`);
  console.log('\nCtrl-C ends the demo and removes its data.');
}
