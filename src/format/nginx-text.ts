import { FormatError } from './format-error.ts';

/**
 * A log_format as people paste it, reduced to the text that nginx writes by. All of these give `$host $bytes_sent`:
 *
 *     $host $bytes_sent
 *     '$host ' '$bytes_sent'
 *     "$host
 *      $bytes_sent"
 *     log_format edge escape=json '$host '
 *                                 '$bytes_sent';
 *
 * Line breaks in bare or quoted text count with their indentation as one space; quoted strings are joined with nothing
 * between them, and backslashes are taken as nginx takes them.
 */
export function plainLogFormat(pasted: string): string {
  const text = pasted.trim();
  const directive = /^log_format\s+/.exec(text);
  if (directive) return directiveText(text, directive[0].length);
  return isQuoted(text) ? joinWords(text, 0) : unescaped(text);
}

/** nginx joins the words after the name and escape=... without a space between them. */
function directiveText(text: string, start: number): string {
  const head = /^\S+\s+(?:escape=(\w+)\s+)?/.exec(text.slice(start));
  if (!head) throw new FormatError("log_format needs a name and a text: log_format edge '$host ...';", start);
  if (head[1] !== undefined && !['default', 'json', 'none'].includes(head[1])) {
    throw new FormatError(`log_format has escape=${head[1]}; nginx knows default, json and none`, start);
  }
  return joinWords(text, start + head[0].length);
}

/**
 * Nothing but quoted strings. Several double-quoted strings on one line are more likely the bare format
 * `"$time_local" "$host"`, whose quotes stand in the log.
 */
function isQuoted(text: string): boolean {
  const strings = /^(?:(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*)+;?$/s;
  if (!strings.test(text)) return false;
  return text.startsWith("'") || text.includes('\n') || /^"(?:[^"\\]|\\.)*"\s*;?$/s.test(text);
}

const WORD = /\s+|#[^\n]*|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|((?:[^\s;'"\\]|\\.)(?:[^\s;\\]|\\.)*)|;/sy;

/** Reads nginx's words up to the semicolon; anything after it would be another directive. */
function joinWords(text: string, start: number): string {
  let joined = '';
  WORD.lastIndex = start;
  while (WORD.lastIndex < text.length) {
    const at = WORD.lastIndex;
    const word = WORD.exec(text);
    if (!word) throw new FormatError(`a quote is opened here and never closed: ${text.slice(at, at + 20)}`, at);
    if (word[0] === ';') return requireEnd(text, at + 1, joined);
    joined += unescaped(word[1] ?? word[2] ?? word[3] ?? '');
  }
  return joined;
}

function requireEnd(text: string, at: number, joined: string): string {
  const rest = text.slice(at).replace(/#[^\n]*/g, '');
  if (rest.trim() !== '') throw new FormatError('one log_format is expected, but text follows its semicolon', at);
  return joined;
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', '"': '"', "'": "'", '\\': '\\' };

/** nginx's ngx_conf_read_token: other backslashes stay. Line breaks and their indentation become one space first. */
function unescaped(word: string): string {
  return unfold(word).replace(/\\([tnr"'\\])/g, (_, char: string) => ESCAPES[char] ?? char);
}

function unfold(text: string): string {
  return text.replace(/[ \t]*\r?\n[ \t]*/g, ' ');
}
