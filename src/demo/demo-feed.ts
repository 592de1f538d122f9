import { setTimeout as sleep } from 'node:timers/promises';
import { compileFormat } from '../format/compile.ts';
import { resolveFormat } from '../format/resolve-format.ts';
import { sendBatch } from '../ingest/client.ts';
import type { Send } from '../ingest/ship-log.ts';
import { DEMO_INGEST_TOKEN } from './demo-accounts.ts';
import { type Fed, NodeFeed } from './node-feed.ts';
import { Traffic } from './traffic.ts';

export interface DemoFeedOptions {
  /** Where the logs are written: an empty or a new folder. */
  readonly folder: string;
  /** The running server: 'http://127.0.0.1:8080'. */
  readonly server: string;
  /** Default: the demo config's. */
  readonly token?: string;
  /** How far back the logs go. Default 31, the longest range that JD's APIs answer. */
  readonly pastDays?: number;
  /** Equal seeds give equal traffic at equal times. Default 1. */
  readonly seed?: number;
}

/** How far the past is: bytes and lines metered and stored so far, and files done of how many. */
export interface FeedProgress extends Fed {
  /** What `bytes` will be at the end, judged by the files done; exact once all are. */
  readonly totalBytes: number;
  readonly files: number;
  readonly totalFiles: number;
}

const TICK_MS = 2000;

/**
 * The demo's edge: writes the logs of three nodes and meters them through the pipeline that real logs go through, first
 * the past days and then the present, for as long as it is let.
 *
 *     const feed = new DemoFeed({ folder, server: 'http://127.0.0.1:8080' }, Date.now())
 *     const { lines } = await feed.fillPast(Date.now, (progress) => ...)
 *     await feed.keepGoing(Date.now, signal, (error) => ...)
 */
export class DemoFeed {
  readonly #feeds: readonly NodeFeed[];

  /** `now` in Unix milliseconds: the logs begin `pastDays` before it. */
  constructor(options: DemoFeedOptions, now: number) {
    const { folder, server, token = DEMO_INGEST_TOKEN, pastDays = 31, seed = 1 } = options;
    const traffic = new Traffic(seed);
    const program = compileFormat(resolveFormat('weir'), 'weir');
    const send: Send = (packed) => sendBatch(packed, { server, token });
    const start = Math.floor(now / 1000) - pastDays * 86_400;
    this.#feeds = traffic.nodes.map((node) => new NodeFeed({ node, traffic, folder, program, send }, start));
  }

  /**
   * Resolves once everything up to now is stored; rejects with what writing or sending rejected with (SendError). The nodes
   * take turns by themselves: while one's log is compressed or stored, another's is made or metered. The signal ends it after
   * the files at work, by rejecting with the signal's reason.
   */
  async fillPast(
    clock: () => number,
    onProgress: (progress: FeedProgress) => void = () => {},
    signal?: AbortSignal,
  ): Promise<FeedProgress> {
    const now = Math.floor(clock() / 1000);
    const days = this.#feeds.map((feed) => feed.closedDays(now));
    const totalFiles = days.reduce((sum, count) => sum + count + 1, 0);
    let progress: FeedProgress = { bytes: 0, totalBytes: 0, lines: 0, files: 0, totalFiles };
    const add = (fed: Fed) => {
      signal?.throwIfAborted();
      progress = advanced(progress, fed);
      onProgress(progress);
    };
    await Promise.all(this.#feeds.map((feed, i) => fillNode(feed, days[i]!, clock, add)));
    return progress;
  }

  /**
   * New lines every two seconds until the signal. What goes wrong is told to `onError` and tried again with the next tick:
   * nothing is lost by it.
   */
  async keepGoing(clock: () => number, signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
    while (await nextTick(signal)) {
      for (const feed of this.#feeds) {
        try {
          await feed.advance(Math.floor(clock() / 1000));
        } catch (error) {
          onError(error);
        }
      }
    }
  }
}

function advanced(before: FeedProgress, fed: Fed): FeedProgress {
  const bytes = before.bytes + fed.bytes;
  const files = before.files + 1;
  const totalBytes = Math.round((bytes / files) * before.totalFiles);
  return { ...before, bytes, totalBytes, lines: before.lines + fed.lines, files };
}

async function fillNode(feed: NodeFeed, days: number, clock: () => number, add: (fed: Fed) => void): Promise<void> {
  await feed.open();
  for (let day = 0; day < days; day++) add(await feed.closedDay());
  add(await feed.advance(Math.floor(clock() / 1000)));
}

/** false once the signal is given. */
async function nextTick(signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(TICK_MS, undefined, { signal });
    return !signal.aborted;
  } catch {
    return false;
  }
}
