/** A value that is no object: where its text stands in the line; a string without its quotes. */
export interface JsonLeaf {
  /** The keys that lead to it, as JSON: `["request","host"]`. */
  readonly path: string;
  /** `other`: true, false, null and lists. */
  readonly kind: 'string' | 'number' | 'other';
  readonly start: number;
  readonly end: number;
}

/**
 * The leaves of an object, in their order. In: JSON without a backslash in it, which has been parsed; out: undefined where a
 * key comes twice in an object, or a list holds a quote.
 */
export function jsonLeaves(text: string): JsonLeaf[] | undefined {
  const leaves: JsonLeaf[] = [];
  const end = readObject(text, skipSpace(text, 0), [], leaves);
  return end === undefined ? undefined : leaves;
}

/** Out: behind the object. */
function readObject(text: string, start: number, path: readonly string[], leaves: JsonLeaf[]): number | undefined {
  const keys = new Set<string>();
  let at = skipSpace(text, start + 1);
  while (text[at] !== '}') {
    const keyEnd = text.indexOf('"', at + 1);
    const key = text.slice(at + 1, keyEnd);
    if (keys.has(key)) return undefined;
    keys.add(key);
    const value = skipSpace(text, skipSpace(text, keyEnd + 1) + 1); // behind the colon
    const behind = readValue(text, value, [...path, key], leaves);
    if (behind === undefined) return undefined;
    at = skipSpace(text, behind);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return at + 1;
}

function readValue(text: string, at: number, path: readonly string[], leaves: JsonLeaf[]): number | undefined {
  const name = JSON.stringify(path);
  if (text[at] === '{') return readObject(text, at, path, leaves);
  if (text[at] === '"') {
    const end = text.indexOf('"', at + 1);
    leaves.push({ path: name, kind: 'string', start: at + 1, end });
    return end + 1;
  }
  if (text[at] === '[') {
    const end = text.indexOf(']', at) + 1;
    if (/[[{]/.test(text.slice(at + 1, end))) return undefined; // a list in a list may end elsewhere
    if (text.slice(at, end).includes('"')) return undefined;
    leaves.push({ path: name, kind: 'other', start: at, end });
    return end;
  }
  const end = at + /[^,}\]\s]*/.exec(text.slice(at))![0].length;
  leaves.push({ path: name, kind: /[-0-9]/.test(text[at]!) ? 'number' : 'other', start: at, end });
  return end;
}

function skipSpace(text: string, at: number): number {
  let next = at;
  while (text[next] === ' ' || text[next] === '\t') next++;
  return next;
}
