import { compileFormat } from '../format/compile.ts';
import { FormatError } from '../format/format-error.ts';
import { PRESETS } from '../format/presets/index.ts';
import { inlineKind } from '../format/resolve-format.ts';
import { type FormatSpec, type JsonKeys, TEXT_KINDS } from '../format/spec.ts';
import { KEYS } from './keys.ts';
import { hostName } from './read-domain-name.ts';
import { optionalFacts } from './read-format-facts.ts';
import { type MapReader, openAnyMap, openMap } from './read-map.ts';
import { text, verbatim } from './read-scalar.ts';
import type { Read, Reading, Spot } from './reading.ts';

/** Formats by name. Object.fromEntries makes `__proto__` a name like any other. */
export const formats: Read<Record<string, FormatSpec>> = (spot, reading) => {
  const map = openAnyMap(spot, reading);
  if (!map) return undefined;
  const specs: [string, FormatSpec][] = [];
  for (const [name, at, formatSpot] of map.entries()) {
    if (name === '' || inlineKind(name))
      reading.fault(
        at,
        `${spot.path}: a format needs a name that is not empty and does not begin with ${TEXT_KINDS.join(':, ')}:`,
      );
    const spec = format(formatSpot, reading);
    if (spec) specs.push([name, spec]);
  }
  return Object.fromEntries(specs);
};

/**
 * `{ nginx: '$host ...' }`, another text format, `{ json: { time: ..., bytes: ... } }` or `{ preset: squid }`, with hits,
 * spread_after, domain and utc_offset.
 */
export const format: Read<FormatSpec> = (spot, reading) => {
  const map = openMap(spot, reading, KEYS['formats.NAME']);
  const kind = map && formatKind(map);
  const shape = kind && formatShape(map, kind);
  if (!map || !kind || !shape) return undefined;
  const spec = { ...shape, ...optionalFacts(map) };
  const hasHost = compiledHasHost(spec, { path: spot.path, value: map.spot(kind)!.value }, reading);
  const domain = map.optional('domain', hostName);
  if (domain !== undefined && hasHost) {
    reading.fault(
      map.at('domain'),
      `${spot.path}: domain is for a format without a host, and this one has one in every line`,
    );
  }
  return { ...spec, ...(domain !== undefined && { domain }) };
};

const KINDS = [...TEXT_KINDS, 'json', 'preset'] as const;
type Kind = (typeof KINDS)[number];

function formatKind(map: MapReader): Kind | undefined {
  const given = KINDS.filter((kind) => map.has(kind));
  if (given.length === 1) return given[0];
  return map.fault(`either ${TEXT_KINDS.join(', ')} (a text), json (a map of keys) or preset (a name) is expected`);
}

function formatShape(map: MapReader, kind: Kind): FormatSpec | undefined {
  if (kind === 'preset') return map.optional(kind, preset);
  if (kind === 'json') {
    const keys = map.optional(kind, jsonKeys);
    return keys && { kind, keys };
  }
  const given = map.optional(kind, verbatim);
  return given === undefined ? undefined : { kind, text: given };
}

const preset: Read<FormatSpec> = (spot, reading) => {
  const name = text('the name of a preset')(spot, reading);
  if (name === undefined) return undefined;
  if (Object.hasOwn(PRESETS, name)) return PRESETS[name]!;
  return reading.refuse(spot, `is no preset: ${Object.keys(PRESETS).join(', ')} can stand here`);
};

/** Whether time and bytes are among them is for the compiler to say; a faulty key has been told and is no missing one. */
const jsonKeys: Read<JsonKeys> = (spot, reading) => {
  const names = KEYS['formats.NAME.json'];
  const map = openMap(spot, reading, names);
  if (!map) return undefined;
  const keyName = text('the name of a key in the log');
  const given = names.filter((name) => map.has(name)).map((name) => [name, map.optional(name, keyName)] as const);
  if (given.some(([, key]) => key === undefined)) return undefined;
  return Object.fromEntries(given) as unknown as JsonKeys;
};

/** What the compiler says about the format is a fault of its text; it is compiled without a domain, which is checked apart. */
function compiledHasHost(spec: FormatSpec, spot: Spot, reading: Reading): boolean {
  try {
    return compileFormat(spec).hasHost;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    reading.fault(spot.value.at, `${spot.path}: ${error.message}`);
    return false;
  }
}
