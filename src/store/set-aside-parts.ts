import { readNative } from './native-read.ts';
import { isCovered, type PartName, parsePartName } from './part-name.ts';
import type { SqlEngine } from './sql-engine.ts';
import { quoted } from './sql-text.ts';

/** A part that the engine could not read when it loaded the table, and went on without. */
export interface SetAsidePart {
  readonly table: string;
  readonly name: string;
}

/** Parts that were set aside. Removes those whose contents other parts have; what is left is missing from the tables. */
export async function missingParts(engine: SqlEngine): Promise<SetAsidePart[]> {
  const missing: SetAsidePart[] = [];
  for (const part of await setAsideParts(engine)) {
    const name = parsePartName(part.name);
    if (name && isCovered(name, await activeParts(engine, part.table))) await dropSetAside(engine, part);
    else missing.push(part);
  }
  return missing;
}

export async function dropSetAside(engine: SqlEngine, { table, name }: SetAsidePart): Promise<void> {
  const setting = 'SETTINGS allow_drop_detached = 1';
  await engine.execute(`ALTER TABLE ${table} DROP DETACHED PART ${quoted(name)} ${setting}`);
}

async function setAsideParts(engine: SqlEngine): Promise<SetAsidePart[]> {
  const answer = await engine.read(
    `SELECT concat(table, ' ', name) AS part FROM system.detached_parts
     WHERE database = 'weir' AND reason = 'broken-on-start' ORDER BY part`,
    'Native',
  );
  return readNative(answer)
    .strings('part')
    .values.map((text) => {
      const [table = '', name = ''] = text.split(' ');
      return { table, name };
    });
}

async function activeParts(engine: SqlEngine, table: string): Promise<PartName[]> {
  const answer = await engine.read(
    `SELECT name FROM system.parts WHERE database = 'weir' AND active AND table = ${quoted(table)}`,
    'Native',
  );
  return readNative(answer)
    .strings('name')
    .values.flatMap((name) => parsePartName(name) ?? []);
}
