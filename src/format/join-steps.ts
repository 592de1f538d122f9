import { hasMeaning, isList, SHAPE_CHARACTERS } from './byte-classes.ts';
import { FormatError } from './format-error.ts';
import type { FieldToken, LogToken } from './log-tokens.ts';
import { type FieldStep, ROLES, type Role, type Step, type TextReading } from './program.ts';

/** Which of a language's fields may play a role: the first of these names that the format has. */
export type RoleNames = Readonly<Record<Role, readonly string[]>>;

/**
 * The tokens of a text format to the steps of its program:
 *
 *     host ' ' bytes_sent ' [' time_iso8601 ']'  ->  host/text ' ' bytes/digits ' [' time/time_iso8601 ']'
 *
 * Two fields that touch and that nobody looks at become one. Throws FormatError where no line could ever be metered: no
 * time, no byte count (`needs` says what would do), two fields that run into each other.
 */
export function joinSteps(
  given: readonly LogToken[],
  roles: RoleNames,
  needs: { readonly time: string; readonly bytes: string },
): Step[] {
  const tokens = separateNeighbours(given);
  const captured = capturedTokens(tokens, roles);
  requireRole(captured, 'time', needs.time);
  requireRole(captured, 'bytes', needs.bytes);
  const steps: Step[] = [];
  tokens.forEach((token, i) => {
    const last = steps.at(-1);
    if (token.kind === 'literal') {
      appendLiteral(steps, checkedLiteral(token));
    } else if (last?.kind === 'field') {
      requireApart(last, tokens[i - 1]!, token, captured);
      steps[steps.length - 1] = { kind: 'field', role: null, reading: 'text' };
    } else {
      steps.push(fieldStep(token, tokens[i + 1], captured));
    }
  });
  return steps;
}

/** `$host$request_uri` is `$host/...`: a path always begins with its slash. */
function separateNeighbours(tokens: readonly LogToken[]): LogToken[] {
  return tokens.flatMap((token, i): LogToken[] => {
    if (token.kind === 'literal' || token.begins === undefined || tokens[i - 1]?.kind !== 'field') return [token];
    return [{ kind: 'literal', text: token.begins, offset: token.offset }, token];
  });
}

/** The token that plays each role: of several fields the preferred one, of one field its first place. */
function capturedTokens(tokens: readonly LogToken[], roles: RoleNames): Map<LogToken, Role> {
  const captured = new Map<LogToken, Role>();
  for (const role of ROLES) {
    const token = roles[role]
      .map((name) => tokens.find((t) => t.kind === 'field' && t.name === name))
      .find((t) => t !== undefined);
    if (token) captured.set(token, role);
  }
  return captured;
}

function requireRole(captured: ReadonlyMap<LogToken, Role>, role: Role, fields: string): void {
  if ([...captured.values()].includes(role)) return;
  throw new FormatError(`the format has no ${role === 'bytes' ? 'byte count' : role}: it needs ${fields}`);
}

function checkedLiteral({ text, offset }: LogToken & { kind: 'literal' }): string {
  if (/[\n\r]/.test(text)) {
    throw new FormatError('the format writes a line break, but Weir reads one line per request', offset);
  }
  return text;
}

function appendLiteral(steps: Step[], text: string): void {
  const last = steps.at(-1);
  if (last?.kind === 'literal') steps[steps.length - 1] = { kind: 'literal', text: last.text + text };
  else if (text !== '') steps.push({ kind: 'literal', text });
}

function requireApart(last: FieldStep, before: LogToken, token: FieldToken, captured: ReadonlyMap<LogToken, Role>) {
  if (last.role === null && !captured.has(token)) return;
  const name = before.kind === 'field' ? before.written : '';
  throw new FormatError(
    `nothing tells ${name} and ${token.written} apart: put a space or a quote between them`,
    token.offset,
  );
}

function fieldStep(token: FieldToken, next: LogToken | undefined, captured: ReadonlyMap<LogToken, Role>): FieldStep {
  const role = captured.get(token) ?? null;
  return { kind: 'field', role, reading: readingBefore(token, next, role) };
}

/** A shape that could run on into the text that follows it is no help: such a field is read as free text. */
function readingBefore({ reading, written, offset }: FieldToken, next: LogToken | undefined, role: Role | null) {
  if (next?.kind !== 'literal' || !runsOn(reading, next.text)) return reading;
  if (role === null || !hasMeaning(reading)) return 'text';
  throw new FormatError(
    `nothing tells the end of ${written} and '${next.text}' apart: put a space between them`,
    offset,
  );
}

function runsOn(reading: TextReading, text: string): boolean {
  return (SHAPE_CHARACTERS[reading]?.test(text[0]!) ?? false) || (isList(reading) && /^(, | : )/.test(text));
}
