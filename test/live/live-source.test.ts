import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeBatch } from '../../src/ingest/decode-batch.ts';
import { encodeBatch } from '../../src/ingest/encode-batch.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { hookEndpoint } from '../../src/live/hook-endpoint.ts';
import { createHttpGet } from '../../src/live/http-get.ts';
import type { HttpGet, LiveInput } from '../../src/live/live-server.ts';
import { LiveSource } from '../../src/live/live-source.ts';
import type { LiveParcel } from '../../src/live/parcels.ts';
import { type StateStore, stateFile } from '../../src/live/state-file.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';
import { memoryStore } from '../support/memory-store.ts';
import { createRandom, FUZZ_SCALE, runSeed } from '../support/random.ts';
import { ACCOUNTING, apiAt, HOOKS, START, TIMELINE, unixOf } from './recorded-srs.ts';

const INPUT: LiveInput = {
  ...{ kind: 'srs', url: 'http://127.0.0.1:1985', names: { __defaultVhost__: 'play.live.com' } },
  ...{ everySeconds: 5, ceilingBps: 1e9 },
};
const END = unixOf(TIMELINE.at(-1)!);

/** A state in memory, as durable as the test lets it be. */
function memoryState(): StateStore & { text: string | undefined; isBroken: boolean } {
  return {
    text: undefined,
    isBroken: false,
    async read() {
      return this.text;
    },
    async write(text) {
      if (this.isBroken) throw new Error('no space left on device');
      this.text = text;
    },
  };
}

let now = START;
const get: HttpGet = async (url) => apiAt(TIMELINE.findLast((moment) => unixOf(moment) <= now) ?? TIMELINE[0]!)(url);

let store: UsageStore;
let receiver: Receiver;
beforeEach(async () => {
  now = START;
  store = memoryStore();
  receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 1e9 });
});

function started(state: StateStore, inputs: readonly LiveInput[] = [INPUT], ask: HttpGet = get): LiveSource {
  return new LiveSource({ node: 'edge-1', inputs, get: ask, storeOf: () => state, clock: () => now, flushMs: 10_000 });
}

const settle = () => new Promise((done) => setImmediate(done));

async function send({ batch }: LiveParcel): Promise<void> {
  await receiver.receive(decodeBatch(encodeBatch(batch)), now);
}

async function sendAll(source: LiveSource): Promise<void> {
  for (let parcel = source.takeDue(now, true); parcel; parcel = source.takeDue(now, true)) {
    await send(parcel);
    source.acknowledged(parcel);
    await source.round(now);
  }
}

/** Polls as the recording goes on; `each` comes after every second. */
async function follow(
  source: () => LiveSource,
  each: (second: number) => Promise<void> = async () => {},
): Promise<void> {
  const hooks = [...HOOKS];
  for (const [second, moment] of TIMELINE.entries()) {
    now = unixOf(moment);
    while (hooks[0] && unixOf(hooks[0]) <= now) source().hook(0, JSON.stringify(hooks[0].body), unixOf(hooks.shift()!));
    await source().round(now);
    await settle();
    await source().round(now);
    await each(second);
  }
}

async function played(): Promise<number> {
  const spans = [
    { domain: 'play.live.com', start: Math.floor(START / 60_000) * 60 - 60, end: Math.ceil(END / 60_000) * 60 },
  ];
  const { counters } = await store.buckets({ spans, step: 60, counters: ['bytes'], merged: true });
  return [...counters.bytes!].reduce<number>((sum, bytes) => sum + Number(bytes), 0);
}

const publishers = ACCOUNTING.rows.filter(({ type }) => type === 'fmle-publish');
const SENT =
  ACCOUNTING.totals.vhost_send_bytes_end - publishers.reduce((sum, client) => sum + client.on_close_send!, 0);

