import { type Environment, expandVariables } from './environment.ts';
import type { ConfigFault, Place } from './fault.ts';
import type { YamlValue } from './yaml-value.ts';

/** A value on its way to become typed, and the path that messages call it by: `accounts[0].time_zone`. */
export interface Spot {
  readonly path: string;
  readonly value: YamlValue;
}

/** Turns a value into a typed one. undefined: it cannot be used, and why was told to the reading. */
export type Read<T> = (spot: Spot, reading: Reading) => T | undefined;

/** One pass over a config: its faults so far, and what values may refer to. */
export class Reading {
  readonly faults: ConfigFault[] = [];
  readonly env: Environment;
  /** Relative paths start here: the config's own folder. */
  readonly folder: string;

  constructor(env: Environment, folder: string) {
    this.env = env;
    this.folder = folder;
  }

  /** Tells a fault; returns undefined so that a reader can end with it. */
  fault(at: Place, message: string): undefined {
    this.faults.push({ line: at.line, column: at.column, message });
    return undefined;
  }

  /** `listen: a list, but HOST:PORT is expected`; what was found is named by its kind, which can be no secret. */
  mismatch({ path, value }: Spot, expected: string): undefined {
    if (value.kind === 'scalar' && value.isBroken) return undefined;
    return this.fault(value.at, `${path || 'the file'}: ${foundKind(value)}, but ${expected} is expected`);
  }

  /** `listen: 'nowhere' is no HOST:PORT ...`; only for values that are not secret. Shown as written, variables not replaced. */
  refuse({ path, value }: Spot, problem: string): undefined {
    const text = value.kind === 'scalar' ? `${quoted(String(value.value))} ` : '';
    return this.fault(value.at, `${path}: ${text}${problem}`);
  }

  /** The text with its variables replaced. */
  expand({ path, value }: Spot, text: string): string | undefined {
    const expansion = expandVariables(text, this.env);
    if (expansion.ok) return expansion.text;
    for (const problem of expansion.problems) this.fault(value.at, `${path}: ${problem}`);
    return undefined;
  }
}

function foundKind(value: YamlValue): string {
  if (value.kind !== 'scalar') return `a ${value.kind} was found`;
  if (value.value === null) return 'nothing was found';
  if (typeof value.value === 'number') return 'a number was found';
  if (typeof value.value === 'boolean') return `${value.value} was found`;
  return value.value === '' ? 'an empty text was found' : 'a text was found';
}

/**
 * The first word, on one line and not endless: what follows a space may be the next line of the file, with a colon
 * forgotten and a secret in it (`api: weir`, then `token s3cret`).
 */
function quoted(text: string): string {
  const word = /^\S{0,80}/.exec(text)![0];
  const shown = JSON.stringify(word).slice(1, -1).replaceAll('\\"', '"');
  return `'${shown}${word.length < text.length ? '…' : ''}'`;
}
