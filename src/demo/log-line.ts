import { contentOf } from './content.ts';
import type { DemoHost } from './demo-hosts.ts';
import { connectionOutcome, fileOutcome } from './outcome.ts';
import type { Dice } from './random.ts';

/**
 * Writes one line of the preset `weir`, the way nginx would:
 *
 *     198.51.100.7 [2026-01-01T20:00:00+08:00] "GET /a.mp4 HTTP/2.0" 206 1048576 0.093 "vod.teahouse.example" "HIT" "-" "-" "VLC"
 *
 * `time` is the bracketed time stamp. Everything that does not change from line to line is made beforehand.
 */
export type LineWriter = (time: string, dice: Dice) => string;

/** 1 Mbit/s for a minute, in bytes. */
const MEGABIT_MINUTE = (1e6 * 60) / 8;

export function lineWriter(host: DemoHost): LineWriter {
  const { requests, clients, clientMegabits } = contentOf(host.kind);
  const meanBytes = (host.megabits * MEGABIT_MINUTE) / host.linesPerMinute;
  const isLive = host.kind === 'flv';
  const msPerByte = isLive ? MEAN_STAY_MS / meanBytes : 8 / (clientMegabits * 1000); // 1 Mbit/s = 1000 bits a ms
  const hostText = ` "${host.host}" "`;
  return (time, dice) => {
    const outcome = isLive ? connectionOutcome(meanBytes, dice) : fileOutcome(host, meanBytes, dice);
    const milliseconds = 1 + Math.round(outcome.bytes * msPerByte * dice.around());
    const head = `${dice.pick(ADDRESSES)} ${time} ${dice.pick(requests)} ${outcome.status} ${outcome.bytes} `;
    const cache = `${hostText}${outcome.cache}" "${outcome.upstream}" `;
    return `${head}${seconds(milliseconds)}${cache}${dice.pick(clients)}\n`;
  };
}

const MEAN_STAY_MS = 7 * 60_000;

/** A line that cannot be metered: somebody speaks TLS to the plain port, or names no host. */
export function junkLine(time: string, dice: Dice): string {
  const request =
    dice.next() < 0.5 ? String.raw`"\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03\xB7"` : '"GET / HTTP/1.0"';
  return `${dice.pick(ADDRESSES)} ${time} ${request} 400 150 0.0${10 + dice.below(90)} "-" "-" "-" "-" "-"\n`;
}

const THOUSANDTHS = Array.from({ length: 1000 }, (_, ms) => `.${String(ms).padStart(3, '0')}`);

/** $request_time: 61_250 -> '61.250'. */
function seconds(milliseconds: number): string {
  return `${Math.floor(milliseconds / 1000)}${THOUSANDTHS[milliseconds % 1000]}`;
}

/** Addresses that are nobody's (RFC 5737, RFC 3849). */
const ADDRESSES: readonly string[] = [
  ...Array.from({ length: 250 }, (_, n) => `198.51.100.${n + 1}`),
  ...Array.from({ length: 250 }, (_, n) => `203.0.113.${n + 1}`),
  ...Array.from({ length: 100 }, (_, n) => `2001:db8:${(n * 373).toString(16)}::${n + 1}`),
];
