import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ByteReader } from '../../src/store/byte-reader.ts';
import { openChdb } from '../../src/store/chdb.ts';
import { type EmbeddedStoreOptions, openEmbeddedStore } from '../../src/store/embedded-store.ts';
import { MIGRATIONS, migrate } from '../../src/store/migrations.ts';
import type { SqlEngine } from '../../src/store/sql-engine.ts';
import { StoreError, type UsageStore } from '../../src/usage/usage-store.ts';
import { type ChildProgram, childProgram } from '../support/child-program.ts';
import { startProgram, temporaryFolder } from '../support/programs.ts';
import { MINUTE_0, storedSegment } from '../support/stored-segments.ts';

const CHILD = join(import.meta.dirname, 'embedded.child.ts');

let folder: { path: string; dispose: () => void };
let open: { close(): Promise<void> }[];
beforeEach(() => {
  folder = temporaryFolder('store');
  open = [];
});
afterEach(async () => {
  for (const each of open) await each.close();
  folder.dispose();
});

async function opened(options: Partial<EmbeddedStoreOptions> = {}): Promise<UsageStore> {
  const store = await openEmbeddedStore({ path: folder.path, ...options });
  open.push(store);
  return store;
}

async function openedEngine(): Promise<SqlEngine> {
  const engine = await openChdb({ path: folder.path, memoryBytes: 2 ** 30, sessions: 2 });
  open.push(engine);
  return engine;
}

const A_DAY = {
  spans: [{ domain: 'www.a.com', start: MINUTE_0, end: MINUTE_0 + 86_400 }],
  step: 300,
  counters: ['bytes'],
  merged: false,
} as const;

const oneRow = (bytes: number) => storedSegment(`s${bytes}`, 10, [{ domain: 'www.a.com', minute: MINUTE_0, bytes }]);

describe('a process of its own', () => {
  let child: ChildProgram;
  beforeAll(async () => {
    child = await childProgram(CHILD);
  });
  afterAll(() => child.dispose());

  test('what it acknowledged is there after kill -9, again and again', async () => {
    let acknowledged = 0;
    for (const enough of [/acknowledged 3\n/, /acknowledged 17\n/, /acknowledged 40\n/]) {
      const program = startProgram(process.execPath, [child.path, 'put-forever', folder.path]);
      await program.waitFor(enough);
      await program.stop('SIGKILL');
      const last = program.output().trimEnd().split('\n').at(-1)!;
      acknowledged = Math.max(acknowledged, Number(last.split(' ')[1]));
      const store = await opened();
      const stored = (await store.ledger()).length;
      expect(stored).toBeGreaterThanOrEqual(acknowledged);
      const sum = (await store.buckets(A_DAY)).counters.bytes![0]!;
      expect(sum).toBeGreaterThanOrEqual((stored * (stored + 1)) / 2); // rows are stored before the ledger
      await store.close();
    }
  });

  test('its folder is locked, and free once it is killed', async () => {
    const program = startProgram(process.execPath, [child.path, 'hold', folder.path]);
    await program.waitFor(/open/);
    const onItsWay = join(folder.path, 'staging', 'block');
    writeFileSync(onItsWay, '');
    await expect(opened()).rejects.toMatchObject({ reason: 'locked', message: expect.stringContaining(folder.path) });
    expect(existsSync(onItsWay)).toBe(true); // the refused one did not clean up what is not its own
    await program.stop('SIGKILL');
    await (await opened()).ping();
    expect(existsSync(onItsWay)).toBe(false);
  });

  test('a full disk refuses the put, and the store can still be read, and written when there is room', async () => {
    const limited = `ulimit -f 2048; exec "${process.execPath}" "${child.path}" put-too-much "${folder.path}"`;
    const lines = execFileSync('sh', ['-c', limited], { encoding: 'utf8' }).trimEnd().split('\n');
    expect(lines).toEqual([expect.stringMatching(/^unavailable: /), 'readable 1 with 1 entry', 'writable, 2 entries']);
  });
});

test('without chdb the error says what to install', async () => {
  const elsewhere = await childProgram(CHILD, folder.path);
  const said = execFileSync(process.execPath, [elsewhere.path, 'hold', folder.path], { encoding: 'utf8' });
  expect(said).toMatch(/^missing: .*npm install chdb/);
});

test('two stores at different places do not fit one process, and the error says so', async () => {
  await opened();
  const other = temporaryFolder('other');
  await expect(openEmbeddedStore({ path: other.path })).rejects.toMatchObject({ reason: 'locked' });
  other.dispose();
});

test.each(['a*b', 'what?', '{x}'])(
  'a folder called %s is refused, the engine would read it as a pattern',
  async (name) => {
    const refused = openEmbeddedStore({ path: join(folder.path, name) });
    await expect(refused).rejects.toMatchObject({ reason: 'unavailable', message: expect.stringContaining(name) });
  },
);

test('a folder that cannot be made is unavailable', async () => {
  writeFileSync(join(folder.path, 'file'), '');
  await expect(openEmbeddedStore({ path: join(folder.path, 'file', 'x') })).rejects.toMatchObject({
    reason: 'unavailable',
  });
});

test('a question over its time fails with timeout, and the store goes on', async () => {
  const store = await opened({ timeoutSeconds: 0.001 });
  const minutes = Array.from({ length: 100_000 }, (_, i) => MINUTE_0 + 60 * i);
  await store.put([
    storedSegment(
      's',
      10,
      minutes.map((minute) => ({ domain: 'www.a.com', minute, bytes: 1 })),
    ),
  ]);
  const year = [{ ...A_DAY.spans[0], end: MINUTE_0 + 366 * 86_400 }];
  await expect(store.buckets({ ...A_DAY, spans: year, step: 60 })).rejects.toMatchObject({ reason: 'timeout' });
  expect(await store.ledger()).toHaveLength(1);
});

