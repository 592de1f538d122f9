import type { JsonProgram } from '../../format/program.ts';
import type { KernelOp, Place } from './plan.ts';

const NOWHERE: Place = { base: 0, offset: 0 };

/** What kernel/json.ts knows a key's target by. */
const ROOT = 0;
export const VALUE = 1001;
export const FORBIDDEN = 1002;
/** A bit for each. */
const MAX_KEYS = 31;

interface KeyOp {
  readonly key: string;
  readonly parent: number;
  readonly target: number;
  readonly column: number;
  readonly flags: number;
}

/** The keys that a walk looks for, each in its object: `request.host` is `host` in the object that `request` leads to. */
export class KeyOps {
  readonly #keys: KeyOp[] = [];
  #objects = ROOT;

  /** A key with a dot beats the way into nested objects: where both may come, the reference parser must see. */
  constructor({ captures, start }: JsonProgram) {
    for (const { key, path } of [...captures, ...(start ? [start] : [])]) {
      if (path.length > 1) this.#forbid(key);
    }
  }

  #forbid(key: string): void {
    if (this.#find(ROOT, key)) return;
    this.#keys.push({ key, parent: ROOT, target: FORBIDDEN, column: 0, flags: 0 });
  }

  /** false: the key leads to two things. */
  add(path: string, target: number, column: number, flags: number): boolean {
    const names = JSON.parse(path) as string[];
    let parent = ROOT;
    for (const name of names.slice(0, -1)) {
      const known = this.#find(parent, name);
      if (known && known.target >= VALUE) return false;
      if (!known) this.#keys.push({ key: name, parent, target: ++this.#objects, column: 0, flags: 0 });
      parent = known?.target ?? this.#objects;
    }
    const last = names.at(-1)!;
    const known = this.#find(parent, last);
    if (known) return false;
    this.#keys.push({ key: last, parent, target, column, flags });
    return this.#keys.length <= MAX_KEYS;
  }

  #find(parent: number, key: string): KeyOp | undefined {
    return this.#keys.find((it) => it.parent === parent && it.key === key);
  }

  /** The walk's op and, behind it, two for each key. */
  ops(): KernelOp[] {
    const wanted = this.#keys.reduce((bits, { target }, i) => (target === VALUE ? bits | (1 << i) : bits), 0);
    return [{ op: 'json', place: NOWHERE, a: this.#keys.length, b: wanted }, ...this.#keys.flatMap(keyOps)];
  }
}

function keyOps({ key, parent, target, column, flags }: KeyOp): KernelOp[] {
  const bytes = new TextEncoder().encode(key);
  const head: KernelOp = {
    op: 'jsonKey',
    place: { base: parent, offset: bytes.length },
    limit: { base: target, offset: 0 },
    literal: bytes.subarray(0, 16),
    a: flags,
    b: column,
  };
  return [head, { op: 'jsonKey', place: NOWHERE, literal: bytes.subarray(-16) }];
}
