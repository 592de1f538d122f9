import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import type { Tools } from './tools.ts';
import { readUsageByMinute, type UsageByMinute } from './usage-by-minute.ts';

/** The format of the text logs: combined, then what is needed to bill by. Its upstream list is not quoted. */
export const TEXT_FORMAT =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" ' +
  '"$host" $upstream_cache_status $bytes_sent $upstream_bytes_received $request_time';

/** weir.yaml for the JSON logs. */
export const JSON_CONFIG = `formats:
  edge_json:
    json: { time: time_iso8601, host: host, bytes: bytes_sent, status: status, cache: upstream_cache_status,
            origin_bytes: upstream_bytes_received, duration: request_time }
`;

export type LogKind = 'text' | 'json';

export interface EdgeLog {
  readonly kind: LogKind;
  readonly path: string;
  readonly bytes: number;
  readonly lines: number;
  /** What metering it must give, from the generator's own counting. */
  readonly truth: UsageByMinute;
}

/** Generates a log of so many million bytes in the folder: the same one each time. */
export async function writeEdgeLog(
  { generateLog }: Tools,
  folder: string,
  kind: LogKind,
  megabytes: number,
): Promise<EdgeLog> {
  const path = `${folder}/${kind}-${megabytes}.log`;
  const truthPath = `${path}.truth`;
  const { stdout } = await promisify(execFile)(generateLog, [kind, String(megabytes), path, truthPath]);
  const { lines, bytes } = JSON.parse(stdout) as { lines: number; bytes: number };
  const truth = await readUsageByMinute(truthPath);
  await rm(truthPath);
  if (statSync(path).size !== bytes) throw new Error(`${path} is not ${bytes} bytes long: is the disk full?`);
  return { kind, path, bytes, lines, truth };
}

/** The same log, compressed as logrotate does it. */
export async function gzipped(log: EdgeLog): Promise<EdgeLog> {
  const path = `${log.path}.gz`;
  await pipeline(createReadStream(log.path), createGzip({ chunkSize: 2 ** 18 }), createWriteStream(path));
  return { ...log, path, bytes: statSync(path).size };
}