describe('a live server that is polled', () => {
  test('is stored to the byte, by domain and by stream', async () => {
    const source = started(memoryState());
    await follow(
      () => source,
      async (second) => {
        const parcel = source.takeDue(now);
        if (!parcel) return;
        expect(parcel.isClosed, `second ${second}`).toBe(false);
        await send(parcel);
        source.acknowledged(parcel);
      },
    );
    await sendAll(source);
    expect(await played()).toBe(SENT);
    const [start, end] = [Math.floor(START / 60_000) * 60, Math.ceil(END / 60_000) * 60];
    const top = await store.topStreams({ domain: 'play.live.com', start, end, limit: 5 });
    expect(top.streams).toEqual([{ app: 'live', stream: 't1' }]);
    expect([...top.counters.play_bytes]).toEqual([SENT]);
    expect(source.status(now)[0]).toMatchObject({ state: 'ok', missedPolls: 0, url: 'http://127.0.0.1:1985/' });
  });

  test('hours that waited are sent one after the other, without a round in between, and then never again', async () => {
    const state = memoryState();
    const source = started(state);
    await follow(() => source);
    const first = now;
    for (const hours of [1, 2, 3]) {
      now = first + hours * 3_600_000;
      await source.round(now);
      await settle();
      await source.round(now);
    }
    const again = started(state); // two seconds later
    await again.round(now);
    const sent: boolean[] = [];
    for (let parcel = again.takeDue(now); parcel; parcel = again.takeDue(now)) {
      sent.push(parcel.isClosed);
      await send(parcel);
      again.acknowledged(parcel);
    }
    expect(sent[0]).toBe(true);
    expect(await played()).toBe(SENT);
    await again.close(now);
    const third = started(state);
    await third.round(now);
    expect(third.takeDue(now)?.isClosed ?? false).toBe(false);
  });

  test('callbacks that came after the last round are in the state when it is closed', async () => {
    const state = memoryState();
    const source = started(state);
    await follow(() => source);
    const before = state.text;
    source.hook(
      0,
      JSON.stringify({ ...HOOKS.find(({ body }) => body.action === 'on_play')!.body, client_id: 'late' }),
      now,
    );
    await source.close(now);
    expect(before).not.toContain('"late"');
    expect(state.text).toContain('"late"');
  });

  test('a row that merely grows is sent once a minute', async () => {
    const source = started(memoryState());
    let sent = 0;
    await follow(
      () => source,
      async () => {
        const parcel = source.takeDue(now);
        if (!parcel) return;
        sent++;
        source.acknowledged(parcel);
      },
    );
    expect(sent).toBeLessThanOrEqual(10); // 208 seconds in five minutes
    expect(sent).toBeGreaterThanOrEqual(4);
  });

  test('killed at any moment, before, while and after it sends, it goes on and the sum is the same', async () => {
    const seed = runSeed('killed pollers');
    for (let round = 0; round < 10 * FUZZ_SCALE; round++) {
      const random = createRandom(seed + round);
      store = memoryStore();
      receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 1e9 });
      const state = memoryState();
      let source = started(state);
      let before = 0;
      await follow(
        () => source,
        async () => {
          const parcel = random.chance(0.3) ? source.takeDue(now, random.chance(0.5)) : undefined;
          const arrives = random.chance(0.7);
          if (parcel && arrives) await send(parcel);
          if (parcel && arrives && random.chance(0.5)) source.acknowledged(parcel);
          else if (parcel) source.returned(parcel); // it did not arrive, or the answer got lost
          if (random.chance(0.1)) source = started(state);
          const sum = await played();
          expect(sum).toBeGreaterThanOrEqual(before);
          before = sum;
        },
      );
      await source.round(now);
      await sendAll(source);
      expect(await played(), `seed ${seed + round}`).toBe(SENT);
    }
  });

  test('nothing is sent that is not saved, and it says so', async () => {
    const state = memoryState();
    state.isBroken = true;
    const source = started(state);
    await follow(
      () => source,
      async () => expect(source.takeDue(now, true)).toBeUndefined(),
    );
    expect(source.status(now)[0]).toMatchObject({
      state: 'unsaved',
      sentence: 'the state cannot be written, so nothing is sent: no space left on device',
    });
    state.isBroken = false;
    await source.round(now);
    await sendAll(source);
    expect(await played()).toBe(SENT);
  });

  test('a server that fails says how, harms no other, and is counted when it is back', async () => {
    const failing: HttpGet = async (url) => {
      if (url.startsWith('http://bad')) return { text: '<html>', serverNow: undefined };
      return get(url);
    };
    const states = [memoryState(), memoryState()];
    const source = new LiveSource({
      ...{
        node: 'edge-1',
        inputs: [{ ...INPUT, url: 'http://bad:1985' }, INPUT],
        get: failing,
        clock: () => now,
        flushMs: 10_000,
      },
      storeOf: (name) => states[name.includes('bad') ? 0 : 1]!,
    });
    await follow(() => source);
    expect(source.status(now).map(({ state }) => state)).toEqual(['garbled', 'ok']);
    expect(source.status(now)[0]!.sentence).toMatch(/is no JSON: it begins "<html>"/);
    expect(source.status(now)[0]!.lostHooks).toBe(0);
  });

  test('a server that hangs makes nobody wait', async () => {
    const source = started(memoryState(), [INPUT], () => new Promise(() => {}));
    const begun = performance.now();
    for (let i = 0; i < 100; i++) await source.round(START + 5000 * i);
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(source.status(now)[0]!.state).toBe('waiting');
  });

  test('callbacks that cannot be understood are counted', async () => {
    const source = started(memoryState());
    source.hook(0, 'x', now);
    source.hook(0, '', now);
    expect(source.status(now)[0]!.lostHooks).toBe(2);
  });

  test('a refused segment is told, and what follows is counted in another stream', async () => {
    const state = memoryState();
    const source = started(state);
    const streams = new Set<string>();
    await follow(
      () => source,
      async (second) => {
        const parcel = second % 30 === 0 ? source.takeDue(now, true) : undefined;
        if (!parcel) return;
        streams.add(parcel.batch.stream);
        if (streams.size === 1) source.refused(parcel, { message: 'somebody edited it' });
        else source.acknowledged(parcel);
      },
    );
    expect(streams.size).toBe(2);
    expect(source.status(now)[0]).toMatchObject({
      state: 'refused',
      sentence: expect.stringMatching(/somebody edited it/),
    });
  });
});

