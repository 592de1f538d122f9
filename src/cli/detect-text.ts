import type { Trial } from '../format/detect.ts';
import type { LineLooks } from '../format/line-looks.ts';
import { PRESETS } from '../format/presets/index.ts';
import type { Role } from '../format/program.ts';
import type { DetectedLog } from './detect-format.ts';

const ROLE_TEXT: Readonly<Record<Role, string>> = {
  host: 'host',
  time: 'time',
  bytes: 'bytes',
  status: 'status',
  cache: 'cache status',
  origin: 'origin bytes',
  duration: 'duration',
};
const ROLES = Object.keys(ROLE_TEXT) as Role[];

/** What `weir report --detect` prints of a log whose format it knows. */
export function recognised(path: string, best: Trial, others: readonly Trial[]): string[] {
  const domain = best.found.includes('host') ? '' : ' --domain www.a.com';
  return [
    `${path}: ${best.preset}`,
    `  meters ${linesText(best)}`,
    `  it has ${list(ROLES.filter((role) => best.found.includes(role)))}; ${lacks(best)}`,
    ...(others.length > 0 ? [`  also possible: ${others.map(otherText).join('; ')}`] : []),
    `  next: weir report ${argument(path)} --format ${best.preset}${domain}`,
  ];
}

/** Ready to be pasted into a shell. */
function argument(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function linesText({ lines, metered, odd, rejects }: Trial): string {
  const reasons = Object.entries(rejects).map(([reason, count]) => `${count} ${reason}`);
  const doubt = odd > 0 ? `, ${odd} of them with values that make no sense` : '';
  return `${metered} of the first ${lines} lines${doubt}${reasons.length > 0 ? ` (rejected: ${reasons.join(', ')})` : ''}`;
}

function lacks({ found }: Trial): string {
  const missing = ROLES.filter((role) => !found.includes(role));
  if (missing.length === 0) return 'nothing is missing';
  const estimated = missing.includes('origin') ? ' (so what came from the origin is estimated)' : '';
  return `it has no ${list(missing)}${estimated}`;
}

function list(roles: readonly Role[]): string {
  return roles.map((role) => ROLE_TEXT[role]).join(', ');
}

function otherText({ preset, metered, found }: Trial): string {
  return `${preset} (${metered} lines${found.includes('host') ? '' : ', no host'})`;
}

/** What it prints where nothing fits: what it saw, why that is no preset, what to do. */
export function unrecognised(path: string, { looks, trials, nearest }: DetectedLog): string[] {
  return [
    `${path}: no preset fits`,
    `  saw ${looksText(looks)}`,
    `  such as ${looks.sample}`,
    `  ${nearest ? `nearest: ${nearest.preset} meters ${linesText(nearest)}` : nothingMetered(looks, trials)}`,
    ...nextSteps(path, looks).map((step) => `  ${step}`),
  ];
}

function looksText(looks: LineLooks): string {
  if (looks.kind === 'json') return `${looks.lines} lines, JSON objects with the keys ${looks.keys.join(', ')}`;
  const { lines, separator, columns, quoted } = looks;
  const [fewest, most] = columns;
  const count = fewest === most ? `${most}` : `${fewest} to ${most}`;
  return `${lines} lines of text, ${count} columns separated by ${SEPARATOR_TEXT[separator]}, ${quoted} of them in double quotes`;
}

const SEPARATOR_TEXT = { tab: 'tabs', '|': "'|'", ',': 'commas', space: 'spaces' } as const;

function nothingMetered(looks: LineLooks, trials: readonly Trial[]): string {
  const count = `no line is metered by any of the ${trials.length} presets`;
  if (looks.kind === 'json') return `${count}: ${missingKeys(looks.keys, trials)}`;
  return looks.hasTime ? `${count}: their fields stand elsewhere` : `${count}: nothing in it looks like a time stamp`;
}

/** The JSON preset that misses least. */
function missingKeys(keys: readonly string[], trials: readonly Trial[]): string {
  const candidates = trials.flatMap(({ preset, found }) => {
    const spec = PRESETS[preset]!;
    if (spec.kind !== 'json') return [];
    const missing = Object.values(spec.keys).filter((key) => !keys.includes(key));
    return [{ preset, found: found.length, missing }];
  });
  const nearest = candidates.sort((a, b) => b.found - a.found || a.missing.length - b.missing.length)[0];
  return nearest
    ? `${nearest.preset} would need ${nearest.missing.join(', ') || 'usable values in these keys'}`
    : 'other keys';
}

function nextSteps(path: string, looks: LineLooks): string[] {
  if (looks.kind === 'json') {
    return [
      'next: name the keys in weir.yaml and use that format:',
      '  formats: { edge: { json: { time: KEY, host: KEY, bytes: KEY, status: KEY, cache: KEY } } }',
      `  weir report ${argument(path)} -c weir.yaml --format edge`,
    ];
  }
  return [
    "next: give the format that wrote it, in the words of nginx's log_format (docs/log-formats.md has other languages):",
    `  weir report ${argument(path)} --format 'nginx:$remote_addr [$time_local] "$request" $status $bytes_sent "$host"'`,
  ];
}
