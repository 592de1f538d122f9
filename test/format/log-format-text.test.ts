import { expect, it } from 'vitest';
import { plainLogFormat } from '../../src/format/nginx-text.ts';

const PASTED: readonly (readonly [name: string, pasted: string, plain: string])[] = [
  ['bare text', '$host $bytes_sent', '$host $bytes_sent'],
  ['a single-quoted string', "'$host $bytes_sent'", '$host $bytes_sent'],
  ['a double-quoted string', '"$host $bytes_sent"', '$host $bytes_sent'],
  ['a string with its semicolon', "'$host $bytes_sent';", '$host $bytes_sent'],
  ['strings over several lines, joined with nothing between', "'$host '\n    '$bytes_sent'", '$host $bytes_sent'],
  ['strings on one line', "'$host ' '$bytes_sent'", '$host $bytes_sent'],
  ['double-quoted strings over several lines', '"$host "\n  "$bytes_sent"', '$host $bytes_sent'],
  ['double quotes that stand in the log', '"$host" "$bytes_sent"', '"$host" "$bytes_sent"'],
  ['a bare quoted field first', '"$host" $bytes_sent', '"$host" $bytes_sent'],
  ['a directive', "log_format edge '$host $bytes_sent';", '$host $bytes_sent'],
  ['a directive with escape', "log_format edge escape=json '$host' ' $bytes_sent';", '$host $bytes_sent'],
  ['a directive over lines', "log_format\tedge\r\n  '$host '\r\n  '$bytes_sent'\r\n;", '$host $bytes_sent'],
  ['a directive with a comment', "log_format edge '$host ' # the host\n '$bytes_sent'; # done", '$host $bytes_sent'],
  ['a directive of bare words', 'log_format edge $host;', '$host'],
  ['a directive without its semicolon', "log_format edge '$host'", '$host'],
  ['escapes in quotes', "'\\'\\\"\\\\$host\\t$bytes_sent'", '\'"\\$host\t$bytes_sent'],
  ['escapes in bare text', '$host\\t$bytes_sent', '$host\t$bytes_sent'],
  ['other backslashes stay', "'\\d$host'", '\\d$host'],
  ['a line break with its indentation is one space', '$host\n      $bytes_sent', '$host $bytes_sent'],
  ['the same inside quotes', "'$host\r\n\t$bytes_sent'", '$host $bytes_sent'],
];

it.each(PASTED)('reads %s', (_, pasted, plain) => {
  expect(plainLogFormat(pasted)).toBe(plain);
});

it.each([
  ["log_format edge '$host", 'a quote is opened here and never closed'],
  ["log_format edge escape=xml '$host';", 'nginx knows default, json and none'],
  ["log_format a '$host'; log_format b '$host';", 'text follows its semicolon'],
])('refuses %s', (pasted, message) => {
  expect(() => plainLogFormat(pasted)).toThrow(message);
});
