/**
 * Rows as RFC 4180 has them, for spreadsheets too: a byte order mark, and cells that a spreadsheet would take for a formula
 * begin with an apostrophe. Numbers are written with every digit.
 *
 *     csvText(['domain', 'bytes'], [['a,b.com', 1]])   // '\uFEFFdomain,bytes\r\n"a,b.com",1\r\n'
 */
export function csvText(heads: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const lines = [heads, ...rows].map((cells) => cells.map(cellText).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function cellText(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvBlob(...table: Parameters<typeof csvText>): Blob {
  return new Blob([csvText(...table)], { type: 'text/csv;charset=utf-8' });
}
