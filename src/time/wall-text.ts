/**
 * Wall times as the vendors write them, to and from wall seconds (see zone-clock.ts):
 *
 *     parseWallTime('2016-12-14 07:00', 'minutes')   // 1481698800
 *     wallText(1481698800)                           // '2016-12-14 07:00:00'
 *
 * A time that no calendar has (February 30th, 24:00) is no time, and neither is one before 1980: nobody metered a CDN
 * then, and from 1980 on every zone is a multiple of five minutes away from UTC, which the buckets rely on.
 */
const SHAPES = {
  minutes: /^(\d{4}-\d\d-\d\d)\s+(\d\d:\d\d)$/,
  seconds: /^(\d{4}-\d\d-\d\d)\s+(\d\d:\d\d:\d\d)$/,
};
const EARLIEST_YEAR = '1980';

/** Wall seconds of 'YYYY-MM-DD hh:mm' or 'YYYY-MM-DD hh:mm:ss'; spaces around and between may repeat. */
export function parseWallTime(text: string, precision: keyof typeof SHAPES): number | undefined {
  const [, date = '', time = ''] = SHAPES[precision].exec(text.trim()) ?? [];
  if (date < EARLIEST_YEAR) return undefined;
  const iso = `${date}T${time}${precision === 'minutes' ? ':00' : ''}`;
  const milliseconds = Date.parse(`${iso}Z`);
  const exists = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(iso);
  return exists ? milliseconds / 1000 : undefined;
}

const DAY = 86_400;
const two = (value: number): string => (value < 10 ? `0${value}` : String(value));
const MINUTES = Array.from({ length: 1440 }, (_, minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`);

// an answer writes thousands of labels, day after day: the day is written once
let lastDay = Number.NaN;
let lastDayText = '';

/** 'YYYY-MM-DD' */
export function wallDay(wall: number): string {
  const day = Math.floor(wall / DAY);
  if (day !== lastDay) {
    lastDay = day;
    lastDayText = new Date(day * DAY * 1000).toISOString().slice(0, 10);
  }
  return lastDayText;
}

/** 'hh:mm' */
export function wallMinute(wall: number): string {
  return MINUTES[Math.floor(wall / 60) % 1440]!;
}

/** 'hh:mm:ss' */
export function wallTime(wall: number): string {
  return `${wallMinute(wall)}:${two(wall % 60)}`;
}

/** 'YYYY-MM-DD hh:mm:ss' */
export function wallText(wall: number): string {
  return `${wallDay(wall)} ${wallTime(wall)}`;
}
