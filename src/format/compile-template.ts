import { FormatError } from './format-error.ts';
import { joinSteps, type RoleNames } from './join-steps.ts';
import type { FieldToken, LogToken } from './log-tokens.ts';
import type { Step } from './program.ts';
import { defaultReading, templateReading } from './template-fields.ts';

/**
 * A template, the way to write down a log that comes in nobody's own format language: literals and named fields.
 *
 *     {time:compact} {client} {host} {path} {bytes} {status} "{agent}" {cache}
 *
 * The names of template-fields.ts are what the meter uses; all others are looked over. A name may have a reading behind a
 * colon. `{{` and `}}` are braces, `\t` is a tab. Throws FormatError as compileNginx does, and for a reading that the field
 * does not have.
 */
export function compileTemplate(text: string): Step[] {
  return joinSteps(templateTokens(text), TEMPLATE_ROLES, {
    time: '{time}, when the request ended, or {start}, when it began',
    bytes: '{bytes}',
  });
}

const TEMPLATE_ROLES: RoleNames = {
  host: ['host'],
  time: ['time', 'start'],
  bytes: ['bytes'],
  status: ['status'],
  cache: ['cache'],
  origin: ['origin_bytes'],
  duration: ['duration', 'duration_ms', 'duration_us'],
};

const PIECE = /\{\{|\}\}|\{(\w+)(?::(\w+))?\}|[{}]|\\t|[^{}\\]+|\\/g;
const LITERALS: Readonly<Record<string, string>> = { '{{': '{', '}}': '}', '\\t': '\t' };

function templateTokens(text: string): LogToken[] {
  return [...text.matchAll(PIECE)].map(({ 0: piece, 1: name, 2: asked, index: offset }): LogToken => {
    if (name !== undefined) return fieldToken(piece, name, asked, offset);
    if (piece !== '{' && piece !== '}') return { kind: 'literal', text: LITERALS[piece] ?? piece, offset };
    throw new FormatError(`a field is {name} or {name:reading}, and a brace itself is ${piece}${piece}`, offset);
  });
}

function fieldToken(written: string, name: string, asked: string | undefined, offset: number): FieldToken {
  if (asked === undefined) return { kind: 'field', written, name, offset, reading: defaultReading(name) };
  const { reading, accepted } = templateReading(name, asked);
  if (reading !== undefined) return { kind: 'field', written, name, offset, reading };
  throw new FormatError(`{${name}} cannot be read as '${asked}': ${accepted.join(', ')} can stand there`, offset);
}
