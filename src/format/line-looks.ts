import { shownLine } from './shown-line.ts';

/**
 * What the lines of a log of unknown format look like, for the person who has to write its format.
 *
 *     lineLooks(['{"ts":1,"request":{"host":"a"}}'])   // { kind: 'json', keys: ['ts', 'request.host'], ... }
 *     lineLooks(['a.com|200|512', 'b.com|404|7'])      // { kind: 'text', separator: '|', columns: [3, 3], quoted: 0, ... }
 */
export type LineLooks = { readonly lines: number /** A line that may be shown. */; readonly sample: string } & (
  | { readonly kind: 'json' /** Those of the first lines, `a.b` for nested ones. */; readonly keys: readonly string[] }
  | {
      readonly kind: 'text';
      readonly separator: Separator;
      /** Fewest and most columns of a line, quotes and brackets holding a column together. */
      readonly columns: readonly [number, number];
      /** Quoted columns in the sample. */
      readonly quoted: number;
      readonly hasTime: boolean;
    }
);

export type Separator = 'tab' | '|' | ',' | 'space';

const SEPARATOR_TEXT = { tab: '\t', '|': '|', ',': ',' } as const;

/** The first lines are like the others, or the log has no format. */
const LOOKED_AT = 100;
const MAX_KEYS = 60;

/** In: lines that are neither blank nor comments, at least one. */
export function lineLooks(lines: readonly string[]): LineLooks {
  const first = lines.slice(0, LOOKED_AT);
  const typical = Math.floor(first.length / 2); // a log may begin with a health check or a version
  const seen = { lines: lines.length, sample: shownLine(first[typical]!) };
  const objects = first.map(jsonObject).filter((object) => object !== undefined);
  if (2 * objects.length > first.length) return { kind: 'json', keys: keysOf(objects), ...seen };
  const separator = separatorOf(first);
  const columns = first.map((line) => columnsOf(line, separator));
  const counts = columns.map((list) => list.length);
  return {
    kind: 'text',
    separator,
    columns: [Math.min(...counts), Math.max(...counts)],
    quoted: columns[typical]!.filter((column) => column === '"').length,
    hasTime: first.some((line) => TIME.test(line)),
    ...seen,
  };
}

/** CLF, RFC 3339, Unix time from 2001 on, or YYYYMMDDhhmmss. */
const TIME = /\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:\d\d|\d{4}-\d\d-\d\d[T\s]\d\d:\d\d|\b1\d{9}(?:\.|\d{3}|\b)|\b20\d{12}\b/;

function jsonObject(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function keysOf(objects: readonly object[]): string[] {
  return [...new Set(objects.flatMap((object) => nestedKeys(object, '')))].slice(0, MAX_KEYS);
}

function nestedKeys(object: object, prefix: string): string[] {
  return Object.entries(object).flatMap(([key, value]: [string, unknown]) => {
    const isNested = typeof value === 'object' && value !== null && !Array.isArray(value) && prefix.length < 100;
    return isNested ? nestedKeys(value, `${prefix}${key}.`) : [shownLine(prefix + key)];
  });
}

/** The first that cuts most lines into three columns or more; a space, where none does. */
function separatorOf(lines: readonly string[]): Separator {
  const cuts = (separator: Separator) => lines.filter((line) => columnsOf(line, separator).length >= 3).length;
  const isCsv = !columnsOf(lines[0]!, ',').some((column) => column.trim().includes(' '));
  const candidates = isCsv ? (['tab', '|', ','] as const) : (['tab', '|'] as const); // there are commas in plain text as well
  return candidates.find((separator) => 2 * cuts(separator) > lines.length) ?? 'space';
}

/** A quoted column is reduced to its opening quote, one in brackets to a bracket. */
function columnsOf(line: string, separator: Separator): string[] {
  const bare = line.replace(/"(?:[^"\\]|\\.)*"|\[[^\]]*\]/g, (held) => held[0]!);
  return separator === 'space' ? bare.split(/ +/) : bare.split(SEPARATOR_TEXT[separator]);
}
