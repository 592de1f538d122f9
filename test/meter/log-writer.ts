import { timeShape } from '../../src/format/byte-classes.ts';
import type { Role, TextProgram, TextReading } from '../../src/format/program.ts';
import type { Random } from './mutations.ts';
import { iso8601, localTime, ODD_TIMES, shapedTime, someMoment } from './written-times.ts';

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
export const TEXTS = [
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
const MILLIS = ['0', '7', '     12', '1999', '59999', '60000', '-', '12.5'];
const MICROS = ['0', '172', '  12557', '1999999', '60000999', '-', '15.7'];
const ODD_MILLIS = ['60001', '60001000', '86400001', '-5', ' ', `${' '.repeat(20)}5`, '1.', '99999999999999', '6e3'];
const TOKENS = ['-', '10.0.0.1', '203.0.113.1:8080', 'HTTP/1.1', 'a,b:c', '----', 'x|y'];
const ODD_TOKENS = ['', 'a b', 'a:', 'a,', ':', `${'t'.repeat(70)}`, `${'t'.repeat(257)}`, 'a"b', 'a\tb', '\x01\x02'];
const WORDS = [
  'HIT',
  'MISS',
  '-',
  'hit',
  'EXPIRED',
  'STALE',
  'Updating',
  'REVALIDATED',
  'TCP_REFRESH_UNMODIFIED',
  'HIT-WAIT-CLUSTER',
];
const ODD_WORDS = ['MISS : HIT', 'HIT, MISS', 'A_VERY_LONG_WORD_INDEED_THIS_IS_IT', 'HITS', '', 'HIT '];
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

export function oneOf(random: Random, usual: readonly string[], odd: readonly string[], plain: boolean): string {
  const list = plain || random(12) > 0 ? usual : odd;
  return list[random(list.length)]!;
}

export function fieldText(role: Role | null, reading: TextReading, random: Random, plain: boolean): string {
  if (role === 'host') return oneOf(random, HOSTS, ODD_HOSTS, plain);
  if (role === 'status')
    return oneOf(random, ['200', '206', '304', '404', '502', '101'], ['99', '600', '000', '2000', '-', '20'], plain);
  if (reading === 'bytes_clf') return oneOf(random, [...NUMBERS, '-'], ODD_NUMBERS, plain);
  if (reading === 'nonzero') return oneOf(random, [...NUMBERS, '0'], [...ODD_NUMBERS, '1, 2'], plain);
  if (reading === 'digits')
    return oneOf(random, NUMBERS, role === null ? [...ODD_NUMBERS, '-12-'] : ODD_NUMBERS, plain);
  if (reading === 'millis') return oneOf(random, MILLIS, ODD_MILLIS, plain);
  if (reading === 'micros') return oneOf(random, MICROS, ODD_MILLIS, plain);
  if (reading === 'token') return oneOf(random, TOKENS, ODD_TOKENS, plain);
  if (reading === 'decimal') return oneOf(random, DURATIONS, ODD_DURATIONS, plain);
  if (reading === 'numbers') return oneOf(random, LISTS, ODD_LISTS, plain);
  if (reading === 'words') return oneOf(random, WORDS, ODD_WORDS, plain);
  if (reading === 'addresses') return oneOf(random, ADDRESSES.slice(0, plain ? 2 : 3), ['-', ''], plain);
  if (reading === 'decimals') return oneOf(random, ['0.001', '-'], ['0.001, 0.020', '1 : 2', ''], plain);
  return oneOf(random, plain ? PLAIN_TEXTS : TEXTS, ['"', ' ', '" 200 5 "', '] ['], plain);
}

function timeOf(reading: TextReading, random: Random, plain: boolean, mayLackZone: boolean): string {
  const ms = someMoment(random);
  if (!plain && random(30) === 0) return ODD_TIMES[random(ODD_TIMES.length)]!;
  if (reading === 'msec') return `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}`;
  if (reading === 'time_iso8601') return iso8601(ms, random);
  const shape = timeShape(reading);
  return shape === undefined ? localTime(ms, random) : shapedTime(shape, ms, random, mayLackZone);
}

/** A host, and what stands around it in the field. */
function hostField(host: string, reading: TextReading, random: Random, plain: boolean): string {
  if (reading === 'url') {
    const odd = ['/c', 'www.a.com:443', 'error:x', `http://user@${host}/`, `http://${host}`, `x+y://${host}/a@b`];
    return oneOf(random, [`http://${host}/a?b=1`, `https://${host}:443/`, `rtmp://${host}/live/s`], odd, plain);
  }
  if (reading !== 'capture') return host;
  return oneOf(random, [`${host}} "GET / HTTP/1.1"`, `${host}|curl/8.0} "GET /a b"`], [host, '', `{${host}}`], plain);
}

export function textWriter({ steps, utcOffsetSeconds }: TextProgram): LogWriter {
  const mayLackZone = utcOffsetSeconds !== undefined;
  return (random, plain = false, host) =>
    steps
      .map((step, i) => {
        if (step.kind === 'literal') return step.text;
        const { role, reading } = step;
        const next = steps[i + 1];
        // Apache's %v names no port
        if (role === 'host' && next?.kind === 'literal' && next.text.startsWith(':') && plain)
          return host ?? 'www.a.com';
        if (role === 'host') return hostField(host ?? fieldText(role, reading, random, plain), reading, random, plain);
        return role === 'time' ? timeOf(reading, random, plain, mayLackZone) : fieldText(role, reading, random, plain);
      })
      .join('');
}
