import type { TimeShape } from '../../src/format/program.ts';
import type { Random } from './mutations.ts';

// Moments as logs write them. In: Unix milliseconds, a source of chance; out: text that says that moment, or is cut below it.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Most lines are of the same minutes; some are of any day of a year. */
export function someMoment(random: Random): number {
  const seconds = 1_767_225_600 + random(random(4) === 0 ? 40_000_000 : 90);
  return seconds * 1000 + random(1000);
}

export const ODD_TIMES = [
  '-',
  '32/Jan/2026:00:00:00 +0000',
  '2026-13-01T00:00:00Z',
  '0',
  '99999999999.1',
  '2026-02-30T00:00:00+00:00',
  '29/Feb/2026:00:00:00 +0000',
  '1/Jan/1970:00:00:00 +0000',
  '1/Jan/2026:24:00:00 +0000',
  '20260101235960',
  '1767225600.',
  '2026-01-01T00:00:30Z 08:00:00',
  '2106-02-07T06:28:15.999Z',
  '4294967295.999',
  '4294967296',
  '4294967295999',
];

/** A time of the wall `east` minutes east of Greenwich. */
function wall(ms: number, east: number): { date: string; day: string; month: string; year: string; clock: string } {
  const text = new Date(ms + east * 60_000).toISOString();
  const [year, month, day] = [text.slice(0, 4), text.slice(5, 7), text.slice(8, 10)];
  return { date: text.slice(0, 10), day, month: MONTHS[Number(month) - 1]!, year, clock: text.slice(11, 19) };
}

const ZONES = [0, 0, 0, 480, 345, -210];

function zone(east: number, between: string): string {
  const minutes = Math.abs(east);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${east < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${between}${two(minutes % 60)}`;
}

function fraction(ms: number, random: Random): string {
  const digits = String(ms % 1000).padStart(3, '0');
  return ['', `.${digits}`, `.${digits}`, `.${digits}999999`, `.${digits.slice(0, 1)}`][random(5)]!;
}

export function localTime(ms: number, random: Random): string {
  const east = ZONES[random(ZONES.length)]!;
  const { day, month, year, clock } = wall(ms, east);
  return `${day}/${month}/${year}:${clock} ${zone(east, '')}`;
}

export function iso8601(ms: number, random: Random): string {
  const east = ZONES[random(ZONES.length)]!;
  const { date, clock } = wall(ms, east);
  return `${date}T${clock}${zone(east, ':')}`;
}

/** RFC 3339 as JSON logs have it. */
export function rfc3339(ms: number, random: Random, hasFraction: boolean, plain: boolean): string {
  const east = plain ? 0 : ZONES[random(ZONES.length)]!;
  const { date, clock } = wall(ms, east);
  return `${date}T${clock}${hasFraction ? fraction(ms, random) : ''}${east !== 0 ? zone(east, ':') : 'Z'}`;
}

/** `mayLackZone`: the format says which zone that is. */
export function shapedTime(shape: TimeShape, ms: number, random: Random, mayLackZone: boolean): string {
  const east = ZONES[random(ZONES.length)]!;
  const { date, day, month, year, clock } = wall(ms, east);
  const hasZone = !mayLackZone || random(2) === 0;
  switch (shape) {
    case 'clf': {
      const shortDay = random(3) === 0 ? String(Number(day)) : day;
      return `${shortDay}/${month}/${year}:${clock}${fraction(ms, random)}${hasZone ? ` ${zone(east, '')}` : ''}`;
    }
    case 'iso':
      return `${date}${['T', 'T', ' ', '\t'][random(4)]}${clock}${fraction(ms, random)}${hasZone ? ['Z', zone(east, ':'), zone(east, '')][random(3)] : ''}`;
    case 'unix': {
      const tail = String(ms % 1000);
      const padded = [tail.padStart(3, '0'), tail.padStart(3), `${tail.padStart(3, '0')}123`][random(3)]!;
      return `${[' ', '', '', ''][random(4)]}${Math.floor(ms / 1000)}${random(4) === 0 ? '' : `.${padded}`}`;
    }
    case 'unix_ms':
      return String(ms);
    case 'compact':
      return `${date}${clock}`.replace(/[-:]/g, '');
  }
}