describe('a state on disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'weir-live-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is read as it was written, in a folder that is made', async () => {
    const file = stateFile(join(folder, 'a', 'state.json'));
    expect(await file.read()).toBeUndefined();
    await file.write('one');
    await file.write('two');
    expect(await file.read()).toBe('two');
  });

  test('that is damaged, or of another server, is not gone on with, and it is said', async () => {
    for (const [text, reason] of [
      ['{"kind":', /began anew, because the state is no JSON/],
      ['{}', /began anew, because the state/],
    ] as const) {
      const path = join(folder, 'state.json');
      writeFileSync(path, text);
      const source = started(stateFile(path));
      await source.round(now);
      await new Promise((done) => setTimeout(done, 20));
      await source.round(now);
      expect(source.status(now)[0]).toMatchObject({ state: 'ok', sentence: expect.stringMatching(reason) });
    }
  });

  test('and sockets: a server is polled over HTTP, calls back over HTTP, and its poller is started again', async () => {
    const clock = () => Date.now();
    let moment = TIMELINE[0]!;
    const api = createServer(async (request, response) =>
      response.end((await apiAt(moment)(`http://srs${request.url}`)).text),
    );
    const path = join(folder, 'state.json');
    const opened = (url: string) =>
      new LiveSource({
        ...{ node: 'edge-1', inputs: [{ ...INPUT, url, everySeconds: 1 }], get: createHttpGet(), clock, flushMs: 0 },
        storeOf: () => stateFile(path),
      });
    await new Promise<void>((done) => api.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
    let source = opened(url);
    const hooks = createServer(hookEndpoint({ take: (body) => source.hook(0, body, clock()) }));
    await new Promise<void>((done) => hooks.listen(0, '127.0.0.1', done));
    const polled = async () => {
      const before = source.status(clock())[0]!.lastPoll;
      while (source.status(clock())[0]!.lastPoll === before) {
        await source.round(clock());
        await new Promise((done) => setTimeout(done, 10));
      }
    };
    try {
      await polled();
      const player = HOOKS.filter(({ body }) => body.client_id === '8z1xb354');
      const call = ({ body }: (typeof HOOKS)[number]) =>
        fetch(`http://127.0.0.1:${(hooks.address() as AddressInfo).port}/`, {
          method: 'POST',
          body: JSON.stringify(body),
        });
      for (const hook of player.slice(0, 2)) await call(hook);
      moment = TIMELINE.find(({ t }) => t > 20)!;
      moment = { ...moment, streams: [], clients: moment.clients.filter(({ id }) => id === '8z1xb354') };
      await polled();
      source = opened(url);
      for (const hook of player.slice(2)) await call(hook);
      await polled();
      const parcel = source.takeDue(clock(), true)!;
      const { bytes, requests } = parcel.batch.segments[0]!.rows.counters;
      expect(bytes.reduce((sum, each) => sum + each, 0n)).toBe(6_803_805n); // what its on_close said
      expect(requests.reduce((sum, each) => sum + each, 0n)).toBe(1n);
    } finally {
      for (const server of [api, hooks]) {
        server.closeAllConnections();
        server.close();
      }
    }
  });
});
