import { SourceFault } from './snapshot.ts';

/** A JSON object of a server's answer, whose fields are read by name and type; a fault says which field of what is wrong. */
export class JsonFields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #what: string;

  constructor(value: unknown, what: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw garbled(`${what} is no object`);
    this.#fields = value as Record<string, unknown>;
    this.#what = what;
  }

  /** Throws SourceFault (`garbled`) where the text is no JSON object. */
  static parse(text: string, what: string): JsonFields {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw garbled(`${what} is no JSON: it begins ${JSON.stringify(text.slice(0, 40))}`);
    }
    return new JsonFields(value, what);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#fields, name) && this.#fields[name] != null;
  }

  text(name: string): string {
    const value = this.#own(name);
    return typeof value === 'string' ? value : this.#refuse(name, 'a text');
  }

  flag(name: string): boolean {
    const value = this.#own(name);
    return typeof value === 'boolean' ? value : this.#refuse(name, 'true or false');
  }

  /** An integer from 0 to 2^53 - 1. */
  count(name: string): number {
    const value = this.#own(name);
    return Number.isSafeInteger(value) && (value as number) >= 0
      ? (value as number)
      : this.#refuse(name, 'an integer from 0 to 2^53 - 1');
  }

  /** Any finite number. */
  number(name: string): number {
    const value = this.#own(name);
    return Number.isFinite(value) ? (value as number) : this.#refuse(name, 'a number');
  }

  object(name: string): JsonFields {
    return new JsonFields(this.#own(name), `${name} of ${this.#what}`);
  }

  list(name: string): JsonFields[] {
    const value = this.#own(name);
    if (!Array.isArray(value)) return this.#refuse(name, 'a list');
    return value.map((item, i) => new JsonFields(item, `${name}[${i}] of ${this.#what}`));
  }

  names(): string[] {
    return Object.keys(this.#fields);
  }

  #own(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined;
  }

  #refuse(name: string, expected: string): never {
    const value = this.#own(name);
    const found = value === undefined ? 'is missing' : `is ${JSON.stringify(value).slice(0, 60)}`;
    throw garbled(`${name} of ${this.#what} ${found}; ${expected} is expected`);
  }
}

export function garbled(message: string): SourceFault {
  return new SourceFault('garbled', message);
}