test('close waits for what runs; afterwards everything is refused', async () => {
  const store = await opened();
  const puts = [1, 2, 3].map((bytes) => store.put([oneRow(bytes)]));
  const reads = [1, 2, 3, 4].map(() => store.buckets(A_DAY));
  await store.close();
  await Promise.all([...puts, ...reads]);
  for (const refused of [store.put([oneRow(4)]), store.buckets(A_DAY), store.ping(), store.ledger()]) {
    await expect(refused).rejects.toEqual(new StoreError('unavailable', 'the store is closed'));
  }
  expect(await (await opened()).ledger()).toHaveLength(3);
});

test('a put that fails leaves the ledger without the segment, and the next put works', async () => {
  const store = await opened();
  const broken = oneRow(1);
  const wrong = { ...broken, entry: { ...broken.entry, digest: 'not hex' } };
  await expect(store.put([wrong])).rejects.toThrow('32 hex digits');
  expect(await store.ledger()).toEqual([]);
  await store.put([oneRow(2)]);
  expect(await store.ledger()).toHaveLength(1);
});

test('errors are one line', async () => {
  const engine = await openedEngine();
  const refused = await engine.read('SELECT nope\nFROM\nnowhere', 'Native').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(StoreError);
  expect((refused as StoreError).message).not.toMatch(/\n|DB::Exception/);
});

describe('migrations', () => {
  const newest = MIGRATIONS.at(-1)!.version;
  const next = {
    version: newest + 1,
    name: 'two tables',
    statements: ['one', 'two'].map(
      (name) => `CREATE TABLE IF NOT EXISTS ${name} (a UInt8) ENGINE = MergeTree ORDER BY a`,
    ),
  };
  const all = [...MIGRATIONS, next];

  test('a kill between any two statements is made good by the next start', async () => {
    const statements = 1 + all.reduce((sum, migration) => sum + migration.statements.length + 1, 0);
    for (let allowed = 0; allowed <= statements; allowed++) {
      folder.dispose();
      const engine = await openedEngine();
      await migrate(dyingAfter(engine, allowed), all).catch(() => {});
      await migrate(engine, all);
      await migrate(engine, all);
      expect(await tableText(engine, 'SELECT groupArray(version) FROM schema_migrations')).toBe(
        JSON.stringify(all.map(({ version }) => version)),
      );
      expect(await tableText(engine, 'SELECT (SELECT count() FROM one) + (SELECT count() FROM two)')).toBe('0');
      await engine.close();
    }
  });

  test('a store of a newer weir is refused, saying both versions', async () => {
    const engine = await openedEngine();
    await migrate(engine, all);
    await engine.close();
    await expect(opened()).rejects.toMatchObject({
      reason: 'version',
      message: expect.stringMatching(new RegExp(`version ${newest + 1}.*up to ${newest}`)),
    });
  });

  test('a released step is never edited: they make these tables', async () => {
    const engine = await openedEngine();
    await migrate(engine);
    const columns = `SELECT arrayStringConcat(groupArray(concat(name, ' ', type)), '\n') FROM
      (SELECT name, type FROM system.columns WHERE database = 'weir' AND table IN ('usage_segments', 'live_segments', 'segments', 'admin_records')
       ORDER BY table, position)`;
    await expect(await tableText(engine, columns)).toMatchFileSnapshot('tables.snapshot.txt');
  });

  function dyingAfter(engine: SqlEngine, statements: number): SqlEngine {
    let left = statements;
    const execute = (sql: string) => (left-- > 0 ? engine.execute(sql) : Promise.reject(new Error('killed')));
    return { ...engine, execute };
  }

  async function tableText(engine: SqlEngine, sql: string): Promise<string> {
    return new ByteReader(await engine.read(`SELECT toString(assumeNotNull((${sql})))`, 'RowBinary')).text();
  }
});

describe('damage', () => {
  beforeEach(async () => {
    const store = await opened();
    await store.put([storedSegment('s', 10, ROWS)]);
    await store.close();
  });
  const ROWS = Array.from({ length: 1000 }, (_, i) => ({
    domain: 'www.a.com',
    minute: MINUTE_0 + 60 * i,
    bytes: i * i,
  }));

  test('a part that was cut short is refused when the store opens', async () => {
    for (const file of partFiles('data.bin')) truncateSync(file, 100);
    await expect(opened()).rejects.toMatchObject({ reason: 'damaged', message: expect.stringContaining(folder.path) });
  });

  test('a part whose bytes changed is refused at the latest when it is read', async () => {
    for (const file of partFiles('data.bin')) {
      const bytes = readFileSync(file);
      bytes.fill(0x55, 20, Math.min(200, bytes.length));
      writeFileSync(file, bytes);
    }
    const answered = opened().then((store) => store.buckets(A_DAY));
    await expect(answered).rejects.toMatchObject({ reason: 'damaged' });
  });

  test('a table whose definition is not SQL is refused when the store opens', async () => {
    for (const file of partFiles('usage_segments.sql')) writeFileSync(file, 'garbage');
    await expect(opened()).rejects.toMatchObject({ reason: 'damaged' });
  });

  function partFiles(name: string): string[] {
    const engine = join(folder.path, 'engine');
    if (!existsSync(engine)) mkdirSync(engine);
    const found = readdirSync(engine, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(name));
    expect(found).not.toHaveLength(0);
    return found.map((file) => join(engine, file));
  }
});
