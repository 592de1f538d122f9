import type { FieldStep, FormatFacts, Role, Step, TextProgram } from '../../format/program.ts';
import { CURSOR, type KernelOp, type KernelPlan, type Place, SAVED } from './plan.ts';
import { FIXED_TIMES, type FixedTime, type PlanField, planField } from './plan-fields.ts';

/**
 * Plans a text format. Literals hold a fixed number of structural characters (the quotes, where there are some), and a line
 * with just as many has each of them where the format says: so every literal's place is known from the nearest one, and
 * between them fields are walked over from the left, or counted back from the right where their width is fixed.
 */
export function planText(program: TextProgram): KernelPlan | undefined {
  if (program.header !== undefined) return undefined; // the columns may change within a log
  const mark = structuralCharacter(program.steps);
  return mark === undefined ? undefined : planSteps(program.steps, mark, program);
}

/** A step of a format, or one that only a plan has. */
export type PlanStep = Step | PlanField;

export function planSteps(steps: readonly PlanStep[], mark: number, facts: FormatFacts): KernelPlan | undefined {
  return new TextPlanner(steps, mark, facts).plan();
}

const QUOTE = 0x22;
const SPACE = 0x20;
const CANDIDATES = [QUOTE, 0x09, 0x7c, SPACE]; // 0x09: tab, 0x7c: bar

