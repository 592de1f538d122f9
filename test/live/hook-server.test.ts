import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { HookServer } from '../../src/live/hook-server.ts';

const opened: HookServer[] = [];
afterEach(() => Promise.all(opened.splice(0).map((hooks) => hooks.close())));

function hooksAt(port: number): { hooks: HookServer; bodies: string[] } {
  const bodies: string[] = [];
  const hooks = new HookServer({ host: '127.0.0.1', port, take: (body) => void bodies.push(body) });
  opened.push(hooks);
  hooks.open();
  return { hooks, bodies };
}

const tell = (port: number | undefined) => fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'hello' });

test('takes callbacks and says yes to each', async () => {
  const { hooks, bodies } = hooksAt(0);
  await vi.waitFor(() => expect(hooks.port).toBeGreaterThan(0));
  expect(await (await tell(hooks.port)).json()).toEqual({ code: 0 });
  expect(bodies).toEqual(['hello']);
  const { port } = hooks;
  hooks.open(); // it does already
  expect(hooks.port).toBe(port);
});

test('says why it cannot listen, and does once the port is free', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => other.once('listening', done));
  const { port } = other.address() as AddressInfo;
  const { hooks, bodies } = hooksAt(port);
  await vi.waitFor(() => expect(hooks.fault).toMatch(/^callbacks cannot be taken at 127\.0\.0\.1:\d+: .*EADDRINUSE/));
  await new Promise((done) => other.close(done));
  hooks.open();
  await vi.waitFor(() => expect(hooks.fault).toBeUndefined());
  await tell(port);
  expect(bodies).toEqual(['hello']);
});
