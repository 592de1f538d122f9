import { dirname, resolve } from 'node:path';
import type { AgentConfig } from './agent-config.ts';
import { AGENT_KEYS } from './agent-keys.ts';
import type { ConfigSource } from './config-source.ts';
import { type ConfigFault, sortFaults } from './fault.ts';
import { duration, size } from './quantity.ts';
import { inputs } from './read-agent-input.ts';
import { agentServer } from './read-agent-server.ts';
import { formats } from './read-format.ts';
import { type MapReader, openMap } from './read-map.ts';
import { path, text } from './read-scalar.ts';
import { type Read, Reading } from './reading.ts';
import { readYamlTree } from './yaml-tree.ts';
import type { YamlValue } from './yaml-value.ts';

export type ParsedAgentConfig =
  | { readonly ok: true; readonly config: AgentConfig }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/**
 * The text of an agent.yaml (weir-contract section 2) -> the config it means, or all that is wrong with it, in its order.
 *
 *     parseAgentConfig('node: edge-1', { path: 'agent.yaml', env: {} })
 *     // { ok: false, faults: [{ line: 1, column: 1, message: 'the file: server is missing' }, ...] }
 *
 * Pure: no file is touched, neither logs nor the CA's, and the environment is an argument.
 */
export function parseAgentConfig(content: string, source: ConfigSource): ParsedAgentConfig {
  const { root, faults } = readYamlTree(content.replace(/^\uFEFF/, ''));
  if (!root) return refused(faults.length > 0 ? faults : [{ line: 1, column: 1, message: EMPTY }]);
  const reading = new Reading(source.env, resolve(dirname(source.path)));
  const config = readConfig(root, reading);
  const all = [...faults, ...reading.faults];
  return config && all.length === 0 ? { ok: true, config } : refused(all);
}

const EMPTY = 'the file holds nothing; an agent needs node, server and inputs';

function refused(faults: readonly ConfigFault[]): ParsedAgentConfig {
  return { ok: false, faults: sortFaults(faults) };
}

const GIB = 2 ** 30;
const DEFAULT_MEMORY = GIB / 4;
const DEFAULT_FLUSH_SECONDS = 10;

/** Every part is read, whatever is wrong with the others; undefined only when the file is no map. */
function readConfig(root: YamlValue, reading: Reading): AgentConfig | undefined {
  const map = openMap({ path: '', value: root }, reading, AGENT_KEYS['']);
  if (!map) return undefined;
  const own = map.optional('formats', formats) ?? {};
  return {
    node: map.required('node', nodeName) ?? '',
    server: map.required('server', agentServer) ?? { urls: [], token: '' },
    state: map.optional('state', path) ?? resolve(reading.folder, 'weir-agent'),
    ...limits(map),
    formats: own,
    ...(map.required('inputs', inputs(own)) ?? { inputs: [], live: [], warnings: [] }),
  };
}

function limits(map: MapReader): Pick<AgentConfig, 'spoolLimit' | 'memoryLimit' | 'flushSeconds'> {
  return {
    spoolLimit: map.optional('spool_limit', size('1MiB', '1024TiB')) ?? GIB,
    memoryLimit: map.optional('memory_limit', size('32MiB', '1TiB')) ?? DEFAULT_MEMORY,
    flushSeconds: map.optional('flush', duration('1s', '10m')) ?? DEFAULT_FLUSH_SECONDS,
  };
}

/** As the server takes it (BatchHeader). */
const nodeName: Read<string> = (spot, reading) => {
  const given = text("the node's name, such as edge-1")(spot, reading);
  if (given === undefined || (given.length <= 253 && !/\p{Cc}/u.test(given))) return given;
  return reading.refuse(spot, 'is no name of a node: 1 to 253 characters without control characters are expected');
};
