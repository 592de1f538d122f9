import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StoreError } from '../usage/usage-store.ts';
import { engineError } from './engine-error.ts';
import { holderOf } from './folder-lock.ts';
import type { InsertFormat, SqlEngine } from './sql-engine.ts';
import { quoted } from './sql-text.ts';
import { type Turns, turns } from './turns.ts';

type Chdb = typeof import('chdb');
type Session = InstanceType<Chdb['Session']>;

export interface ChdbOptions {
  /** Weir's folder; the engine's own files lie in `engine/`, blocks on their way into it in `staging/`. */
  readonly path: string;
  readonly memoryBytes: number;
  /** One of them writes, the others read: at least 2. */
  readonly sessions: number;
}

/**
 * ClickHouse inside this process, through the chdb package: the only file that knows it.
 *
 *     const engine = await openChdb({ path: './weir-data', memoryBytes: 2 ** 30, sessions: 3 });
 *
 * A session runs one query at a time and sessions run beside each other, hence one writer and a few readers. Parameters
 * of chdb are not used (it serialises them over all sessions), nor its synchronous calls (they stop the event loop).
 */
export async function openChdb(options: ChdbOptions): Promise<SqlEngine> {
  const chdb = await loadChdb();
  refusePatterns(options.path);
  const engine = await madeFolder(options.path, 'engine');
  const sessions = await openSessions(chdb, engine, options);
  // only now that the folder is ours: another process may have a block on its way in there
  await rm(join(resolve(options.path), 'staging'), { recursive: true, force: true });
  return chdbEngine(sessions, await madeFolder(options.path, 'staging'), chdb);
}

async function madeFolder(path: string, name: string): Promise<string> {
  const folder = join(resolve(path), name);
  try {
    await mkdir(folder, { recursive: true });
    return folder;
  } catch (error) {
    throw engineError(error, `cannot write to the store's folder ${path}`);
  }
}

/** In these the engine would see a pattern of file names, find none of that name and insert nothing, without an error. */
function refusePatterns(path: string): void {
  const found = /[*?{}]/.exec(resolve(path));
  if (!found) return;
  throw new StoreError(
    'unavailable',
    `the store's folder ${path} may not contain ${found[0]}: use a path without * ? { }`,
  );
}

async function loadChdb(): Promise<Chdb> {
  try {
    return await import('chdb');
  } catch (error) {
    const hint = 'install it with `npm install chdb@3.4.0` (it needs x64 with AVX2 or arm64, and glibc or macOS)';
    throw new StoreError('missing', `the embedded store needs the package chdb: ${hint}`, {
      cause: error,
    });
  }
}

async function openSessions(chdb: Chdb, folder: string, options: ChdbOptions): Promise<Session[]> {
  refuseHeldFolder(folder, options.path);
  const sessions: Session[] = [];
  try {
    for (let i = 0; i < options.sessions; i++) {
      sessions.push(new chdb.Session(folder, { connectionArgs: connectionArgs(options) }));
    }
    await sessions[0]!.queryAsync('CREATE DATABASE IF NOT EXISTS weir');
    for (const session of sessions) await session.queryAsync('USE weir');
    return sessions;
  } catch (error) {
    for (const session of sessions) session.close();
    refuseHeldFolder(folder, options.path); // taken since we looked
    throw openingError(error, options.path);
  }
}

/** Looked at before the engine does, because its own refusal is noise on stderr and an error without a reason. */
function refuseHeldFolder(folder: string, path: string): void {
  const pid = holderOf(folder);
  if (pid === undefined) return;
  throw new StoreError(
    'locked',
    `the store's folder ${path} is in use by process ${pid}: stop that one first, or use another folder`,
  );
}

/** The engine would otherwise take 90 % of the machine's memory. */
function connectionArgs({ memoryBytes }: ChdbOptions): string[] {
  return [`--max_server_memory_usage=${memoryBytes}`];
}

function openingError(error: unknown, path: string): StoreError {
  if (/one active data directory/.test(String(error))) {
    return new StoreError(
      'locked',
      `cannot open the store ${path}: this process has another store open, close that first`,
    );
  }
  // an engine that starts at all has no other reason to refuse its own folder than what lies in it
  return new StoreError(
    'damaged',
    `the store's folder ${path} cannot be opened: it is damaged, or in use outside this container (the engine's own words are above); restore it from a backup, or use another folder`,
    { cause: error },
  );
}

function chdbEngine([writer, ...readers]: readonly Session[], staging: string, chdb: Chdb): SqlEngine {
  const writing = turns([writer!]);
  const reading = turns(readers);
  let closed = false;
  let blocks = 0;
  const run = async <T>(who: Turns<Session>, doing: string, task: (session: Session) => Promise<T>): Promise<T> => {
    if (closed) throw new StoreError('unavailable', 'the store is closed');
    return who.use(task).catch((error) => Promise.reject(engineError(error, doing)));
  };
  return {
    execute: (sql) => run(writing, 'the store refused a statement', async (s) => void (await s.queryAsync(sql))),
    read: (sql, format) =>
      run(reading, 'the store could not answer', async (s) => (await s.queryAsync(sql, { format })).bytes()),
    insert: (table, format, block) => {
      const file = join(staging, `${blocks++}.${format}`);
      return run(writing, 'the store could not write', (s) => insertFile(s, { table, format, block, file }));
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.all([writing.idle(), reading.idle()]);
      for (const session of [writer!, ...readers]) session.close();
      await chdb.drainPending();
    },
  };
}

interface FileInsert {
  readonly table: string;
  readonly format: InsertFormat;
  readonly block: Uint8Array;
  readonly file: string;
}

/**
 * The block goes through a file because chdb takes binary formats from nowhere else. The file need not be durable: the
 * engine copies it into a part, which it syncs (migrations.ts), before the statement returns.
 */
async function insertFile(session: Session, { table, format, block, file }: FileInsert): Promise<void> {
  try {
    await writeFile(file, block);
    await session.queryAsync(`INSERT INTO ${table} SELECT * FROM file(${quoted(file)}, ${quoted(format)})`);
  } finally {
    await rm(file, { force: true });
  }
}
