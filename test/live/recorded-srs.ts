import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpGet } from '../../src/live/live-server.ts';
import { srs } from '../../src/live/servers/srs.ts';
import type { Snapshot } from '../../src/live/snapshot.ts';

const FOLDER = join(import.meta.dirname, 'srs-record');

export interface Moment {
  /** Seconds since the start of the recording. */
  readonly t: number;
  readonly streams: readonly Record<string, unknown>[];
  readonly clients: readonly Record<string, unknown>[];
  readonly vhosts: readonly Record<string, unknown>[];
  /** Connection -> bytes [to SRS, from SRS]. */
  readonly wire: Readonly<Record<string, readonly [number, number]>>;
}

interface Hook {
  readonly t: number;
  readonly unix: number;
  readonly body: Record<string, unknown>;
}

export interface Accounting {
  readonly rows: readonly {
    readonly client_id: string;
    readonly type: string | null;
    readonly api_last_send: number | null;
    readonly on_close_send: number | null;
    readonly on_close_recv: number | null;
  }[];
  readonly totals: { readonly vhost_send_bytes_end: number; readonly missing: number };
}

function lines<Line>(file: string): Line[] {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

export const TIMELINE = lines<Moment>('timeline.jsonl');
export const HOOKS = lines<Hook>('hooks.jsonl');
export const ACCOUNTING = JSON.parse(readFileSync(join(FOLDER, 'accounting.json'), 'utf8')) as Accounting;

/** The recording's second 0, Unix milliseconds. */
export const START = Math.round((HOOKS[0]!.unix - HOOKS[0]!.t) * 1000);

export function unixOf({ t }: { readonly t: number }): number {
  return START + Math.round(t * 1000);
}

const ENVELOPE = { code: 0, server: 'srs-rig-1', service: '86i42052', pid: '2616' };

/** SRS's HTTP API as it answered at a moment: pages of at least 10, and of 10 where `count` is missing. */
export function apiAt(moment: Pick<Moment, 'streams' | 'clients' | 'vhosts'>): HttpGet {
  return async (address) => {
    const url = new URL(address);
    const name = /^\/api\/v1\/(streams|clients|vhosts)\/$/.exec(url.pathname)?.[1] as 'streams' | undefined;
    if (!name) throw new Error(`SRS redirects or refuses ${address}`);
    const start = Number(url.searchParams.get('start') ?? 0);
    const count = Math.max(10, Number(url.searchParams.get('count') ?? 10));
    const text = JSON.stringify({ ...ENVELOPE, [name]: moment[name].slice(start, start + count) });
    return { text, serverNow: undefined };
  };
}

export function snapshotOf(moment: Moment): Promise<Snapshot> {
  return srs.poll('http://127.0.0.1:1985', apiAt(moment));
}

export function recordedText(file: string): string {
  return readFileSync(join(FOLDER, file), 'utf8');
}
