import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { Notices } from '../../src/agent/notices.ts';
import { LiveInputs } from '../../src/cli/live-inputs.ts';
import type { LiveInput } from '../../src/live/live-server.ts';
import { temporaryFolder } from '../support/programs.ts';

// A page of nginx-rtmp over real HTTP, polled every second by the parts that `weir agent` is made of.

const root = temporaryFolder('live-inputs');
const open: { close(): unknown }[] = [];
let folders = 0;
let bytes = 1000;

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
afterAll(root.dispose);

const page = () => `<rtmp><pid>7</pid><server><application><name>live</name><live><stream><name>t1</name>
<time>9999999</time><bytes_in>0</bytes_in><bytes_out>${bytes}</bytes_out></stream></live></application></server></rtmp>`;

async function server(answer: (end: (text: string) => void) => void): Promise<string> {
  const http: Server = createServer((_request, response) => answer((text) => void response.end(text)));
  http.listen(0, '127.0.0.1');
  await new Promise((done) => http.once('listening', done));
  open.push({
    close: () => {
      http.closeAllConnections();
      http.close();
    },
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/stat`;
}

const growing = () => server((end) => end(page()));
const hanging = () => server(() => {});

const input = (url: string, more: Partial<LiveInput> = {}): LiveInput => ({
  ...{ kind: 'nginx_rtmp', url, names: { live: 'play.live.com' }, everySeconds: 1, ceilingBps: 1e9, ...more },
});

function liveInputs(inputs: readonly LiveInput[], folder = join(root.path, `state-${folders++}`), takesHooks = true) {
  const logged: string[] = [];
  const note = (_fields: object, message: string) => void logged.push(message);
  const notices = new Notices({ info: note, warn: note, error: note });
  const clock = () => Date.now();
  const source = new LiveInputs({ node: 'edge-1', inputs, folder, flushMs: 1000, takesHooks, notices, clock });
  open.push(source);
  return { source, folder, logged };
}

const soon = <Result>(check: () => Result) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

/** The bytes of the next parcel, which is acknowledged. */
async function nextBytes(source: LiveInputs): Promise<number> {
  const parcel = await soon(() => {
    const due = source.takeDue(Date.now(), true);
    expect(due).toBeDefined();
    return due!;
  });
  source.acknowledged(parcel);
  const [segment] = parcel.batch.segments;
  return segment!.live!.counters.play_bytes.reduce<number>((sum, each) => sum + Number(each), 0);
}

test('a server that hangs makes neither the others nor anybody else wait, and both states are told', async () => {
  bytes = 1000;
  const [well, ill] = [await growing(), await hanging()];
  const { source, folder, logged } = liveInputs([input(ill), input(well)]);
  await soon(() => expect(source.status(Date.now()).inputs[1]!.live!.lastPoll).not.toBeNull());
  expect((await source.round()).isCaughtUp).toBe(false); // the other is still asked
  bytes += 5000;
  expect(await nextBytes(source)).toBe(5000);
  await soon(async () => expect((await source.round()).isCaughtUp).toBe(true));
  expect(source.status(Date.now()).inputs).toMatchObject([
    { kind: 'nginx_rtmp', files: 0, fault: expect.stringContaining('no whole answer'), live: { state: 'unreachable' } },
    { input: well, format: 'live nginx_rtmp', fault: null, live: { state: 'ok', viewers: 0, missedPolls: 0 } },
  ]);
  await soon(() => expect(logged.join()).toContain('no whole answer within 5000 ms'));
  expect(logged).toHaveLength(1);
  expect(readdirSync(join(folder, 'live'))).toHaveLength(2);
});

test('what was not sent when it was closed is sent by the next one, which goes on from there', async () => {
  bytes = 1000;
  const url = await growing();
  const first = liveInputs([input(url)]);
  await soon(async () => expect((await first.source.round()).isCaughtUp).toBe(true));
  bytes += 700;
  const [name] = readdirSync(join(first.folder, 'live'));
  const saved = () => readFileSync(join(first.folder, 'live', name!), 'utf8');
  await soon(() => expect(saved()).toContain('"playBytes":700'));
  await first.source.close();
  bytes += 300;
  const second = liveInputs([input(url)], first.folder);
  let sent = 0;
  await soon(async () => {
    const parcel = second.source.takeDue(Date.now(), true);
    if (parcel) {
      const { play_bytes } = parcel.batch.segments[0]!.live!.counters;
      sent = play_bytes.reduce<number>((sum, each) => sum + Number(each), 0);
      second.source.returned(parcel); // so that every row comes each time
    }
    expect(sent).toBe(1000);
  });
});

test('the port for callbacks is told where it is taken, and not listened at by a run that soon ends', async () => {
  bytes = 1000;
  const url = await growing();
  const taken = Number(new URL(url).port);
  const srs = input(url.replace('/stat', ''), { kind: 'srs', hooks: { host: '127.0.0.1', port: taken } });
  const { source } = liveInputs([input(url, { hooks: { host: '127.0.0.1', port: taken } })]);
  await soon(() =>
    expect(source.status(Date.now()).inputs[0]).toMatchObject({
      fault: expect.stringContaining(`callbacks cannot be taken at 127.0.0.1:${taken}`),
      live: { state: 'ok' },
    }),
  );
  const once = liveInputs([srs], undefined, false);
  await soon(async () => expect((await once.source.round()).isCaughtUp).toBe(true));
  expect(once.source.status(Date.now()).inputs[0]!.fault).not.toContain('callbacks');
});
