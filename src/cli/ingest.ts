import { hostname } from 'node:os';
import { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { SendError, type SendOptions, sendBatch } from '../ingest/client.ts';
import { type LogToShip, type Shipment, shipLog } from '../ingest/ship-log.ts';
import type { Compression } from '../meter/compression.ts';
import { LogReadError } from '../meter/log-read-error.ts';
import { openLog } from '../meter/open-log.ts';
import { readConfig } from './config-file.ts';
import { UsageFailure } from './failure.ts';
import { chosenProgram } from './format-option.ts';
import { createProgress } from './progress.ts';
import { serverAddress } from './server-address.ts';

interface IngestOptions {
  readonly format: string;
  readonly config?: string;
  readonly node?: string;
  readonly domain?: string;
  readonly server?: string;
  readonly token?: string;
  readonly final: boolean;
  readonly replace: boolean;
}

const HELP = `
Every log is one stream, whatever it is called and whether it is compressed: ingesting it again, renamed or gzipped,
changes nothing. A last line without its newline is not counted unless --final says that no more will come.
The last line on stderr is JSON: {"lines","rejected","bytes_read","seconds","segments","known"}.

Example:
  $ weir ingest /var/log/nginx/access.log* --format weir --node edge-1 --server http://127.0.0.1:8080 --token "$WEIR_INGEST_TOKEN"
`;

export function ingestCommand(): Command {
  return new Command('ingest')
    .description('meter logs and store their usage on a running server; returns once it is durable there')
    .argument('<file...>', "log files; .gz and .zst as they are, '-' for standard input")
    .requiredOption(
      '--format <format>',
      "a preset, a name from the config's formats, nginx:<log_format>, apache:, template: or w3c:",
    )
    .option(
      '-c, --config <file>',
      'weir.yaml to take formats, server and token from (default: ./weir.yaml where there is one)',
    )
    .option('--node <name>', 'the edge node whose logs these are; the name its agent uses (default: this host’s name)')
    .option('--domain <name>', 'the domain of every line, for a format without a host')
    .option('--server <url>', "the server (default: the config's listen, or http://127.0.0.1:8080)")
    .option('--token <token>', "the ingest token (default: the config's ingest.token, or $WEIR_INGEST_TOKEN)")
    .option('--final', 'count a last line without its newline, and close the stream', false)
    .option('--replace', 'take the place of what was stored of these logs before: edited logs, another format', false)
    .addHelpText('after', HELP)
    .action(ingest);
}

async function ingest(files: readonly string[], options: IngestOptions): Promise<void> {
  const started = performance.now();
  const config = readConfig(options.config);
  const program = chosenProgram(options, config?.formats ?? {});
  const { server, token } = destinationOf(options, config);
  const node = options.node ?? hostname();
  if (options.node === undefined) console.error(`node: ${node} (this host's name; --node gives another)`);
  const totals = { lines: 0, rejected: 0, bytes_read: 0, seconds: 0, segments: 0, known: 0 };
  let failed = 0;
  for (const path of files) {
    try {
      const shipment = await ingestFile(
        { node, path, program, final: options.final, replace: options.replace },
        { server, token },
      );
      describe(path, shipment).forEach((line) => {
        console.error(line);
      });
      addTo(totals, shipment);
    } catch (error) {
      if (!(error instanceof SendError || error instanceof LogReadError)) throw error;
      console.error(`weir: ${path}: ${error.message}`);
      failed++;
    }
  }
  totals.seconds = Math.round(performance.now() - started) / 1000;
  if (failed > 0)
    console.error(`weir: ${failed} of ${files.length} files were not ingested whole; ingesting them again is safe`);
  console.error(JSON.stringify(totals));
  if (failed > 0) process.exitCode = 1;
}

function destinationOf(options: IngestOptions, config: Config | undefined): { server: string; token: string } {
  const token = options.token ?? config?.ingest.token ?? process.env.WEIR_INGEST_TOKEN;
  if (!token)
    throw new UsageFailure("an ingest token is needed: --token, the config's ingest.token, or $WEIR_INGEST_TOKEN");
  return { server: serverAddress(options.server, config), token };
}

async function ingestFile(log: Omit<LogToShip, 'chunks'>, destination: SendOptions): Promise<Shipment> {
  const progress = createProgress({ label: log.path });
  let isCompressed = false;
  const onOpen = (compression: Compression) => {
    isCompressed = compression !== 'none';
  };
  const chunks = openLog(log.path, { onProgress: progress.bytes, onOpen });
  try {
    const whole = { ...log, chunks, isDoubtful: () => isCompressed, onProgress: progress.lines };
    return await shipLog(whole, (batch) => sendBatch(batch, destination));
  } finally {
    progress.done();
  }
}

function addTo(
  totals: Record<'lines' | 'rejected' | 'bytes_read' | 'segments' | 'known', number>,
  shipment: Shipment,
): void {
  totals.lines += shipment.lines;
  totals.rejected += shipment.rejected;
  totals.bytes_read += shipment.bytesRead;
  totals.segments += shipment.segments;
  totals.known += shipment.known;
}

/** What a person wants to know of one file. */
function describe(path: string, shipment: Shipment): string[] {
  const { lines, rejected, segments, known, future, expired, forgotten, twins, pendingBytes } = shipment;
  const about: string[] = [];
  if (segments === 0) about.push('no complete line to count');
  else if (known === segments) about.push('nothing new: it was stored before');
  else about.push(`${lines - rejected} of ${lines} lines counted`);
  if (future > 0)
    about.push(
      `${future} lines more than a day ahead of the server's clock were not stored; ingest the file again when they are due`,
    );
  if (expired > 0) about.push(`${expired} lines older than the server's retention were not stored`);
  if (forgotten > 0) about.push(`${forgotten} lines of usage that was removed with weir forget stay removed`);
  if (twins.length > 0) {
    about.push(`the same log was metered under ${twins.join(', ')} too: if that is no other log, it counts twice`);
  }
  if (pendingBytes > 0)
    about.push(`the last line (${pendingBytes} bytes) has no newline yet and was not counted; --final counts it`);
  return about.map((sentence) => `${path}: ${sentence}`);
}
