import { resolve } from 'node:path';
import { compileFormat, requireDomain } from '../format/compile.ts';
import { FormatError } from '../format/format-error.ts';
import type { FormatProgram } from '../format/program.ts';
import { inlineKind, resolveFormat } from '../format/resolve-format.ts';
import type { FormatSpec } from '../format/spec.ts';
import type { AgentConfig, AgentLogInput } from './agent-config.ts';
import { AGENT_KEYS } from './agent-keys.ts';
import { doubleCounting } from './double-counting.ts';
import type { Place } from './fault.ts';
import { hostName } from './read-domain-name.ts';
import { listOf } from './read-list.ts';
import { findSameHooks, findSameLiveServers, liveInput, liveKindOf, type PlacedLiveInput } from './read-live-input.ts';
import { type MapReader, openAnyMap } from './read-map.ts';
import { path, text, verbatim } from './read-scalar.ts';
import type { Read, Reading } from './reading.ts';

type Formats = Readonly<Record<string, FormatSpec>>;

/** What `inputs` mean. */
type AgentInputs = Pick<AgentConfig, 'inputs' | 'live' | 'warnings'>;

/** `[ { files: "/var/log/nginx/*access.log*", format: edge }, { srs: "http://..." } ]`; the formats are the config's own. */
export function inputs(formats: Formats): Read<AgentInputs> {
  return (spot, reading) => {
    const list = listOf(input(formats), 'inputs ({ files: ..., format: ... })')(spot, reading);
    if (!list) return undefined;
    if (spot.value.kind === 'list' && spot.value.items.length === 0) {
      return reading.fault(spot.value.at, `${spot.path}: the list is empty; { files: ..., format: ... } is expected`);
    }
    const logs = list.filter((one) => 'pattern' in one);
    const live = list.filter((one) => 'input' in one);
    findSame(logs, 'pattern', 'files', reading);
    findSame(logs, 'salt', 'stream', reading);
    findSameLiveServers(live, reading);
    findSameHooks(live, reading);
    return {
      inputs: logs.map(({ pattern, program, salt }) => ({ pattern, program, ...(salt !== undefined && { salt }) })),
      live: live.map((one) => one.input),
      warnings: doubleCounting(logs, live),
    };
  };
}

/** An input and where its parts stand. */
interface PlacedInput extends AgentLogInput {
  readonly path: string;
  readonly at: Readonly<Record<'pattern' | 'salt', Place>>;
}

/** Its keys say whether it is a live server or logs. */
function input(formats: Formats): Read<PlacedInput | PlacedLiveInput> {
  const readLog = logInput(formats);
  return (spot, reading) => {
    const map = openAnyMap(spot, reading);
    if (!map) return undefined;
    return liveKindOf(map) ? liveInput(spot, reading) : readLog(spot, reading);
  };
}

function logInput(formats: Formats): Read<PlacedInput> {
  return (spot, reading) => {
    const map = openAnyMap(spot, reading);
    if (!map) return undefined;
    map.allow(AGENT_KEYS['inputs[]']);
    const pattern = map.required('files', glob);
    const salt = map.optional('stream', text('a word that tells these logs apart'));
    const program = compiled(map, formats, spot.path, reading);
    if (pattern === undefined || program === undefined) return undefined;
    const at = { pattern: map.at('files'), salt: map.at('stream') };
    return { pattern, program, path: spot.path, at, ...(salt !== undefined && { salt }) };
  };
}

/** Absolute; what stands in it besides the folder is for whoever lists the files. */
const glob: Read<string> = (spot, reading) => {
  const given = path(spot, reading);
  if (given === undefined) return undefined;
  const isFolder = spot.value.kind === 'scalar' && /\/$/.test(String(spot.value.value));
  return isFolder
    ? reading.refuse(spot, 'is a folder: files such as /var/log/nginx/*.log are expected')
    : resolve(given);
};

/** Inline formats may have nginx's own `${name}` in them. */
const formatName: Read<string> = (spot, reading) => {
  const { value } = spot;
  const isInline = value.kind === 'scalar' && typeof value.value === 'string' && inlineKind(value.value);
  return isInline ? verbatim(spot, reading) : text('the name of a format')(spot, reading);
};

/** Names of formats are for people, and the server takes no endless ones. */
const LONGEST_NAME = 200;

function compiled(map: MapReader, formats: Formats, place: string, reading: Reading): FormatProgram | undefined {
  const name = map.required('format', formatName);
  const domain = map.optional('domain', hostName);
  if (name === undefined || (domain === undefined && map.has('domain'))) return undefined;
  try {
    const program = compileFormat(resolveFormat(name, formats), name.slice(0, LONGEST_NAME));
    if (domain !== undefined && program.hasHost) {
      return reading.fault(
        map.at('domain'),
        `${place}: domain is for a format without a host, and '${program.name}' has one`,
      );
    }
    if (domain === undefined && !program.hasHost && program.domain === null) {
      return reading.fault(map.at('format'), `${place}: the format '${program.name}' has no host: domain is missing`);
    }
    return requireDomain(program, domain);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return reading.fault(map.at('format'), `${place}.format: ${error.message}`);
  }
}

/** The same file twice would be two streams of one name; the same salt twice tells nothing apart. */
function findSame(list: readonly PlacedInput[], member: 'pattern' | 'salt', key: string, reading: Reading): void {
  const first = new Map<string, PlacedInput>();
  for (const one of list) {
    const value = one[member];
    if (value === undefined) continue;
    const other = first.get(value);
    if (!other) first.set(value, one);
    else reading.fault(one.at[member], `${one.path}.${key}: the input at line ${other.at[member].line} has the same`);
  }
}
