/** A bigint is a number that JSON.parse would have rounded: see exact-numbers.ts. */
export type Cell = string | number | bigint;

/**
 * Lines of cells in columns, for people: the first line is the heading, numbers stand to the right.
 *
 *     textTable([['node', 'lines'], ['edge-1', 1204]])   // ['node    lines', 'edge-1  1,204']
 */
export function textTable(lines: readonly (readonly Cell[])[]): string[] {
  const columns = lines[0] ?? [];
  const texts = lines.map((cells) => cells.map(cellText));
  const widths = columns.map((_, i) => texts.reduce((width, cells) => Math.max(width, cells[i]!.length), 0));
  const isNumber = columns.map((_, i) => lines.slice(1).some((cells) => typeof cells[i] !== 'string'));
  const aligned = (text: string, i: number) => (isNumber[i] ? text.padStart(widths[i]!) : text.padEnd(widths[i]!));
  return texts.map((cells) => cells.map(aligned).join('  ').trimEnd());
}

function cellText(cell: Cell): string {
  return typeof cell === 'string' ? cell.replace(/\p{Cc}/gu, ' ') : countText(cell);
}

/** 1,204; a number that JSON.parse may have rounded says so. */
export function countText(count: number | bigint): string {
  const digits = count.toLocaleString('en-US');
  return typeof count === 'bigint' || Number.isSafeInteger(count) ? digits : `about ${digits}`;
}

/** Unix seconds -> 2026-01-01T00:00:00Z; nothing -> '-'. */
export function timeText(seconds: number | null): string {
  return seconds === null ? '-' : new Date(seconds * 1000).toISOString().replace('.000', '');
}
