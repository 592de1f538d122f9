import { compileFormat } from '../format/compile.ts';
import { FormatError } from '../format/format-error.ts';
import type { FormatSpec, JsonKeys } from '../format/spec.ts';
import { KEYS } from './keys.ts';
import { duration } from './quantity.ts';
import { hostName } from './read-domain-name.ts';
import { listOf } from './read-list.ts';
import { type MapReader, openAnyMap, openMap } from './read-map.ts';
import { text, verbatim } from './read-scalar.ts';
import type { Read, Reading, Spot } from './reading.ts';

/** Formats by name. Object.fromEntries makes `__proto__` a name like any other. */
export const formats: Read<Record<string, FormatSpec>> = (spot, reading) => {
  const map = openAnyMap(spot, reading);
  if (!map) return undefined;
  const specs: [string, FormatSpec][] = [];
  for (const [name, at, formatSpot] of map.entries()) {
    if (name === '' || name.startsWith('nginx:'))
      reading.fault(at, `${spot.path}: a format needs a name that is not empty and does not begin with nginx:`);
    const spec = format(formatSpot, reading);
    if (spec) specs.push([name, spec]);
  }
  return Object.fromEntries(specs);
};

/** `{ nginx: '$host ...' }` or `{ json: { time: ..., bytes: ... } }`, with hits, spread_after and domain. */
export const format: Read<FormatSpec> = (spot, reading) => {
  const map = openMap(spot, reading, KEYS['formats.NAME']);
  const shape = map && formatShape(map);
  if (!map || !shape) return undefined;
  const spec = { ...shape, ...optionalFacts(map) };
  const hasHost = compiledHasHost(spec, { path: spot.path, value: map.spot(shape.kind)!.value }, reading);
  const domain = map.optional('domain', hostName);
  if (domain !== undefined && hasHost) {
    reading.fault(
      map.at('domain'),
      `${spot.path}: domain is for a format without a host, and this one has one in every line`,
    );
  }
  return { ...spec, ...(domain !== undefined && { domain }) };
};

type Shape = { kind: 'nginx'; text: string } | { kind: 'json'; keys: JsonKeys };

function formatShape(map: MapReader): Shape | undefined {
  if (map.has('nginx') === map.has('json'))
    return map.fault('either nginx (a log_format text) or json (a map of keys) is expected');
  if (map.has('nginx')) {
    const given = map.optional('nginx', verbatim);
    return given === undefined ? undefined : { kind: 'nginx', text: given };
  }
  const keys = map.optional('json', jsonKeys);
  return keys && { kind: 'json', keys };
}

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

function optionalFacts(map: MapReader): Pick<FormatSpec, 'hits' | 'spreadAfterMs'> {
  const hits = map.optional('hits', listOf(text('a cache status such as HIT'), 'cache statuses'));
  const spreadAfterMs = map.optional('spread_after', spreadAfter);
  return { ...(hits && { hits }), ...(spreadAfterMs !== undefined && { spreadAfterMs }) };
}

/** A duration over 24 h counts as unknown, so a later start of the spreading would be the same as off. */
const spreadAfter: Read<number | null> = (spot, reading) => {
  const { value } = spot;
  if (value.kind === 'scalar' && value.value === 'off') return null;
  const seconds = duration('0s', '24h')(spot, reading);
  return seconds === undefined ? undefined : seconds * 1000;
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
