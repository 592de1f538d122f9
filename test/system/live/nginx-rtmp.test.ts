import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Program, startProgram, temporaryFolder, WEIR } from '../../support/programs.ts';
import { INGEST_TOKEN, UsageServer } from '../agent/usage-server.ts';
import { CountingRelay } from './counting-relay.ts';
import { hasRtmp, play, publish, RtmpServer } from './rtmp-server.ts';

// A real nginx-rtmp and real players behind a relay that counts what they receive, metered by a real `weir agent` that
// polls every 2 s. The nginx is killed in the middle, and after it the agent.

const DOMAIN = 'play.agent.example';
const EVERY_MS = 2000;
const LATE_MS = 500; // an answer of this machine when it is busy
const HANDSHAKE_BYTES = 5000; // of a connection, with the answers to its commands: no payload, so in no counter
const HEADERS = 0.01; // of chunks and messages

const folder = temporaryFolder('nginx-rtmp');
const programs: Program[] = [];
let server: UsageServer;
let rtmp: RtmpServer;
let relay: CountingRelay;

const CAN_RUN = hasRtmp();

beforeAll(async () => {
  if (!CAN_RUN) return;
  server = await UsageServer.start(folder.path);
  rtmp = await RtmpServer.start(join(folder.path, 'nginx'));
  relay = await CountingRelay.to(rtmp.rtmpPort);
});
afterAll(async () => {
  await Promise.all(programs.map((program) => program.stop('SIGKILL')));
  relay?.close();
  await rtmp?.kill();
  await server?.stop();
  folder.dispose();
});

function started(program: Program): Program {
  programs.push(program);
  return program;
}

const node = join(folder.path, 'node');
const config = join(node, 'agent.yaml');

function configure(): void {
  mkdirSync(node);
  writeFileSync(
    config,
    `node: edge-live
server: { urls: ["${server.url}"], token: ${INGEST_TOKEN} }
flush: 1s
inputs: [ { nginx_rtmp: "${rtmp.stat}", domains: { live: ${DOMAIN} }, every: ${EVERY_MS / 1000}s } ]
`,
  );
}

async function startAgent(): Promise<Program> {
  const agent = started(startProgram(process.execPath, [WEIR, 'agent', '-c', config]));
  await agent.waitFor(/weir agent is polling 1 live server\n/);
  return agent;
}

interface SourceAnswer {
  readonly state: string;
  readonly inputs: readonly { readonly kind: string; readonly live: { readonly state: string } }[];
}

/** Until /weir/v1/sources says so of the live server. */
async function untilLive(state: string): Promise<SourceAnswer> {
  const check = async () => {
    const headers = { authorization: 'Bearer ops-secret' };
    const response = await fetch(`${server.url}/weir/v1/sources?node=edge-live`, { headers });
    const [source] = ((await response.json()) as { sources: SourceAnswer[] }).sources;
    expect(source!.inputs).toMatchObject([{ kind: 'nginx_rtmp', live: { state } }]);
    return source!;
  };
  return vi.waitFor(check, { timeout: 20_000, interval: 200 });
}

async function untilPublished(): Promise<Program> {
  const publisher = started(publish(rtmp.rtmpPort));
  await vi.waitFor(async () => expect(await rtmp.isLive()).toBe(true), 10_000);
  return publisher;
}

/** Players that come a second apart and go after so many seconds; the last one is killed instead. */
async function playFor(seconds: readonly number[]): Promise<void> {
  await Promise.all(
    seconds.map(async (length, i) => {
      await sleep(1000 * i);
      const player = started(play(relay.port));
      await sleep(1000 * length);
      await player.stop(i === seconds.length - 1 ? 'SIGKILL' : 'SIGTERM');
    }),
  );
}

/** A stream whose nginx is killed under two players; resolves with when that was, Unix milliseconds. */
async function streamUntilKilled(): Promise<number> {
  await untilPublished();
  const longest = started(play(relay.port));
  await playFor([6, 4]);
  const last = started(play(relay.port));
  await sleep(3000);
  await sleep(EVERY_MS - (Date.now() % EVERY_MS) + EVERY_MS / 2); // halfway between two polls
  const killedAt = Date.now();
  await rtmp.kill();
  await Promise.all([longest.ended(), last.ended()]);
  return killedAt;
}

/** A stream that goes on while the agent is killed and started again; resolves with that one. */
async function streamWhileAgentIsKilled(agent: Program): Promise<Program> {
  const publisher = await untilPublished();
  const played = playFor([9, 4, 5]);
  await sleep(3500);
  await agent.stop('SIGKILL');
  const next = await startAgent();
  await played;
  await sleep(EVERY_MS + LATE_MS); // a poll that sees what they had last
  await publisher.stop();
  return next;
}

/** By minute, Unix seconds: what players received on the wire. */
function wire(minute: number): number {
  return relay.bytes(minute * 1000, minute * 1000 + 60_000);
}

describe.skipIf(!CAN_RUN)('an nginx-rtmp that is killed and started again', () => {
  test('is metered within what docs/live.md says, minute by minute', { timeout: 120_000 }, async () => {
    configure();
    const first = await startAgent();
    await untilLive('ok'); // what comes now begins after the first poll
    const from = Date.now();
    const killedAt = await streamUntilKilled();
    expect((await untilLive('unreachable')).state).toBe('faulty');
    await rtmp.start();
    await untilLive('ok');
    const second = await streamWhileAgentIsKilled(first);
    expect(await second.stop('SIGTERM')).toBe(0);

    const rows = (await server.cells([DOMAIN])).get(DOMAIN)!;
    const sum = (counter: 'bytes' | 'requests') =>
      [...rows.values()].reduce((all, row) => all + Number(row[counter]), 0);
    const lastPoll = Math.floor(killedAt / EVERY_MS) * EVERY_MS;
    const tail = relay.bytes(lastPoll - 100, killedAt + 1000); // what nobody could see any more
    const overhead = HEADERS * relay.bytes() + HANDSHAKE_BYTES * relay.connections;
    console.log(
      `metered ${sum('bytes')} of ${relay.bytes()} bytes on the wire, ${relay.connections} players in ${rows.size} minutes; ` +
        `between the last poll and the kill ${tail}`,
    );
    expect(relay.bytes()).toBeGreaterThan(1_000_000);
    expect(sum('bytes')).toBeLessThanOrEqual(relay.bytes());
    expect(sum('bytes')).toBeGreaterThanOrEqual(relay.bytes() - overhead - tail);
    expect(sum('requests')).toBe(relay.connections);

    for (let minute = Math.floor(from / 60_000) * 60; minute * 1000 < Date.now(); minute += 60) {
      const borders = [minute, minute + 60].map((border) => border * 1000);
      const near = borders.reduce((all, at) => all + relay.bytes(at - EVERY_MS - LATE_MS, at + EVERY_MS + LATE_MS), 0);
      const metered = Number(rows.get(minute)?.bytes ?? 0n);
      expect(metered, `minute ${minute}`).toBeLessThanOrEqual(wire(minute) + near);
      expect(metered, `minute ${minute}`).toBeGreaterThanOrEqual(wire(minute) - overhead - tail - near);
    }
  });
});
