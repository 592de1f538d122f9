import type { FormatProgram, JsonProgram, Role, Step, TextReading } from '../../src/format/program.ts';
import type { Random } from './mutations.ts';

/** Writes a line of a format, without its newline. `plain`: only what an ordinary server writes on an ordinary day. */
export type LogWriter = (random: Random, plain?: boolean, host?: string) => string;

const HOSTS = [
  'www.a.com',
  'b.example.org',
  'WWW.A.com:8080',
  'a.com.',
  '[2001:db8::1]:443',
  'a-rather-long-name-of-a-host.with.many.labels.example.com',
  'x',
  '10.0.0.1',
];
const ODD_HOSTS = ['-', '', 'a b', 'a/b', 'münchen.de', `${'a'.repeat(254)}`, `${'b'.repeat(260)}:80`, '\x01'];
const TEXTS = [
  '-',
  '',
  'GET /a?b=1 HTTP/1.1',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
  '/index.html',
  'x, y : z',
  'é',
  'a - b [c] "'.slice(0, 9),
];
const PLAIN_TEXTS = ['-', '/index.html', 'curl/8.5.0'];
const NUMBERS = ['0', '7', '512', '12345678', '123456789', '999999999999', '0042'];
const ODD_NUMBERS = [
  '-',
  '',
  '1234567890123',
  '9007199254740991',
  '9007199254740992',
  '-5',
  '1.5',
  '12a',
  '99999999999999999999',
];
const DURATIONS = ['0.000', '0.123', '1.5', '12', '59.999', '60.000', '-'];
const ODD_DURATIONS = [
  '60.001',
  '61.5',
  '3599.123',
  '86400.000',
  '86400.001',
  '-1.000',
  '-0.000',
  '1.',
  '.5',
  '1234567.1',
  'x',
  '0.1234567',
];
const WORDS = ['HIT', 'MISS', '-', 'hit', 'EXPIRED', 'STALE', 'Updating', 'REVALIDATED'];
const ODD_WORDS = ['MISS : HIT', 'HIT, MISS', 'A_VERY_LONG_WORD_INDEED_THIS_IS', 'HITS', '', 'HIT '];
const LISTS = ['-', '0', '123', '4567890'];
const ODD_LISTS = [
  '1, 2',
  '1, 2 : 3',
  '- : 7',
  '-, -',
  '1,2',
  '1, x',
  '1 : ',
  '9007199254740991, 1',
  '5 6',
  '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18',
];
const ADDRESSES = ['10.0.0.1:80', 'unix:/run/x.sock', '[::1]:8080, 10.0.0.2:80 : 10.0.0.3:80'];

function oneOf(random: Random, usual: readonly string[], odd: readonly string[], plain: boolean): string {
  const list = plain || random(12) > 0 ? usual : odd;
  return list[random(list.length)]!;
}

function fieldText(role: Role | null, reading: TextReading, random: Random, plain: boolean): string {
  if (role === 'host') return oneOf(random, HOSTS, ODD_HOSTS, plain);
  if (role === 'status')
    return oneOf(random, ['200', '206', '304', '404', '502', '101'], ['99', '600', '000', '2000', '-', '20'], plain);
  if (reading.startsWith('time') || reading === 'msec') return timeOf(reading, random, plain);
  if (reading === 'digits') return oneOf(random, NUMBERS, ODD_NUMBERS, plain);
  if (reading === 'decimal') return oneOf(random, DURATIONS, ODD_DURATIONS, plain);
  if (reading === 'numbers') return oneOf(random, LISTS, ODD_LISTS, plain);
  if (reading === 'words') return oneOf(random, WORDS, ODD_WORDS, plain);
  if (reading === 'addresses') return oneOf(random, ADDRESSES.slice(0, plain ? 2 : 3), ['-', ''], plain);
  if (reading === 'decimals') return oneOf(random, ['0.001', '-'], ['0.001, 0.020', '1 : 2', ''], plain);
  return oneOf(random, plain ? PLAIN_TEXTS : TEXTS, ['"', ' ', '" 200 5 "', '] ['], plain);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function timeOf(reading: TextReading, random: Random, plain: boolean): string {
  const seconds = 1_767_225_600 + random(random(4) === 0 ? 40_000_000 : 90);
  if (!plain && random(30) === 0)
    return [
      '-',
      '32/Jan/2026:00:00:00 +0000',
      '2026-13-01T00:00:00Z',
      '0',
      '99999999999.1',
      '2026-02-30T00:00:00+00:00',
    ][random(6)]!;
  const zone = random(8) === 0 ? 'other' : 'utc';
  const text = new Date(seconds * 1000).toISOString();
  if (reading === 'msec') return `${seconds}.${String(random(1000)).padStart(3, '0')}`;
  if (reading === 'time_iso8601') return `${text.slice(0, 19)}${zone === 'utc' ? '+00:00' : '-03:30'}`;
  const day = `${text.slice(8, 10)}/${MONTHS[Number(text.slice(5, 7)) - 1]}/${text.slice(0, 4)}`;
  return `${day}:${text.slice(11, 19)} ${zone === 'utc' ? '+0000' : '+0545'}`;
}

export function logWriter(program: FormatProgram): LogWriter {
  if (program.kind === 'json') return jsonWriter(program);
  const steps: readonly Step[] = program.steps;
  return (random, plain = false, host) =>
    steps
      .map((step) => {
        if (step.kind === 'literal') return step.text;
        if (step.role === 'host' && host !== undefined) return host;
        return fieldText(step.role, step.reading, random, plain);
      })
      .join('');
}

/** Keys that nobody asks for stand between those that somebody does. */
function jsonWriter({ captures }: JsonProgram): LogWriter {
  return (random, plain = false, host) => {
    const record: Record<string, unknown> = { ip: '192.0.2.1', n: plain ? 7 : oddNumber(random) };
    for (const { role, path } of captures) {
      const value = role === 'host' && host !== undefined ? host : jsonValue(role, random, plain);
      put(record, path, value);
    }
    record.agent = plain ? 'curl/8' : oneOf(random, TEXTS, ['a\tb', '\u0001'], false);
    const entries = Object.entries(record);
    if (!plain && random(20) === 0) entries.reverse();
    return JSON.stringify(Object.fromEntries(entries));
  };
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
  if (role === 'host' || role === 'time' || role === 'cache' || role === 'origin') return text;
  const isNumber = text !== '' && Number.isFinite(Number(text)) && (plain || random(10) > 0);
  return isNumber ? Number(text) : plain ? 0 : text;
}
