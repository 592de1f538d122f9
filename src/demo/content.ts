import type { ContentKind } from './demo-hosts.ts';

/**
 * What requests look like, by kind of content: `"$request"` and `"$http_referer" "$http_user_agent"` as nginx writes
 * them, made once. nginx escapes quotes, backslashes and everything outside printable ASCII as \xXX; some of the agents
 * below carry such characters, as real ones do.
 */
export interface Content {
  /** `"GET /a HTTP/1.1"`, quotes included. */
  readonly requests: readonly string[];
  /** `"https://..." "Mozilla/5.0 ..."`, quotes included. */
  readonly clients: readonly string[];
  /** What a client takes, in Mbit/s; a request lasts as long as its bytes need. */
  readonly clientMegabits: number;
}

const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (Linux; Android 15; M\\xC3\\xBCnchen Edition) AppleWebKit/537.36 Chrome/138.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (compatible; Lantern\\x22Crawler\\x22/2.1; +https://crawler.example/?a=1&b=[x])',
];
const PLAYERS = [
  'Lavf/61.7.100',
  'VLC/3.0.21 LibVLC/3.0.21',
  'AppleCoreMedia/1.0.0.22F76 (iPhone; U; CPU OS 18_5 like Mac OS X; zh_cn)',
  'ijkplayer/0.8.8 \\xE7\\x9B\\xB4\\xE6\\x92\\xAD',
];
const APPS = [
  'Lantern-Launcher/4.2.1 (win64)',
  'okhttp/4.12.0',
  'curl/8.14.1',
  'Wget/1.25.0 (linux-gnu)',
  'aria2/1.37.0 \\x5Cfast\\x5C',
];
const REFERERS = [
  '-',
  '-',
  'https://www.lantern.example/',
  'https://search.example/?q=%E8%8C%B6&hl=zh',
  'https://www.fjord.example/nyheter',
];

const CONTENTS: Readonly<Record<ContentKind, Content>> = {
  page: content(
    numbered(40, (n) => (n === 0 ? '/' : `/articles/${1000 + 37 * n}?from=home&page=${n % 5}`)),
    BROWSERS,
    30,
  ),
  image: content(
    numbered(80, (n) => `/a/${(n * 7919).toString(16)}/${n % 2 ? 'cover' : 'photo'}-${n}@2x.webp`),
    BROWSERS,
    40,
  ),
  api: content(
    numbered(20, (n) => `/v2/rooms/${n * 131}/state?since=${n}`),
    APPS,
    20,
    'POST',
  ),
  download: content(
    numbered(12, (n) => `/builds/release-${2 + (n % 3)}.${n}/setup-${n % 2 ? 'x64' : 'arm64'}.pkg`),
    APPS,
    240,
  ),
  video: content(
    numbered(60, (n) => `/vod/${(n * 104_729).toString(36)}/1080p.mp4`),
    [...PLAYERS, ...BROWSERS],
    90,
  ),
  audio: content(
    numbered(24, (n) => `/episodes/${2026 - (n % 3)}/${n + 1}.mp3`),
    PLAYERS,
    30,
  ),
  hls: content(
    numbered(96, (n) => `/live/room${n % 8}/1080p/seg-${180_000 + n}.ts`),
    PLAYERS,
    60,
  ),
  flv: content(
    numbered(24, (n) => `/live/room${n}.flv?wsSecret=0&only-video=${n % 2}`),
    PLAYERS,
    8,
  ),
};

export function contentOf(kind: ContentKind): Content {
  return CONTENTS[kind];
}

function numbered(count: number, path: (n: number) => string): string[] {
  return Array.from({ length: count }, (_, n) => path(n));
}

function content(paths: readonly string[], agents: readonly string[], clientMegabits: number, method = 'GET'): Content {
  return {
    requests: paths.map((path, n) => `"${method} ${path} HTTP/${n % 4 === 0 ? '1.1' : '2.0'}"`),
    clients: agents.flatMap((agent) => REFERERS.map((referer) => `"${referer}" "${agent}"`)),
    clientMegabits,
  };
}
