import { FormatError } from './format-error.ts';

/**
 * A LogFormat as people paste it, reduced to the text that Apache writes by. All of these give `%v "%r" %O`:
 *
 *     %v "%r" %O
 *     %v \"%r\" %O
 *     LogFormat "%v \"%r\" %O" edge
 *     '%v "%r" %O'
 *
 * The last is how a shell passes a format to varnishncsa -F. `\"`, `\'`, `\\`, `\t`, `\n` and `\r` mean what they do in
 * Apache; other backslashes stay.
 */
export function plainApacheFormat(pasted: string): string {
  const text = pasted.trim();
  const directive = /^LogFormat\s+/i.exec(text);
  if (directive) return directiveText(text, directive[0].length);
  return unescaped(/^'(?:[^'\\]|\\.)*'$/s.test(text) ? text.slice(1, -1) : text);
}

const QUOTED = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')(?:\s+[^\s"']+)?$/s;

function directiveText(text: string, start: number): string {
  const words = QUOTED.exec(text.slice(start));
  if (words) return unescaped(words[1] ?? words[2] ?? '');
  throw new FormatError('LogFormat needs a quoted text, and may have a nickname: LogFormat "%v %t %O" edge', start);
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };

function unescaped(text: string): string {
  return text.replace(/\\([tnr"'\\])/g, (_, char: string) => ESCAPES[char] ?? char);
}
