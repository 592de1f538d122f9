import { diskRoom, isNearlyFull, requireRoom } from './disk-room.ts';
import { SoundParts } from './sound-parts.ts';
import type { SqlEngine } from './sql-engine.ts';

const LOOK_EVERY_MS = 1000;

/**
 * An engine that writes to a disk which may run full. Nothing is written below the reserve (disk-room.ts), so that the
 * engine's own work has room; and while the disk is nearly full, what it writes is read back before it counts
 * (sound-parts.ts), because others write there too. Reading goes on in any case.
 *
 *     carefulEngine(engine, './weir-data')     // execute and insert reject with NoRoomError below the reserve
 */
export function carefulEngine(engine: SqlEngine, path: string): SqlEngine {
  const parts = new SoundParts(engine, unixSeconds());
  const watch = setInterval(() => void look(), LOOK_EVERY_MS).unref();
  let wasNearlyFull = false;
  let isClosed = false;
  let looking: Promise<void> = Promise.resolve();

  /** Merges run by themselves. What a look finds and cannot mend, the next insert meets again. */
  const look = (): Promise<void> => {
    looking = looking.then(lookOnce).catch(() => {});
    return looking;
  };
  const lookOnce = async (): Promise<void> => {
    const isNear = isNearlyFull(await diskRoom(path));
    if (isNear || wasNearlyFull) await parts.check();
    if (!isNear) parts.calm(unixSeconds());
    wasNearlyFull = isNear;
  };
  const written = async (bytes: number, write: () => Promise<void>): Promise<void> => {
    if (isClosed) return write(); // which says so
    const before = await requireRoom(path, bytes);
    await write();
    if (isNearlyFull(before) || isNearlyFull(await diskRoom(path))) await parts.check();
  };

  return {
    execute: (sql) => written(0, () => engine.execute(sql)),
    read: (sql, format) => engine.read(sql, format),
    // as a block on its way, and in a part
    insert: (table, format, block) => written(2 * block.length, () => engine.insert(table, format, block)),
    async close() {
      isClosed = true;
      clearInterval(watch);
      await looking;
      await engine.close();
    },
  };
}

function unixSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
