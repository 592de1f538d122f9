/**
 * JSON.parse for answers in which integers may be larger than 2^53: those become bigints.
 *
 *     parseExact('{"bytes":9007199254740993}')   // { bytes: 9007199254740993n }
 */
export function parseExact(json: string): unknown {
  const marked = json.replace(TEXT_OR_LARGE, (token) => (token.startsWith('"') ? token : `"\\u0000${token}"`));
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && MARKED.test(value) ? BigInt(value.slice(1)) : value,
  );
}

const TEXT_OR_LARGE = /"(?:[^"\\]|\\.)*"|(?<![\d.])\d{16,}(?![\d.eE])/g; // 16 digits may be exact, and are exact as a bigint too
// biome-ignore lint/suspicious/noControlCharactersInRegex: what no name or id of an answer begins with
const MARKED = /^\u0000\d+$/;
