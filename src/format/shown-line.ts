/**
 * A log line as it may be shown on a screen or pasted into an issue: short, and without what must not get out. In: a line;
 * out: the same without query strings, credentials, long tokens and control characters, cut to 200 characters.
 *
 *     1.2.3.4 "GET /a.ts?auth_key=1700-0-abc HTTP/1.1" 200   ->   1.2.3.4 "GET /a.ts?... HTTP/1.1" 200
 *
 * It errs on the side of hiding: a long file name goes as well.
 */
export function shownLine(line: string): string {
  const text = HIDDEN.reduce(
    (shown, [pattern, shape]) => shown.replace(pattern, shape),
    line.slice(0, READ_CHARACTERS),
  );
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
}

const SHOWN_CHARACTERS = 200;
/** Far more than is shown, as hiding shortens, and little enough to be looked through several times. */
const READ_CHARACTERS = 4096;

const HIDDEN: readonly (readonly [RegExp, string])[] = [
  [/[\p{Cc}\p{Cf}\uFFFD]/gu, '.'], // a terminal would obey some of them
  [/\?[^\s"'|]*/g, '?...'],
  [/\/\/[^/\s"@]*@/g, '//...@'], // user:password@
  [/\b(bearer|basic|digest)\s+[^\s"',]+/gi, '$1 ...'],
  [
    /((?:token|secret|passw\w*|sign\w*|session\w*|cookie|auth\w*|api_?key|access_?key|auth_?key)["']?\s*[:=]\s*["'[]*)[^"'&,;\s\]}]+/gi,
    '$1...',
  ],
  [/(?=[\w+%=-]*\d)(?=[\w+%=-]*[A-Za-z])[\w+%=-]{24,}/g, '...'], // ids, signatures, and what was encoded
];
