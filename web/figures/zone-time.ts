/**
 * Instants as the account's clocks show them, and back: a customer in Shanghai bills Shanghai's days, wherever the browser is.
 *
 *     const clock = zoneTime('Asia/Shanghai', 'en')
 *     clock.minute(1790827500)            // '2026-10-01 12:05'
 *     clock.instant('2026-10-01T12:05')   // 1790827500
 */
export interface ZoneTime {
  readonly zone: string;
  readonly minute: (seconds: number) => string;
  readonly day: (seconds: number) => string;
  readonly clock: (seconds: number) => string;
  readonly weekday: (seconds: number) => string;
  /** What a datetime-local input holds; NaN for what it does not. In a gap of the clocks the time after it. */
  readonly instant: (local: string) => number;
  readonly local: (seconds: number) => string;
  /** The wall time as if it were UTC, in seconds: what axes are cut by. */
  readonly wall: (seconds: number) => number;
}

const cache = new Map<string, ZoneTime>();

export function zoneTime(zone: string, language: string): ZoneTime {
  const key = `${zone} ${language}`;
  const known = cache.get(key) ?? createZoneTime(zone, language);
  cache.set(key, known);
  return known;
}

function createZoneTime(zone: string, language: string): ZoneTime {
  const offsetOf = offsets(zone);
  const wall = (seconds: number) => seconds + offsetOf(seconds);
  const iso = (seconds: number) => new Date(wall(seconds) * 1000).toISOString();
  const weekdays = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en', { weekday: 'short', timeZone: 'UTC' });
  return {
    zone,
    wall,
    minute: (seconds) => iso(seconds).slice(0, 16).replace('T', ' '),
    day: (seconds) => iso(seconds).slice(0, 10),
    clock: (seconds) => iso(seconds).slice(11, 16),
    weekday: (seconds) => weekdays.format(wall(seconds) * 1000),
    local: (seconds) => iso(seconds).slice(0, 16),
    instant: (local) => {
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local)) return Number.NaN;
      const asUtc = Date.parse(`${local}Z`) / 1000;
      const guess = asUtc - offsetOf(asUtc);
      return asUtc - offsetOf(guess);
    },
  };
}

const QUARTER = 900; // no zone changes its clocks but on a quarter of an hour

/** Seconds to add to an instant, remembered by quarter: Intl takes microseconds, and an axis asks for thousands. */
function offsets(zone: string): (seconds: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const known = new Map<number, number>();
  return (seconds) => {
    const quarter = Math.floor(seconds / QUARTER) * QUARTER;
    const before = known.get(quarter);
    if (before !== undefined) return before;
    const part = Object.fromEntries(
      format.formatToParts(quarter * 1000).map(({ type, value }) => [type, Number(value)]),
    );
    const wall = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second) / 1000;
    known.set(quarter, wall - quarter);
    return wall - quarter;
  };
}
