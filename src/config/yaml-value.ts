import type { Place } from './fault.ts';

/** A YAML value with its place in the file: what the parser gives once aliases and merge keys are resolved. */
export type YamlValue = YamlMap | YamlList | YamlScalar;

/** A map's keys are looked up, never assigned: a key such as `__proto__` is a name like any other. */
export interface YamlMap {
  readonly kind: 'map';
  readonly at: Place;
  readonly entries: ReadonlyMap<string, YamlEntry>;
  readonly size: number;
}

export interface YamlEntry {
  /** Where the key stands. */
  readonly at: Place;
  readonly value: YamlValue;
}

export interface YamlList {
  readonly kind: 'list';
  readonly at: Place;
  readonly items: readonly YamlValue[];
  readonly size: number;
}

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly at: Place;
  /** As it stands in the file: variables are replaced where it is read. */
  readonly value: string | number | boolean | null;
  /** Stands for an alias of nothing: what is wrong with it has been told, and its null is nobody's. */
  readonly isBroken?: true;
  readonly size: 1;
}

/** How many values a value stands for with its aliases written out: 1 and those in it. */
export function sizeOf(children: Iterable<YamlValue>): number {
  let size = 1;
  for (const child of children) size += child.size;
  return size;
}
