import type { DemoHost } from './demo-hosts.ts';
import type { Dice } from './random.ts';

/** The numbers of one request, in the words of nginx's variables. */
export interface Outcome {
  readonly status: number;
  /** $bytes_sent */
  readonly bytes: number;
  /** $upstream_cache_status */
  readonly cache: string;
  /** $upstream_bytes_received: a number, a list of the servers tried, or '-'. */
  readonly upstream: string;
}

const HEADER_BYTES = 380; // nginx's response head

/** What became of a request for a file of about `meanBytes`. */
export function fileOutcome({ kind, hitRatio }: DemoHost, meanBytes: number, dice: Dice): Outcome {
  const luck = dice.next();
  if (luck < 0.035) return notModified(dice);
  if (luck < 0.047) return failure(dice);
  const bytes = HEADER_BYTES + Math.round(meanBytes * dice.around());
  const status = kind === 'video' || kind === 'audio' ? 206 : 200; // players seek
  if (dice.next() < hitRatio) return { status, bytes, cache: hitWord(dice), upstream: '-' };
  return { status, bytes, cache: missWord(dice), upstream: upstreamList(bytes + 90, dice) };
}

/** A viewer's connection. The node mostly has the stream already; a stream's first viewer makes it fetch. */
export function connectionOutcome(meanBytes: number, dice: Dice): Outcome {
  const bytes = Math.round(meanBytes * staying(dice));
  const status = dice.next() < 0.985 ? 200 : 499;
  if (dice.next() < 0.92) return { status, bytes, cache: '-', upstream: '-' };
  return { status, bytes, cache: 'MISS', upstream: String(bytes) };
}

/** How long a viewer stays, the mean being 1: most a tenth to twice of it, one in fifty for an evening. */
function staying(dice: Dice): number {
  return dice.next() < 0.02 ? 8 + 16 * dice.next() : 0.1 + 1.188 * dice.next();
}

/** The client has it; every third time nginx asks the origin whether it still may. */
function notModified(dice: Dice): Outcome {
  const asked = dice.next() < 0.33;
  return { status: 304, bytes: 212, cache: asked ? 'REVALIDATED' : 'HIT', upstream: asked ? '284' : '-' };
}

function failure(dice: Dice): Outcome {
  const luck = dice.next();
  if (luck < 0.6) return { status: 404, bytes: 548, cache: 'MISS', upstream: '633' };
  if (luck < 0.75) return { status: 302, bytes: 466, cache: 'HIT', upstream: '-' };
  if (luck < 0.9) return { status: 403, bytes: 552, cache: '-', upstream: '-' };
  return { status: 502, bytes: 559, cache: 'MISS', upstream: '0, 0' };
}

function hitWord(dice: Dice): string {
  const luck = dice.next();
  return luck < 0.97 ? 'HIT' : luck < 0.985 ? 'STALE' : 'UPDATING';
}

function missWord(dice: Dice): string {
  const luck = dice.next();
  return luck < 0.8 ? 'MISS' : luck < 0.95 ? 'EXPIRED' : 'BYPASS';
}

/** nginx joins the servers of a group with ', ' and groups with ' : '. */
function upstreamList(bytes: number, dice: Dice): string {
  const luck = dice.next();
  if (luck < 0.97) return String(bytes);
  return luck < 0.99 ? `0, ${bytes}` : `1024, ${bytes - 1024} : 310`;
}
