import type { Place } from './fault.ts';
import { nearestName } from './nearest-name.ts';
import type { Read, Reading, Spot } from './reading.ts';
import { safeKey } from './safe-key.ts';
import type { YamlEntry, YamlMap } from './yaml-value.ts';

/** A map that is read key by key. Its faults are told as they are met, so the caller can go on and collect all of them. */
export class MapReader {
  readonly #map: YamlMap;
  readonly #path: string;
  readonly #reading: Reading;

  constructor(map: YamlMap, path: string, reading: Reading) {
    this.#map = map;
    this.#path = path;
    this.#reading = reading;
  }

  has(key: string): boolean {
    return this.#map.entries.has(key);
  }

  /** Where the key's value stands, or the map where there is none. */
  at(key: string): Place {
    return this.#map.entries.get(key)?.value.at ?? this.#map.at;
  }

  spot(key: string): Spot | undefined {
    const entry = this.#map.entries.get(key);
    return entry && { path: this.#path ? `${this.#path}.${key}` : key, value: entry.value };
  }

  /** The value, or undefined where the key is absent or its value faulty. */
  optional<T>(key: string, read: Read<T>): T | undefined {
    const spot = this.spot(key);
    return spot && read(spot, this.#reading);
  }

  required<T>(key: string, read: Read<T>): T | undefined {
    if (!this.has(key)) return this.fault(`${key} is missing`);
    return this.optional(key, read);
  }

  /** A fault of the map as a whole. */
  fault(message: string): undefined {
    return this.#reading.fault(this.#map.at, `${this.#path || 'the file'}: ${message}`);
  }

  /** Tells every key that is not one of these. */
  allow(keys: readonly string[]): this {
    for (const [key, entry] of this.#map.entries) {
      if (!keys.includes(key))
        this.#reading.fault(entry.at, `${this.#path || 'the file'}: ${unknownKey(key, entry, keys)}`);
    }
    return this;
  }

  *entries(): Generator<[key: string, at: Place, spot: Spot]> {
    for (const [key, { at }] of this.#map.entries) yield [key, at, this.spot(key)!];
  }
}

/** Opens a map whose keys are known from the start; `openAnyMap` leaves them to be checked later, or to be names. */
export function openMap(spot: Spot, reading: Reading, keys: readonly string[]): MapReader | undefined {
  return openAnyMap(spot, reading)?.allow(keys);
}

export function openAnyMap({ path, value }: Spot, reading: Reading): MapReader | undefined {
  if (value.kind === 'map') return new MapReader(value, path, reading);
  return reading.mismatch({ path, value }, 'a map (key: value)');
}

/** A key without a value may be a value that lost its key, and that may be a secret: it is only told by what it resembles. */
function unknownKey(key: string, { value }: YamlEntry, keys: readonly string[]): string {
  const meant = nearestName(key, keys);
  const isBare = value.kind === 'scalar' && value.value === null;
  const glued = keys.find((known) => key.startsWith(`${known}:`));
  if (glued) return `a space is missing after '${glued}:'`;
  const name = isBare && !meant ? 'a key without a value' : safeKey(key);
  return `${name} is unknown${meant ? `; did you mean ${meant}?` : `: ${keys.join(', ')} can stand here`}`;
}
