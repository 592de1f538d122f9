import { DEMO_ACCOUNTS } from './demo-accounts.ts';

/**
 * What the demo's hosts serve, and how much of it: the data behind the generated logs. A host that a wildcard catches
 * stands here by its own name, and so do three that no account owns: the operator's page shows them as unclaimed.
 */
export interface DemoHost {
  readonly host: string;
  readonly kind: ContentKind;
  /** Log lines a minute over all nodes, averaged over a week. */
  readonly linesPerMinute: number;
  /** Bandwidth in Mbit/s, averaged over a week; the evening peak is about twice that. */
  readonly megabits: number;
  /** Share of requests answered from the cache. */
  readonly hitRatio: number;
  /** How weekends compare with working days. */
  readonly weekend: number;
  readonly timeZone: string;
}

/** `flv` is a live connection of minutes to hours; everything else is a file. */
export type ContentKind = 'page' | 'image' | 'api' | 'download' | 'video' | 'audio' | 'hls' | 'flv';

type Row = readonly [
  host: string,
  kind: ContentKind,
  linesPerMinute: number,
  megabits: number,
  hitRatio: number,
  weekend: number,
];

// About 27 lines a minute in all, so that 31 days are 1.2 million lines: enough for smooth five-minute lines, few enough
// for a laptop to meter while somebody waits. A real platform of this bandwidth writes a thousand times as many, so one
// line here stands for many: its bytes are larger than a real file's.
const ROWS: readonly Row[] = [
  ['www.lantern.example', 'page', 1.3, 1.6, 0.71, 1.3],
  ['static.lantern.example', 'image', 1.8, 11, 0.96, 1.3],
  ['dl.lantern.example', 'download', 2.2, 1350, 0.985, 1.4],
  ['patch.lantern.example', 'download', 1.4, 420, 0.93, 1.2],
  ['replay.lantern.example', 'video', 1.3, 120, 0.82, 1.5],
  ['play.lantern.example', 'flv', 1.5, 95, 0, 1.6],
  ['tokyo.shops.lantern.example', 'image', 0.8, 1.9, 0.88, 1.2],
  ['paris.shops.lantern.example', 'image', 0.6, 1.4, 0.86, 1.1],
  ['lima.shops.lantern.example', 'image', 0.5, 0.7, 0.79, 1.1],
  ['live.teahouse.example', 'flv', 2, 160, 0, 1.2],
  ['pull.teahouse.example', 'flv', 1.1, 70, 0, 1.2],
  ['hls.teahouse.example', 'hls', 2.2, 85, 0.94, 1.2],
  ['vod.teahouse.example', 'video', 1.7, 210, 0.9, 1.3],
  ['img.teahouse.example', 'image', 1.3, 8, 0.97, 1.1],
  ['api.teahouse.example', 'api', 1.1, 0.3, 0.12, 1],
  ['app.teahouse.example', 'download', 0.7, 130, 0.99, 1.1],
  ['www.fjord.example', 'page', 1.5, 2.2, 0.64, 0.6],
  ['images.fjord.example', 'image', 1.5, 14, 0.95, 0.7],
  ['video.fjord.example', 'video', 1.1, 95, 0.87, 0.9],
  ['podcast.fjord.example', 'audio', 0.7, 12, 0.91, 0.8],
  ['maps.fjord.example', 'image', 0.8, 4, 0.76, 1.4],
  ['live.fjord.example', 'hls', 1.2, 48, 0.92, 1.5],
  ['203.0.113.80', 'api', 0.12, 0.05, 0, 1],
  ['staging.lantern-games.example', 'page', 0.15, 0.3, 0.3, 0.2],
  ['old-campaign.example', 'image', 0.2, 0.6, 0.9, 1],
];

export const DEMO_HOSTS: readonly DemoHost[] = ROWS.map(
  ([host, kind, linesPerMinute, megabits, hitRatio, weekend]) => ({
    host,
    kind,
    linesPerMinute,
    megabits,
    hitRatio,
    weekend,
    timeZone: zoneOf(host),
  }),
);

/** People are where the account is; the nobody's hosts see the night of their own visitors. */
function zoneOf(host: string): string {
  const account = DEMO_ACCOUNTS.find(({ id }) => host.endsWith(`${id}.example`));
  return account?.timeZone ?? 'America/New_York';
}

/** The edge nodes, their share of the traffic and the offset of their clocks from UTC, in hours. */
export interface DemoNode {
  readonly name: string;
  readonly share: number;
  readonly utcOffsetHours: number;
}

export const DEMO_NODES: readonly DemoNode[] = [
  { name: 'edge-1', share: 0.42, utcOffsetHours: 8 },
  { name: 'edge-2', share: 0.33, utcOffsetHours: 8 },
  { name: 'edge-3', share: 0.25, utcOffsetHours: 0 },
];
