import { totalmem } from 'node:os';
import { StoreError, type UsageStore } from '../usage/usage-store.ts';
import { carefulEngine } from './careful-engine.ts';
import { openChdb } from './chdb.ts';
import { requireRoom } from './disk-room.ts';
import { migrate } from './migrations.ts';
import { missingParts } from './set-aside-parts.ts';
import type { SqlEngine } from './sql-engine.ts';
import { sqlStore } from './sql-store.ts';

export interface EmbeddedStoreOptions {
  /** The folder; created where there is none. One process at a time may have it open. */
  readonly path: string;
  /** What the engine may use, in bytes; default 2 GiB, or half of the machine's memory where that is less. */
  readonly memoryBytes?: number;
  /** How many statements run at once: one writes, the others read. 2 to 4; default 3. */
  readonly sessions?: number;
  /** A question that runs longer fails with StoreError('timeout'). Seconds; default 30. */
  readonly timeoutSeconds?: number;
}

/**
 * Opens the store that needs no server: ClickHouse's engine in this process, its tables in a folder.
 *
 *     const store = await openEmbeddedStore({ path: './weir-data' });
 *
 * Rejects with a StoreError: `missing` (no chdb), `locked` (another process has the folder), `version` (a newer weir
 * wrote it), `damaged` (a part of it cannot be read), `unavailable` (the folder cannot be written).
 */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<UsageStore> {
  const { path, sessions = 3, memoryBytes = defaultMemory(), timeoutSeconds } = options;
  const engine = await openChdb({ path, memoryBytes, sessions: Math.max(2, sessions) });
  try {
    await migrate(engine);
    await refuseBrokenParts(engine, path);
  } catch (error) {
    await engine.close();
    throw error;
  }
  const store = sqlStore(carefulEngine(engine, path), timeoutSeconds === undefined ? {} : { timeoutSeconds });
  const ping = async () => {
    await store.ping();
    await requireRoom(path);
  };
  return { ...store, ping };
}

function defaultMemory(): number {
  return Math.min(2 * 2 ** 30, Math.floor(totalmem() / 2));
}

/**
 * The engine sets a part that it cannot read aside and goes on without it, which would be silently lost usage: every
 * acknowledged part was synced, so a broken one means that the disk or somebody changed it.
 */
async function refuseBrokenParts(engine: SqlEngine, path: string): Promise<void> {
  for (const table of ['usage_segments', 'live_segments', 'segments', 'admin_records'])
    await engine.read(`SELECT 1 FROM ${table} LIMIT 0`, 'Native');
  const broken = await missingParts(engine);
  if (broken.length === 0) return;
  throw new StoreError(
    'damaged',
    `the store ${path} is damaged: ${broken.length} part(s) cannot be read, first ${broken[0]!.table} ${broken[0]!.name}; restore the folder from a backup, or remove those parts to go on without what they hold`,
  );
}
