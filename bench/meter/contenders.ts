import { WEIR } from '../weir-server.ts';
import { type LogKind, TEXT_FORMAT } from './edge-log.ts';
import { peer, type Tools } from './tools.ts';

/** A program that is given the log and writes its answer to standard output. */
export interface Contender {
  readonly name: string;
  /** Program and arguments. */
  command(log: string): readonly string[];
  /** What must be right for its time to count: its usage by domain and minute, its number of lines, or nothing at all. */
  readonly answers: 'usage' | 'lines' | 'nothing';
}

/** `config` is a weir.yaml with the JSON format. */
export function weir(kind: LogKind, config: string, threads = 1): Contender {
  const format = kind === 'text' ? ['--format', `nginx:${TEXT_FORMAT}`] : ['--format', 'edge_json', '-c', config];
  return {
    name: threads === 1 ? 'Weir' : `Weir, ${threads} threads`,
    command: (log) => [
      process.execPath,
      WEIR,
      'report',
      log,
      ...format,
      '--step',
      '1m',
      '--csv',
      '--threads',
      String(threads),
    ],
    answers: 'usage',
  };
}

/** Who else can do it: the best plan of each that we found, on one thread. */
export function peersFor(kind: LogKind, { hardCoded }: Tools): Contender[] {
  const chdb = script('chDB', 'chdb.mjs', kind);
  const duckdb = script(`DuckDB ${kind === 'text' ? 'read_csv' : 'read_json'}`, 'duckdb.mjs', kind);
  if (kind === 'json') return [duckdb, chdb];
  return [
    { name: 'C for this format alone', command: (log) => [hardCoded, log], answers: 'usage' },
    chdb,
    duckdb,
    { name: 'mawk', command: (log) => ['mawk', '-f', peer('by-minute.awk'), log], answers: 'usage' },
    { name: '`wc -l`', command: (log) => ['wc', '-l', log], answers: 'lines' },
  ];
}

export const inflateAlone: Contender = {
  name: 'inflating alone, node:zlib',
  command: (log) => [process.execPath, peer('inflate.mjs'), log],
  answers: 'nothing',
};

function script(name: string, file: string, kind: LogKind): Contender {
  return { name, command: (log) => [process.execPath, peer(file), kind, log], answers: 'usage' };
}
