import { isList, SHAPE_CHARACTERS } from './byte-classes.ts';
import { FormatError } from './format-error.ts';
import { plainLogFormat } from './nginx-text.ts';
import { type NginxToken, nginxTokens } from './nginx-tokens.ts';
import { nginxVariable, ROLE_VARIABLES } from './nginx-variables.ts';
import { type FieldStep, ROLES, type Role, type Step, type TextReading } from './program.ts';

/**
 * An nginx log_format, as pasted, to the steps of a text program:
 *
 *     '$host $bytes_sent [$time_iso8601]'  ->  host ' ' bytes ' [' time ']'
 *
 * Throws FormatError where no line could ever be metered: no time, no byte count, two variables that run into each other.
 */
export function compileNginx(pasted: string): Step[] {
  const text = plainLogFormat(pasted);
  const tokens = separateNeighbours(nginxTokens(text));
  const captured = capturedTokens(tokens);
  requireRole(captured, 'time', '$time_iso8601, $time_local or $msec');
  requireRole(captured, 'bytes', '$bytes_sent or $body_bytes_sent');
  return joinSteps(tokens, captured);
}

/** `$host$request_uri` is `$host/...`: a path always begins with its slash. */
function separateNeighbours(tokens: readonly NginxToken[]): NginxToken[] {
  return tokens.flatMap((token, i) => {
    const begins = token.kind === 'variable' ? nginxVariable(token.name).begins : undefined;
    if (begins === undefined || tokens[i - 1]?.kind !== 'variable') return [token];
    return [{ kind: 'literal', text: begins, offset: token.offset } as const, token];
  });
}

/** The token that plays each role: of several variables the preferred one, of one variable its first place. */
function capturedTokens(tokens: readonly NginxToken[]): Map<NginxToken, Role> {
  const captured = new Map<NginxToken, Role>();
  for (const role of ROLES) {
    const token = ROLE_VARIABLES[role]
      .map((name) => tokens.find((t) => t.kind === 'variable' && t.name === name))
      .find((t) => t !== undefined);
    if (token) captured.set(token, role);
  }
  return captured;
}

function requireRole(captured: ReadonlyMap<NginxToken, Role>, role: Role, variables: string): void {
  if ([...captured.values()].includes(role)) return;
  throw new FormatError(`the format has no ${role === 'bytes' ? 'byte count' : role}: it needs ${variables}`);
}

function joinSteps(tokens: readonly NginxToken[], captured: ReadonlyMap<NginxToken, Role>): Step[] {
  const steps: Step[] = [];
  tokens.forEach((token, i) => {
    const last = steps.at(-1);
    if (token.kind === 'literal') {
      steps.push({ kind: 'literal', text: checkedLiteral(token) });
    } else if (last?.kind === 'field') {
      requireApart(last, tokens[i - 1]!, token, captured);
      steps[steps.length - 1] = { kind: 'field', role: null, reading: 'text' }; // two that nobody looks at are one
    } else {
      const role = captured.get(token) ?? null;
      steps.push({ kind: 'field', role, reading: readingBefore(token.name, tokens[i + 1]) });
    }
  });
  return steps;
}

function checkedLiteral(token: NginxToken & { kind: 'literal' }): string {
  if (/[\n\r]/.test(token.text)) {
    throw new FormatError('the format writes a line break, but Weir reads one line per request', token.offset);
  }
  return token.text;
}

function requireApart(
  last: FieldStep,
  before: NginxToken,
  token: NginxToken,
  captured: ReadonlyMap<NginxToken, Role>,
): void {
  if (last.role === null && !captured.has(token)) return;
  const names = [before, token].map((t) => (t.kind === 'variable' ? `$${t.name}` : ''));
  throw new FormatError(
    `nothing tells ${names[0]} and ${names[1]} apart: put a space or a quote between them`,
    token.offset,
  );
}

/** A shape that could run on into the text that follows it is no help: such a field is read as free text. */
function readingBefore(name: string, next: NginxToken | undefined): TextReading {
  const { reading } = nginxVariable(name);
  if (next?.kind !== 'literal') return reading;
  if (SHAPE_CHARACTERS[reading]?.test(next.text[0]!)) return 'text';
  return isList(reading) && /^(, | : )/.test(next.text) ? 'text' : reading;
}
