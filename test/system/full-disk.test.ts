import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addTruth, askCells, truthCells } from '../support/exact-usage.ts';
import { LOG_FORMAT, Truth } from '../support/log-truth.ts';
import { freePort, startWeir, temporaryFolder } from '../support/programs.ts';
import { createRandom, runSeed } from '../support/random.ts';
import { Sender } from '../support/sender.ts';
import { SentLog } from '../support/sent-log.ts';
import { canMount, type SmallVolume, smallVolume } from '../support/small-volume.ts';

// The store lies on a volume of 96 MiB, of which Weir keeps 24 free. First the volume is full before anybody writes, then
// room comes and goes while the engine is writing; either way, what was acknowledged is there, and all of it in the end.

const MIB = 2 ** 20;
const HOUR = 3600;
const RESERVE = 24 * MIB;
const END = Math.floor(Date.now() / 1000 / HOUR) * HOUR - HOUR;
const NODES = ['edge-1', 'edge-2', 'edge-3'];

describe.skipIf(!canMount())('a store on a disk that runs full', () => {
  const random = createRandom(runSeed('full disk'));
  const folder = temporaryFolder('full-disk');
  const config = join(folder.path, 'weir.yaml');
  const logs: SentLog[] = [];
  let volume: SmallVolume;
  let server: Awaited<ReturnType<typeof startWeir>>;

  beforeAll(async () => {
    volume = smallVolume(96);
    for (const node of NODES) mkdirSync(join(folder.path, node));
    writeFileSync(
      config,
      `
listen: 127.0.0.1:${await freePort()}
store: { kind: embedded, path: ${join(volume.path, 'data')} }
ingest: { token: ingest-secret }
formats: { edge: { nginx: '${LOG_FORMAT}' } }
accounts:
  - id: acme
    domains: [ { name: "*.disk.example" }, { name: www.a.com } ]
    credentials: [ { api: weir, token: acme-secret } ]
`,
    );
    server = await startWeir(config);
  });

  afterAll(async () => {
    await server?.stop();
    volume?.dispose();
    folder.dispose();
  });

  function newLog(node = 'edge-1'): SentLog {
    const host = `log-${logs.length}.disk.example`;
    const path = join(folder.path, node, `${host}.log`);
    const log = new SentLog({ node, path, host, shared: ['www.a.com'], start: END - 2 * HOUR, end: END });
    log.grow(random.below(2 ** 31), 100);
    logs.push(log);
    return log;
  }

  const ask = (domains: readonly string[]) =>
    askCells({ url: server.url, token: 'acme-secret', domains, start: END - 6 * HOUR, end: END });

  async function expectAcknowledged(): Promise<void> {
    const cells = await ask(logs.map(({ options }) => options.host));
    expect(logs.flatMap((log) => log.wrongCells(cells))).toEqual([]);
  }

  async function expectEverything(): Promise<void> {
    expect(logs.filter(({ isAcknowledged }) => !isAcknowledged)).toEqual([]);
    const truth = new Truth();
    for (const { written } of logs) addTruth(truth, written);
    const domains = [...truth.domains.keys()];
    expect(await ask(domains)).toEqual(truthCells(truth, domains));
  }

  const statusOf = async (path: string) => (await fetch(`${server.url}${path}`)).status;

  test('takes nothing while there is too little room, answers all the same, and goes on once there is room', async () => {
    await new Sender('edge-1', [newLog()], config).sendAll();
    volume.fill(RESERVE - MIB);

    const ready = await fetch(`${server.url}/readyz`);
    const { detail } = (await ready.json()) as { detail: string };
    expect([ready.status, detail]).toEqual([
      503,
      expect.stringMatching(/disk is nearly full: 2\d MiB are free, 24 MiB are needed/),
    ]);
    expect(detail).not.toContain(volume.path);
    expect(await statusOf('/healthz')).toBe(200);

    const refused = new Sender('edge-1', [newLog()], config);
    expect(await refused.ended()).toBe(1);
    expect(refused.output()).toMatch(
      /^weir: \S+: \S+ refused it \(503\): the store's disk is nearly full: .* send it again$/m,
    );
    await expectAcknowledged();

    volume.makeRoom();
    expect(await statusOf('/readyz')).toBe(200);
    await refused.sendAll();
    await expectEverything();
  });

  test('starts on a disk without a free byte, to answer', async () => {
    await server.stop();
    volume.fill(0);
    server = await startWeir(config);
    expect([await statusOf('/healthz'), await statusOf('/readyz')]).toEqual([200, 503]);
    await expectEverything();
    volume.makeRoom();
    expect(await statusOf('/readyz')).toBe(200);
  });

  test('loses nothing that it acknowledged when room vanishes in the middle of a write', async () => {
    volume.fill(RESERVE + 4 * MIB);
    const outOfRoom = () =>
      server.output().match(/"message":"[^"]*(No space left on device|NOT_ENOUGH_SPACE|the disk ran full)/g)?.length ??
      0;
    const comingAndGoing = new AbortController();
    const thief = takeRoomNowAndThen(comingAndGoing.signal);
    for (let round = 0; outOfRoom() < 1 && round < 10; round++) {
      const senders = NODES.map((node) => new Sender(node, [newLog(node), newLog(node), newLog(node)], config));
      await Promise.all(senders.map((sender) => sender.ended()));
      for (const sender of senders) sender.noteAcknowledged();
      await expectAcknowledged();
    }
    comingAndGoing.abort();
    await thief;
    console.log(`full disk: the engine ran out of room ${outOfRoom()} times, ${logs.length} logs`);
    expect(outOfRoom()).toBeGreaterThan(0);

    volume.makeRoom();
    await server.stop('SIGKILL');
    server = await startWeir(config);
    await expectAcknowledged();
    for (const node of NODES) {
      const unsent = logs.filter((log) => log.options.node === node && !log.isAcknowledged);
      await new Sender(node, unsent, config).sendAll();
    }
    await expectEverything();
  });

  /** Seen from the server: there is room when it looks, and a moment later there may be none. */
  async function takeRoomNowAndThen(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(random.below(60));
      volume.fill(0, 'thief');
      await sleep(random.below(20));
      volume.makeRoom('thief');
    }
  }
});
