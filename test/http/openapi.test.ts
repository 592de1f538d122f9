import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import Schema from 'typebox/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Accounts } from '../../src/accounts/accounts.ts';
import { createServer } from '../../src/http/server.ts';
import type { Settings } from '../../src/http/settings.ts';
import { BATCH_CONTENT_TYPE } from '../../src/ingest/batch.ts';
import { encodeBatch } from '../../src/ingest/encode-batch.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { openRepairs } from '../../src/repair/repairs.ts';
import { Sources } from '../../src/sources/sources.ts';
import { createVendors } from '../../src/vendors/index.ts';
import { batchOf } from '../support/batches.ts';
import { fakeAccount, fakeAccounts, fakeClaim } from '../support/fake-accounts.ts';
import { memoryStore } from '../support/memory-store.ts';
import { type OpenapiDocument, OpenapiShape, type OperationObject } from './openapi-shape.ts';

// GET /weir/v1/openapi.json is a valid OpenAPI 3.1 document, has every route of the server and no other, and every
// operation's example, taken from the document as a reader would, is answered as the document says.

const NOW = Date.UTC(2026, 10, 20);
const MINUTE = Date.UTC(2026, 9, 1, 4) / 1000; // within the examples' range
const sample = batchOf([['www.a.com', MINUTE, { requests: 3n, bytes: 2n ** 53n - 1n }]], { rejects: { shape: 1 } });

let app: FastifyInstance;
let document: OpenapiDocument;

beforeAll(async () => {
  const acme = fakeAccount({
    id: 'acme',
    domains: [fakeClaim('www.a.com'), fakeClaim('play.live.com', { service: 'live' })],
    credentials: [{ api: 'weir', token: 'reader' }],
  });
  const accounts: Accounts = { ...fakeAccounts([acme]), operators: [{ name: 'ops', token: 'operator' }] };
  const settings: Settings = {
    accounts,
    ...{ ingest: { token: 'sender', nodes: [] }, retention: { fiveMinutesSeconds: 400 * 86_400 } },
  };
  const store = memoryStore();
  const ledger = await Ledger.load(store);
  const repairs = await openRepairs({ store, ledger, settled: async () => {} });
  const receiver = new Receiver({ store, ledger, retentionSeconds: () => 400 * 86_400, rules: repairs.rules });
  const vendors = createVendors();
  const sources = await Sources.open({ store, ledger, repairs, now: NOW });
  app = createServer({ settings: () => settings, store, receiver, repairs, sources, vendors, clock: () => NOW });
  await receiver.receive(sample, NOW);
  await receiver.receive({ ...sample, node: 'edge-2' }, NOW); // a possible double count
  document = (await app.inject('/weir/v1/openapi.json')).json();
});

interface Entry {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly operation: OperationObject;
}

function entries(): Entry[] {
  return Object.entries(document.paths).flatMap(([path, { get, post }]) => [
    ...(get ? [{ method: 'get', path, operation: get } as const] : []),
    ...(post ? [{ method: 'post', path, operation: post } as const] : []),
  ]);
}

describe('the document', () => {
  test('has the shape of OpenAPI 3.1', () => {
    expect(Compile(OpenapiShape).Errors(document)).toEqual([]);
  });

  test('has JSON schemas of 2020-12 and references that lead somewhere', () => {
    const meta = Schema.Compile(Schema.Meta['https://json-schema.org/draft/2020-12/schema']);
    const found: object[] = Object.values(document.components.schemas);
    for (const { operation } of entries()) {
      for (const { schema } of operation.parameters ?? []) found.push(schema);
      for (const { content = {} } of [operation.requestBody ?? {}, ...Object.values(operation.responses)]) {
        for (const { schema } of Object.values(content)) if (schema) found.push(schema);
      }
    }
    expect(found.length).toBeGreaterThan(40);
    for (const schema of found) expect(meta.Errors(schema)[1]).toEqual([]);
    expect(meta.Check({ type: 'text' })).toBe(false);
    for (const [, name] of JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)) {
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });

  test('names each operation once, its tags, its tokens and what stands in its path', () => {
    const ids = entries().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of entries()) {
      const named = (operation.parameters ?? []).filter((each) => each.in === 'path').map(({ name }) => name);
      expect(named, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      expect(document.tags.map(({ name }) => name)).toContain(operation.tags[0]);
      for (const scheme of operation.security.flatMap(Object.keys)) {
        expect(Object.keys(document.components.securitySchemes)).toContain(scheme);
      }
    }
  });

  test('has every route of Weir’s own and no other', async () => {
    await app.ready();
    const routes = routesOf(app.printRoutes({ commonPrefix: false }));
    const own = routes.filter((route) => / \/(weir\/|healthz|readyz|metrics)/.test(route));
    const documented = entries().map(
      ({ method, path }) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
    );
    expect(documented.sort()).toEqual(own.sort());
  });
});

