import { randomUUID } from 'node:crypto';
import { fstatSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { LogReadError } from '../meter/log-read-error.ts';
import { configFormats } from './config-formats.ts';
import { CommandFailure, UsageFailure } from './failure.ts';
import { chosenProgram } from './format-option.ts';
import { ignoreInterrupts, onInterrupt } from './interrupt.ts';
import { meterLogs } from './meter-logs.ts';
import { print } from './print-lines.ts';
import { csvLines, jsonLines, type ReportWriter, tableLines } from './report-text.ts';
import { type ReportTotals, sumTotals } from './report-totals.ts';

interface ReportOptions {
  readonly format?: string;
  readonly detect?: true;
  readonly config?: string;
  readonly domain?: string;
  readonly step: keyof typeof STEP_SECONDS;
  readonly json?: true;
  readonly csv?: true;
  readonly threads: string;
}

const STEP_SECONDS = { '1m': 60, '5m': 300, '1h': 3600, '1d': 86_400 } as const;
const MAX_THREADS = 256;
/** So few lines are read in no time by either parser. */
const MANY_LINES = 10_000;
/** What makes no sense beside --detect. */
const METERING_OPTIONS = ['format', 'config', 'domain', 'step', 'json', 'csv', 'threads'];

const HELP = `
Compressed logs (gzip, zstd) are read as they are. A last line without its newline counts, a blank line is a reject, and a
line that begins with '#' is neither. The number of threads never changes a number. The last line on standard error is JSON:
{"lines","rejected","bytes_read","seconds"}, bytes_read counting uncompressed bytes.

With --detect, the first 256 KiB of each log are compared with every preset. It prints the one that fits and how well, and the
exit status is 0; or what the lines look like, why no preset fits and what to do, and the exit status is 1.

Examples:
  $ weir report access.log access.log.1.gz --format combined-host --step 1h
  $ weir report access.log --format 'nginx:$time_local "$host" $bytes_sent' --json > usage.jsonl
  $ zcat old.log.gz | weir report - --format combined --domain www.a.com --csv
  $ weir report --detect access.log.gz
`;

/** `weir report FILE... --format F`: meters logs with no server and no store (weir-contract section 1). */
export function reportCommand(): Command {
  return new Command('report')
    .description('meter logs with no server and no store and print the usage of each domain')
    .argument('<file...>', "log files; '-' for standard input")
    .option(
      '--format <format>',
      "a preset, a name from the config's formats, nginx:<log_format text>, apache:, template: or w3c:",
    )
    .addOption(new Option('--detect', 'name the preset that fits, instead of metering').conflicts(METERING_OPTIONS))
    .option('-c, --config <file>', 'weir.yaml to take formats from (default: ./weir.yaml where there is one)')
    .option('--domain <name>', 'the domain of every line, for a format without a host')
    .addOption(new Option('--step <step>', 'bucket length, in UTC').choices(Object.keys(STEP_SECONDS)).default('5m'))
    .addOption(new Option('--json', 'one JSON object a line').conflicts('csv'))
    .option('--csv', 'comma-separated, with a header')
    .option('--threads <n>', 'threads to meter with', '1')
    .addHelpText('after', HELP)
    .action(report);
}

async function report(files: readonly string[], options: ReportOptions): Promise<void> {
  if (options.detect) return (await import('./detect.ts')).detectFormats(files).catch(explain);
  const started = performance.now();
  const threads = threadsOf(options.threads);
  const format = givenFormat(options);
  const program = chosenProgram({ ...options, format }, await configFormats(options.config, format));
  const bucketSeconds = STEP_SECONDS[options.step];
  const metered = onInterrupt('nothing was printed');
  const spillFolder = join(tmpdir(), `weir-report-${randomUUID()}`);
  process.once('exit', () => rmSync(spillFolder, { recursive: true, force: true }));
  const shares = await meterLogs(files, { program, bucketSeconds, spillFolder }, threads).catch(explain);
  const totals = sumTotals(shares);
  if (fstatSync(process.stdout.fd).isFile()) ignoreInterrupts(); // half a file would look like a whole one
  metered();
  await print(writerOf(options)(totals.rows));
  console.error(summary(totals, (performance.now() - started) / 1000).join('\n'));
}

function givenFormat({ format }: ReportOptions): string {
  if (format !== undefined) return format;
  throw new UsageFailure('report: --format <format> is needed, or --detect to find out which one fits');
}

function threadsOf(text: string): number {
  const threads = Number(text);
  if (/^\d+$/.test(text) && threads >= 1 && threads <= MAX_THREADS) return threads;
  throw new UsageFailure(`--threads ${text}: a whole number from 1 to ${MAX_THREADS} is expected`);
}

function explain(error: unknown): never {
  throw error instanceof LogReadError ? new CommandFailure(error.message, { cause: error }) : error;
}

function writerOf({ json, csv }: ReportOptions): ReportWriter {
  if (json) return jsonLines;
  return csv ? csvLines : tableLines;
}

/** The last line is for programs, those before it for people. */
function summary(totals: ReportTotals, seconds: number): string[] {
  const { lines, rejects, unknownDurations, bytesRead, slowLines, notes } = totals;
  const reasons = Object.entries(rejects).sort();
  const rejected = reasons.reduce((sum, [, count]) => sum + count, 0);
  const json = JSON.stringify({ lines, rejected, bytes_read: bytesRead, seconds: Math.round(seconds * 1000) / 1000 });
  return [
    ...notes,
    ...(slowLines > Math.max(MANY_LINES, lines / 100)
      ? [`lines read by the reference parser, which is slower: ${slowLines} of ${lines}`]
      : []),
    ...(rejected > 0 ? [`rejected lines: ${reasons.map(([reason, count]) => `${count} ${reason}`).join(', ')}`] : []),
    ...(unknownDurations > 0 ? [`durations negative or over 24 h, treated as unknown: ${unknownDurations}`] : []),
    json,
  ];
}
