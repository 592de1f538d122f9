import { dirname, resolve } from 'node:path';
import { createAccounts } from '../accounts/create-accounts.ts';
import type { Config, IngestConfig, Listen } from './config.ts';
import type { ConfigSource } from './config-source.ts';
import { findConflicts } from './conflicts.ts';
import { type ConfigFault, sortFaults } from './fault.ts';
import { KEYS } from './keys.ts';
import { account, plainAccount } from './read-account.ts';
import { formats } from './read-format.ts';
import { listOf } from './read-list.ts';
import { listen } from './read-listen.ts';
import { type MapReader, openMap } from './read-map.ts';
import { DEFAULT_RETENTION, retention, store, tls } from './read-server.ts';
import { ingest, operators, type PlacedIngest } from './read-tokens.ts';
import { Reading } from './reading.ts';
import { findTokenConflicts } from './token-conflicts.ts';
import { readYamlTree } from './yaml-tree.ts';
import type { YamlValue } from './yaml-value.ts';

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/**
 * The text of a weir.yaml (weir-contract section 2) -> the config it means, or all that is wrong with it, in its order.
 *
 *     parseConfig('listen: nowhere', { path: 'weir.yaml', env: {} })
 *     // { ok: false, faults: [{ line: 1, column: 9, message: "listen: 'nowhere' is no address to listen on: ..." }] }
 *
 * Pure: no file is touched, and the environment is an argument. A file that holds nothing is a fault, because an editor
 * may leave one for a moment, and a running server would forget its accounts.
 */
export function parseConfig(text: string, source: ConfigSource): ParsedConfig {
  const { root, faults } = readYamlTree(text.replace(/^\uFEFF/, ''));
  if (!root) return refused(faults.length > 0 ? faults : [{ line: 1, column: 1, message: EMPTY }]);
  const reading = new Reading(source.env, resolve(dirname(source.path)));
  const config = readConfig(root, reading);
  const all = [...faults, ...reading.faults];
  return config && all.length === 0 ? { ok: true, config } : refused(all);
}

const EMPTY = 'the file holds nothing; a config with all defaults is {}';

function refused(faults: readonly ConfigFault[]): ParsedConfig {
  return { ok: false, faults: sortFaults(faults) };
}

const DEFAULT_LISTEN: Listen = { host: '127.0.0.1', port: 8080 };

/** Every part is read, whatever is wrong with the others; undefined only when the file is no map. */
function readConfig(root: YamlValue, reading: Reading): Config | undefined {
  const map = openMap({ path: '', value: root }, reading, KEYS['']);
  if (!map) return undefined;
  const sent = map.optional('ingest', ingest) ?? { nodes: [] };
  const tlsFiles = map.optional('tls', tls);
  return {
    listen: map.optional('listen', listen) ?? DEFAULT_LISTEN,
    store: map.optional('store', store) ?? { kind: 'embedded', path: resolve(reading.folder, 'weir-data') },
    ingest: plainIngest(sent),
    retention: map.optional('retention', retention) ?? DEFAULT_RETENTION,
    ...(tlsFiles && { tls: tlsFiles }),
    formats: map.optional('formats', formats) ?? {},
    accounts: readAccounts(map, sent, reading),
  };
}

function readAccounts(map: MapReader, sent: PlacedIngest, reading: Reading): Config['accounts'] {
  const operatorList = map.optional('operators', operators) ?? [];
  const accounts = map.optional('accounts', listOf(account, 'accounts ({ id: ... })')) ?? [];
  findConflicts(accounts, reading);
  findTokenConflicts({ operators: operatorList, accounts }, sent, reading);
  return createAccounts(
    accounts.map(plainAccount),
    operatorList.map(({ name, token }) => ({ name, token })),
  );
}

function plainIngest({ anyNode, nodes }: PlacedIngest): IngestConfig {
  return { ...(anyNode && { token: anyNode.token }), nodes: nodes.map(({ name, token }) => ({ name, token })) };
}
