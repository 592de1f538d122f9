import { zoneClock } from '../time/zone-clock.ts';

/**
 * The first instant, in Unix seconds, of a calendar day in an IANA zone: startOfDay('2026-10-01', 'Asia/Shanghai') is
 * 1790784000. Where the clocks skip midnight the day begins with the change; where they show it twice, with the first one.
 * A text that is no day of the years 1970 to 2105 gives undefined; the zone must be a known one.
 */
export function startOfDay(day: string, timeZone: string): number | undefined {
  if (!isDay(day)) return undefined;
  return zoneClock(timeZone).instant(Date.parse(day) / 1000);
}

/** A day of the calendar, written 2026-10-01, of the years whose seconds fit the store's 32 bits. */
export function isDay(text: string): boolean {
  if (!/^(19[7-9]\d|20\d\d|210[0-5])-\d\d-\d\d$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text); // the 31st of April becomes May
}