/** fastify's tree of routes -> 'GET /weir/v1/nodes/:name'. */
function routesOf(tree: string): string[] {
  const parents: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods] = /^([\s│]*)[├└]── (\S*)(?: \(([^)]*)\))?$/.exec(line) ?? [];
    if (part === '') return [];
    const depth = indent.length / 4;
    parents.length = depth;
    parents.push(part);
    const named = (methods ?? '').split(', ').filter((method) => method === 'GET' || method === 'POST');
    return named.map((method) => `${method} ${parents.join('')}`);
  });
}

/** A request as the document's examples make it; what has no example is left out. */
function requestOf({ method, path, operation }: Entry, changes: Record<string, string> = {}) {
  const parameters = (operation.parameters ?? []).filter(({ example }) => example !== undefined);
  const inPath = (name: string) => String(changes[name] ?? parameters.find((each) => each.name === name)!.example);
  const query = new URLSearchParams(
    parameters
      .filter((each) => each.in === 'query')
      .map(({ name, example }): [string, string] => [name, String(example)]),
  );
  const [type, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const payload = type === BATCH_CONTENT_TYPE ? encodeBatch(sample) : body && JSON.stringify(body.example);
  const token = operation.security.flatMap(Object.keys)[0];
  return {
    method: method.toUpperCase() as 'GET' | 'POST',
    url: `${path.replace(/\{(\w+)\}/g, (_all, name) => encodeURIComponent(inPath(name)))}?${query}`,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...(type && { 'content-type': type }) },
    ...(payload !== undefined && { payload }),
  };
}

test('every operation’s example is answered as the document says', async () => {
  let removal = '';
  for (const entry of entries()) {
    const { operation, path } = entry;
    const answer = await app.inject(requestOf(entry, removal === '' ? {} : { id: removal }));
    expect(answer.statusCode, `${path}: ${answer.body}`).toBe(200);
    const [type, { schema }] = Object.entries(operation.responses['200']!.content!)[0]!;
    expect(answer.headers['content-type'], path).toContain(type);
    if (schema) expect(Schema.Compile(schema).Errors(answer.json())[1], path).toEqual([]);
    if (operation.operationId === 'forgetUsage') removal = answer.json().id;
  }
  expect(removal).not.toBe('');
});

test('what needs a token is refused without one, as a documented problem', async () => {
  const problem = Schema.Compile(document.components.schemas.Problem!);
  for (const entry of entries().filter(({ operation }) => operation.security.length > 0)) {
    const { headers: _token, ...request } = requestOf(entry);
    const answer = await app.inject({ ...request, headers: { 'content-type': 'application/json' } });
    expect([answer.statusCode, answer.json().title], entry.path).toEqual([401, 'unauthorized']);
    expect(problem.Errors(answer.json())[1]).toEqual([]);
    expect(Object.keys(entry.operation.responses), entry.path).toContain('401');
  }
});

test('what does not fit a documented parameter is refused', async () => {
  for (const entry of entries()) {
    for (const { name, schema } of (entry.operation.parameters ?? []).filter((each) => each.in === 'query')) {
      if (Schema.Compile(Type.Unsafe(schema)).Check('')) continue; // any text would do
      const request = requestOf(entry);
      const url = new URL(request.url, 'http://weir');
      url.searchParams.set(name, '\u0000?');
      const answer = await app.inject({ ...request, url: url.pathname + url.search });
      expect([400, 404], `${entry.path} ${name}`).toContain(answer.statusCode);
    }
  }
});

test('a server without repairs does not document them', async () => {
  const settings: Settings = {
    accounts: fakeAccounts([]),
    ingest: { nodes: [] },
    retention: { fiveMinutesSeconds: 1 },
  };
  const store = memoryStore();
  const receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 1 });
  const plain = createServer({ settings: () => settings, store, receiver, vendors: [], clock: () => NOW });
  const { paths } = (await plain.inject('/weir/v1/openapi.json')).json();
  expect(Object.keys(paths).filter((path) => /nodes|forg/.test(path))).toEqual([]);
});
