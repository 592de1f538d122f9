import type { DurationUnit, JsonCapture, JsonProgram, Role, TextReading } from '../../src/format/program.ts';
import { fieldText, type LogWriter, oneOf, TEXTS } from './log-writer.ts';
import type { Random } from './mutations.ts';
import { ODD_TIMES, rfc3339, someMoment } from './written-times.ts';

/** How a server writes its times. */
export type JsonTime = 'rfc3339' | 'fraction' | 'seconds' | 'digits' | 'decimals' | 'float' | 'ms' | 'us' | 'ns';

/**
 * Keys that nobody asks for stand between those that somebody does. `isShuffled`: the keys come in any order, with objects and
 * lists among them that differ from line to line.
 */
export function jsonWriter({ captures, start }: JsonProgram, written: JsonTime, isShuffled = false): LogWriter {
  return (random, plain = false, host) => {
    const record: Record<string, unknown> = { ip: '192.0.2.1', n: plain ? 7 : oddNumber(random) };
    const began = someMoment(random);
    if (start) put(record, start.path, timeValue(began, written, random, plain));
    const ended = start ? began + [0, 12, 999, 59_999, 60_000][random(5)]! - (plain || random(9) > 0 ? 0 : 500) : began;
    for (const capture of captures) {
      const value = capturedValue(capture, ended, { random, plain, host, written });
      put(record, capture.path, value);
    }
    record.agent = plain ? 'curl/8' : oneOf(random, TEXTS, ['a\tb', '\u0001'], false);
    if (isShuffled) record.headers = headers(random);
    const entries = isShuffled ? shuffled(Object.entries(record), random) : Object.entries(record);
    if (!plain && random(20) === 0) entries.reverse();
    return JSON.stringify(Object.fromEntries(entries)).replace(LONG, (_, digits: string) => digits);
  };
}

function headers(random: Random): unknown {
  const values = ['close', '"v1"', 'a\\b', '}', 'é', '\n', ''];
  const some = () => Array.from({ length: random(3) }, () => values[random(values.length)]!);
  const all: [string, unknown][] = [
    ['Connection', some()],
    ['Etag', some()],
    ['h', { host: 'x', b: [1, -0.5e10, { t: null }] }],
    ['X"Y', true],
    ['empty', {}],
  ];
  return Object.fromEntries(shuffled(all, random).slice(random(5)));
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  return items.map(() => left.splice(random(left.length), 1)[0]!);
}

/** Numbers that no float holds are written as what they are. */
const LONG = /"long:(\d+(?:\.\d+)?)"/g;

interface Chance {
  readonly random: Random;
  readonly plain: boolean;
  readonly host: string | undefined;
  readonly written: JsonTime;
}

function capturedValue({ role, unit }: JsonCapture, ended: number, { random, plain, host, written }: Chance): unknown {
  if (role === 'host' && host !== undefined) return host;
  if (role === 'time') return timeValue(ended, written, random, plain);
  return role === 'duration' && unit !== 's' ? durationValue(unit!, random, plain) : jsonValue(role, random, plain);
}

const OTHERS: readonly JsonTime[] = ['rfc3339', 'fraction', 'seconds', 'digits', 'decimals', 'float', 'ms', 'us', 'ns'];

function timeValue(ms: number, written: JsonTime, random: Random, plain: boolean): unknown {
  if (!plain && random(30) === 0) return ODD_TIMES[random(ODD_TIMES.length)];
  const how = plain || random(12) > 0 ? written : OTHERS[random(OTHERS.length)]!;
  const seconds = Math.floor(ms / 1000);
  const three = String(ms % 1000).padStart(3, '0');
  const tails = plain ? ['4', '4289'] : ['4', '4289919', '999', '9999', '99999999', '0000001'];
  switch (how) {
    case 'rfc3339':
    case 'fraction':
      return rfc3339(ms, random, how === 'fraction', plain);
    case 'seconds':
      return seconds;
    case 'digits':
      return String(seconds);
    case 'decimals':
      return `${seconds}.${three}`;
    case 'float':
      return `long:${seconds}.${!plain && random(20) === 0 ? '999' : three}${tails[random(tails.length)]}`;
    case 'ms':
      return ms;
    case 'us':
      return `long:${ms}${['999', '000'][random(2)]}`;
    case 'ns':
      return `long:${ms}${['999999', '000000'][random(2)]}`;
  }
}

const UNITS: Readonly<Record<DurationUnit, string>> = { s: '', ms: '', us: '000', ns: '000000' };

function durationValue(unit: DurationUnit, random: Random, plain: boolean): unknown {
  const usual = ['0', '7', '1999', '59999', '60000'].map((ms) => (ms === '0' ? ms : `${ms}${UNITS[unit]}`));
  const text = oneOf(
    random,
    usual,
    [`60001${UNITS[unit]}`, `86400001${UNITS[unit]}`, '-5', '', '-', '12.5', '1e3'],
    plain,
  );
  const isNumber = text !== '' && Number.isFinite(Number(text)) && (plain || random(10) > 0);
  return isNumber ? Number(text) : plain ? 0 : text;
}

function put(record: Record<string, unknown>, [key, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) record[key!] = value;
  else {
    record[key!] ??= {};
    put(record[key!] as Record<string, unknown>, rest, value);
  }
}

function oddNumber(random: Random): unknown {
  return [7, 0, -1, 1.5, 1e21, 1e-7, null, 'x', [1, 2], true][random(10)];
}

const READINGS: Readonly<Record<Role, TextReading>> = {
  host: 'text',
  time: 'time_iso8601',
  bytes: 'digits',
  status: 'digits',
  cache: 'words',
  origin: 'numbers',
  duration: 'decimal',
};

/** Numbers are numbers mostly, and strings now and then. */
function jsonValue(role: Role, random: Random, plain: boolean): unknown {
  const text = fieldText(role, READINGS[role], random, plain);
  if (role === 'origin' && text === '-') return ''; // what nginx writes in JSON where the origin was not asked
  if (role === 'host' || role === 'cache' || role === 'origin') return text;
  const isNumber = text !== '' && Number.isFinite(Number(text)) && (plain || random(10) > 0);
  return isNumber ? Number(text) : plain ? 0 : text;
}
