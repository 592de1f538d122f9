import { APACHE_ROLES, apacheDirective } from './apache-directives.ts';
import { plainApacheFormat } from './apache-text.ts';
import { FormatError } from './format-error.ts';
import { joinSteps } from './join-steps.ts';
import type { LogToken } from './log-tokens.ts';
import type { Step } from './program.ts';

/**
 * An Apache LogFormat, as pasted, to the steps of a text program; varnishncsa and Fastly write the same language.
 *
 *     LogFormat "%v:%p [%{end:sec}t] %>s %O" edge  ->  host ':' digits ' [' time/time_unix '] ' status ' ' bytes
 *
 * Throws FormatError as compileNginx does.
 */
export function compileApache(pasted: string): Step[] {
  return joinSteps(apacheTokens(plainApacheFormat(pasted)), APACHE_ROLES, {
    time: '%t, or %{end:sec}t or another %{...}t with a zone',
    bytes: '%O, %B or %b',
  });
}

/** `%>s`, `%{Host}i`, `%400,501{User-Agent}i`, `%^ti`; a condition makes the value '-' where it does not hold. */
const PIECE = /%%|%(?:!?\d+(?:,\d+)*)?([<>]?)(\{[^}]*\})?(\^[A-Za-z]{2}|[A-Za-z])|%|[^%]+/gs;

function apacheTokens(text: string): LogToken[] {
  return [...text.matchAll(PIECE)].flatMap(({ 0: piece, 1: which, 2: argument, 3: letter, index: offset }) => {
    if (piece === '%') throw new FormatError('% must be followed by a directive: %v, %>s or %{Host}i', offset);
    if (letter === undefined) return [{ kind: 'literal', text: piece.replace('%%', '%'), offset } as const];
    const written = `%${which ?? ''}${argument ?? ''}${letter}`;
    return directiveTokens(written, offset);
  });
}

function directiveTokens(written: string, offset: number): LogToken[] {
  const field: LogToken = { kind: 'field', written, offset, ...apacheDirective(written) };
  if (written !== '%t') return [field];
  return [{ kind: 'literal', text: '[', offset }, field, { kind: 'literal', text: ']', offset }];
}
