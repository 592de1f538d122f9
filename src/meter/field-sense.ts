import type { FormatProgram, Role } from '../format/program.ts';
import { type LineMatcher, slotOf } from './field-spans.ts';
import { JsonMatcher } from './json-matcher.ts';
import { TextMatcher } from './text-matcher.ts';

const NUMBER = /^ *-?(?:\d+\.?\d*|\.\d+)$/;

/** What a value looks like that is not absent. */
const SENSIBLE: Readonly<Record<Role, RegExp>> = {
  host: /./, // the meter has judged it, and there may be more in the field than the host
  time: /./,
  bytes: NUMBER,
  status: /^\d{1,3}$/,
  cache: /^[\w-]+(?:[ ,:/]+[\w-]+){0,5}$/,
  origin: /^[\d\s,:.-]+$/,
  duration: NUMBER,
};

const ABSENT = /^\s*-?\s*$/;

/**
 * Whether a format's fields make sense, beyond those that a line is rejected for. A line of another format can be matched with
 * a status of `"GET` and a duration of `curl/8.0`: it would be metered, and yet not be understood.
 *
 *     const senses = new FieldSenses(program)
 *     senses.look(bytes, lineStart, lineEnd)
 *     senses.found    // roles with a sensible value in at least one line
 *     senses.odd      // lines with a value that makes no sense for its role
 *
 * A program whose columns a header line names is taken to make sense.
 */
export class FieldSenses {
  odd = 0;
  readonly #matcher: LineMatcher;
  readonly #roles: readonly Role[];
  readonly #found: Set<Role>;

  constructor(program: FormatProgram) {
    this.#matcher = program.kind === 'json' ? new JsonMatcher(program) : new TextMatcher(program);
    const roles = rolesOf(program);
    const isNamedByHeader = program.kind === 'text' && program.header !== undefined;
    this.#roles = isNamedByHeader ? [] : roles;
    this.#found = new Set(isNamedByHeader ? roles : []);
  }

  look(buffer: Uint8Array, start: number, end: number): void {
    if (!this.#matcher.match(buffer, start, end)) return;
    const values = this.#roles.map((role) => [role, this.#valueOf(role)] as const);
    const present = values.filter(([, value]) => !ABSENT.test(value));
    const odd = present.filter(([role, value]) => !SENSIBLE[role].test(value)).map(([role]) => role);
    for (const [role] of present) if (!odd.includes(role)) this.#found.add(role);
    if (odd.length > 0) this.odd++;
  }

  get found(): Role[] {
    return [...this.#found];
  }

  #valueOf(role: Role): string {
    const { buffer, spans } = this.#matcher;
    const slot = 2 * slotOf(role);
    return spans[slot]! < 0 ? '' : Buffer.from(buffer.subarray(spans[slot], spans[slot + 1])).toString();
  }
}

function rolesOf(program: FormatProgram): Role[] {
  if (program.kind === 'text') {
    return program.steps.flatMap((step) => (step.kind === 'field' && step.role ? [step.role] : []));
  }
  const workedOut = program.start ? (['time', 'duration'] as const) : [];
  return [...new Set([...program.captures.map((capture) => capture.role), ...workedOut])];
}