function structuralCharacter(steps: readonly Step[]): number | undefined {
  return CANDIDATES.find((byte) => steps.some((step) => step.kind === 'literal' && bytesOf(step.text).includes(byte)));
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A free field whose end is not known yet. */
interface FreeField {
  readonly start: Place;
  readonly role: Role | null;
}

const MAX_LITERAL = 16;
const MAX_SAVED = 8;

class TextPlanner {
  readonly #facts: FormatFacts;
  readonly #mark: number;
  readonly #ops: KernelOp[] = [];
  /** Hosts are asked for by name: only when the line's shape is known to be right. */
  readonly #lastOps: KernelOp[] = [];
  readonly #steps: readonly PlanStep[];
  /** Where the walk stands; behind a free field nobody knows until the next literal is found. */
  #at: Place = { base: 0, offset: 1 };
  #free: FreeField | undefined;
  #nextMark = 1;
  #saved = 0;

  constructor(steps: readonly PlanStep[], mark: number, facts: FormatFacts) {
    this.#steps = steps;
    this.#mark = mark;
    this.#facts = facts;
  }

  plan(): KernelPlan | undefined {
    if (this.#facts.domain !== null) this.#ops.push({ op: 'fixedHost', place: this.#at });
    for (let i = 0; i < this.#steps.length; i++) {
      const step = this.#steps[i]!;
      const isPlanned = step.kind === 'literal' ? this.#literal(bytesOf(step.text), i) : this.#field(step);
      if (!isPlanned) return undefined;
    }
    const end = { base: this.#nextMark, offset: 0 };
    if (this.#free) {
      if (!this.#capture(this.#free, end)) return undefined;
    } else this.#ops.push({ op: 'end', place: this.#at, limit: end });
    if (this.#saved > MAX_SAVED) return undefined;
    const marksPerLine = this.#nextMark - 1;
    return {
      mark: this.#mark,
      marksPerLine,
      ops: [...this.#ops, ...this.#lastOps],
      hasOrigin: this.#facts.hasOrigin,
    };
  }

  #literal(literal: Uint8Array, index: number): boolean {
    const firstMark = literal.indexOf(this.#mark);
    const free = this.#free;
    this.#free = undefined;
    if (free) {
      const back = this.#distanceToMark(index);
      if (back === undefined) {
        if (!this.#find(free, literal)) return false;
        return this.#check(literal.subarray(MAX_LITERAL));
      }
      const start = { base: this.#nextMark, offset: -back };
      if (back > 0) this.#ops.push({ op: 'order', place: start, limit: free.start });
      if (!this.#capture(free, start)) return false;
      this.#at = start;
    }
    // a mark at the beginning is one because it was counted
    const known = firstMark === 0 && free ? 1 : 0;
    return this.#check(literal, known);
  }

  /** Bytes from a literal's start to the next mark, where everything in between has a fixed width. */
  #distanceToMark(index: number): number | undefined {
    let width = 0;
    for (const step of this.#steps.slice(index)) {
      if (step.kind === 'literal') {
        const literal = bytesOf(step.text);
        const mark = literal.indexOf(this.#mark);
        if (mark >= 0) return width + mark;
        width += literal.length;
      } else {
        const fixed = fixedTime(step);
        if (fixed === undefined || this.#markIn(fixed) !== undefined) return undefined;
        width += fixed.width;
      }
    }
    return width; // up to the line's end
  }

  #find(free: FreeField, literal: Uint8Array): boolean {
    const start = free.role === null || free.start.base !== CURSOR ? free.start : this.#save(free.start);
    const found = { base: SAVED + this.#saved++, offset: 0 };
    const head = literal.subarray(0, MAX_LITERAL);
    const limit = { base: this.#nextMark, offset: 0 };
    this.#ops.push({ op: 'find', place: start, limit, literal: head, a: head.length, b: found.base - SAVED });
    this.#at = { base: CURSOR, offset: 0 };
    return this.#capture({ ...free, start }, found);
  }

  /** The cursor is about to move on from where a captured field starts. */
  #save(place: Place): Place {
    const column = this.#saved++;
    this.#ops.push({ op: 'save', place, b: column });
    return { base: SAVED + column, offset: 0 };
  }

  #check(literal: Uint8Array, known = 0): boolean {
    for (let from = known; from < literal.length; from += MAX_LITERAL) {
      const place = { base: this.#at.base, offset: this.#at.offset + from };
      this.#ops.push({ op: 'literal', place, literal: literal.subarray(from, from + MAX_LITERAL) });
    }
    const marks = literal.filter((byte) => byte === this.#mark).length;
    this.#nextMark += marks;
    this.#at =
      marks > 0
        ? { base: this.#nextMark - 1, offset: literal.length - literal.lastIndexOf(this.#mark) }
        : { base: this.#at.base, offset: this.#at.offset + literal.length };
    return true;
  }

  #field(step: FieldStep | PlanField): boolean {
    if (step.kind === 'field' && step.reading === 'text') {
      this.#free = { start: this.#at, role: step.role };
      return true;
    }
    const planned = planField(step, this.#at, this.#facts);
    if (planned === undefined) return false;
    this.#ops.push(...planned.ops);
    this.#at = this.#behind(planned.width, fixedTime(step));
    return true;
  }

  #behind(width: number | undefined, fixed: FixedTime | undefined): Place {
    if (width === undefined) return { base: CURSOR, offset: 0 };
    const markAt = this.#markIn(fixed);
    if (markAt === undefined) return { base: this.#at.base, offset: this.#at.offset + width };
    return { base: this.#nextMark++, offset: width - markAt };
  }

  /** Where in a fixed time a mark stands. */
  #markIn(fixed: FixedTime | undefined): number | undefined {
    return this.#mark === SPACE ? fixed?.spaceAt : undefined;
  }

  #capture({ start, role }: FreeField, end: Place): boolean {
    if (role === null) return true;
    if (role === 'host') {
      const place = start.base === CURSOR ? this.#save(start) : start;
      this.#lastOps.push({ op: 'host', place, limit: end, a: end.offset });
    } else if (role === 'cache' && end.offset === 0) this.#ops.push({ op: 'hitUpTo', place: start, limit: end });
    else return false;
    return true;
  }
}

function fixedTime(step: FieldStep | PlanField): FixedTime | undefined {
  return step.kind === 'field' ? FIXED_TIMES[step.reading] : undefined;
}
