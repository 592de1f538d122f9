import { isFree, isList } from '../../format/byte-classes.ts';
import type { FieldStep, Role, TextReading } from '../../format/program.ts';
import { CURSOR, type KernelOp, type KernelPlan, MAX_NEXT, type Place, SAVED, WALKS } from './plan.ts';
import {
  FIXED_TIMES,
  type FixedTime,
  firstClass,
  mostDurationMs,
  type PlanFacts,
  type PlanField,
  type PlanStep,
  planField,
} from './plan-fields.ts';
import { bucketOps, type MomentStep } from './plan-moments.ts';

const SPACE = 0x20;

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A free field whose end is not known yet. */
interface FreeField {
  readonly start: Place;
  readonly role: Role | null;
  readonly reading: TextReading;
}

const MAX_LITERAL = 16;
/** Columns of places; the last is for those that nobody asks for. */
const MAX_SAVED = 15;
const UNUSED: Place = { base: SAVED + MAX_SAVED, offset: 0 };

export class TextPlanner {
  readonly #facts: PlanFacts;
  readonly #mark: number;
  readonly #ops: KernelOp[] = [];
  /** Hosts are asked for by name: only when the line's shape is known to be right. */
  readonly #lastOps: KernelOp[] = [];
  readonly #steps: readonly PlanStep[];
  /** Where the walk stands; behind a free field nobody knows until the next literal is found. */
  #at: Place = { base: 0, offset: 1 };
  #free: FreeField | undefined;
  /** The literal that was looked for was found as the last spaces, and the cursor stands before it. */
  #isAtSpaces = false;
  #nextMark = 1;
  #saved = 0;

  constructor(steps: readonly PlanStep[], mark: number, facts: PlanFacts) {
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
      ops: [...this.#ops, ...bucketOps(this.#steps, mostDurationMs(this.#facts)), ...this.#lastOps],
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
        if (!this.#find(free, literal, index)) return false;
        if (this.#isAtSpaces) return this.#check(literal);
        return this.#check(literal.subarray(MAX_LITERAL));
      }
      const start = { base: this.#nextMark, offset: -back };
      if (back > 0) this.#ops.push({ op: 'order', place: start, limit: free.start, a: free.start.offset });
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

  #find(free: FreeField, literal: Uint8Array, index: number): boolean {
    const isNeeded = free.role !== null;
    const start = isNeeded && free.start.base === CURSOR ? this.#save(free.start) : free.start;
    const found = isNeeded ? { base: SAVED + this.#saved++, offset: 0 } : UNUSED;
    const limit = { base: this.#nextMark, offset: 0 };
    const spaces = this.#lastSpaces(index);
    const b = found.base - SAVED;
    if (spaces)
      this.#ops.push({ op: 'lastSpaces', place: start, limit, a: 2 * spaces.count + (spaces.mayList ? 1 : 0), b });
    else {
      const head = literal.subarray(0, MAX_LITERAL);
      const next = this.#steps[index + 1];
      const a = literal.length <= MAX_LITERAL && next?.kind === 'field' ? firstClass(next) : undefined;
      this.#ops.push({ op: a === undefined ? 'find' : 'findBefore', place: start, limit, literal: head, a: a ?? 0, b });
    }
    this.#at = { base: CURSOR, offset: 0 };
    this.#isAtSpaces = spaces !== undefined;
    return this.#capture({ ...free, start }, found);
  }

  /**
   * From there on only fields without spaces, one space before each, up to the line's end: they are found from the right,
   * however many spaces the free field has.
   */
  #lastSpaces(index: number): { count: number; mayList: boolean } | undefined {
    const rest = this.#steps.slice(index);
    const fields = rest.filter((_, i) => i % 2 === 1);
    const isSpaced = rest.every((step, i) =>
      i % 2 === 0 ? step.kind === 'literal' && step.text === ' ' : isSpaceless(step),
    );
    if (this.#mark === SPACE || rest.length % 2 === 1 || !isSpaced) return undefined;
    return { count: fields.length, mayList: fields.some((step) => step.kind === 'field' && isList(step.reading)) };
  }

  /** The cursor is about to move on from where a captured field starts. */
  #save(place: Place): Place {
    const column = this.#saved++;
    this.#ops.push({ op: 'save', place, b: column });
    return { base: SAVED + column, offset: 0 };
  }

  #check(literal: Uint8Array, known = 0): boolean {
    const first = this.#expectNext(literal.subarray(known)) ? literal.length : known;
    for (let from = first; from < literal.length; from += MAX_LITERAL) {
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

  /** The field's own op looks at a short literal right behind it. */
  #expectNext(literal: Uint8Array): boolean {
    const last = this.#ops.at(-1);
    const isBehind = this.#at.base === CURSOR && this.#at.offset === 0;
    if (!last || !WALKS.includes(last.op) || !isBehind || literal.length > MAX_NEXT) return false;
    this.#ops[this.#ops.length - 1] = { ...last, next: literal };
    return true;
  }

  #field(step: FieldStep | PlanField | MomentStep): boolean {
    if (step.kind === 'field' && isFree(step.reading)) {
      this.#free = { start: this.#at, role: step.role, reading: step.reading };
      return true;
    }
    if (step.kind === 'field' && step.role === 'host') return this.#shapedHost(step);
    const planned = planField(step, this.#at, this.#facts);
    if (planned === undefined) return false;
    this.#ops.push(...planned.ops);
    this.#at = this.#behind(planned.width, fixedTime(step));
    return true;
  }

  #shapedHost({ reading }: FieldStep): boolean {
    if (reading !== 'token') return false;
    const start = this.#at.base === CURSOR ? this.#save(this.#at) : this.#at;
    this.#ops.push({ op: 'token', place: this.#at });
    this.#at = { base: CURSOR, offset: 0 };
    return this.#capture({ start, role: 'host', reading }, this.#save(this.#at));
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

  #capture({ start, role, reading }: FreeField, end: Place): boolean {
    if (role === null) return true;
    if (role === 'host') {
      const place = start.base === CURSOR ? this.#save(start) : start;
      this.#host(place, end, reading);
    } else if (role === 'cache' && end.offset === 0) this.#ops.push({ op: 'hitUpTo', place: start, limit: end });
    else return false;
    return true;
  }

  /** Where the host is only a part of the field, its own places are looked for first. */
  #host(place: Place, limit: Place, reading: TextReading): void {
    if (reading === 'url' || reading === 'capture') {
      const from = this.#saved;
      this.#saved += 2;
      this.#ops.push({ op: reading, place, limit, a: limit.offset, b: from });
      const to = { base: SAVED + from + 1, offset: 0 };
      this.#lastOps.push({ op: 'host', place: { base: SAVED + from, offset: 0 }, limit: to, a: 0 });
    } else this.#lastOps.push({ op: 'host', place, limit, a: limit.offset });
  }
}

const SPACELESS: readonly TextReading[] = ['digits', 'decimal', 'token', 'numbers', 'words', 'addresses', 'decimals'];

function isSpaceless(step: PlanStep): boolean {
  return step.kind === 'field' && SPACELESS.includes(step.reading);
}

function fixedTime(step: FieldStep | PlanField | MomentStep): FixedTime | undefined {
  return step.kind === 'field' ? FIXED_TIMES[step.reading] : undefined;
}
