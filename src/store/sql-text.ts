/**
 * Values as SQL text. Host names come from access logs, so from anybody: every string goes through here, and only two
 * characters mean anything inside ClickHouse's quotes.
 *
 *     quoted("o'neil\\x")                 // 'o\'neil\\x'
 *     instant(1767225600)                 // toDateTime(1767225600, 'UTC')
 *
 * Literals, not bound parameters: chdb serialises every query that binds one through a single chain.
 */
export function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replaceAll('\0', '\\0')}'`;
}

/** Unix seconds; the zone is named because a server's own zone must never decide where a day starts. */
export function instant(seconds: number): string {
  return `toDateTime(${seconds}, 'UTC')`;
}

/** The engines refuse a statement over 256 KiB (max_query_size); half of it leaves room for everything but the names. */
const MAX_NAMES_BYTES = 128 * 1024;

/** Cuts names into lists that fit a statement each. */
export function statementsWorth(names: readonly string[]): string[][] {
  const lists: string[][] = [];
  let room = 0;
  for (const name of names) {
    const size = Buffer.byteLength(quoted(name)) + 2;
    if (size > room) {
      lists.push([]);
      room = MAX_NAMES_BYTES;
    }
    lists.at(-1)!.push(name);
    room -= size;
  }
  return lists;
}
