/**
 * Who the demo's customers are: three invented companies under the reserved domain `.example`, so that no name, key or
 * address in the demo can ever be somebody's. What comes out is plain data; demo-config.ts writes it as a weir.yaml and
 * curls.ts signs with it.
 *
 * The secrets are the same in every demo and say what they are: they open nothing but a throw-away server.
 */
export interface DemoAccount {
  readonly id: string;
  readonly timeZone: string;
  readonly projects: readonly { readonly id: number; readonly name: string }[];
  readonly domains: readonly DemoClaim[];
  readonly credentials: DemoCredentials;
}

/** A line of an account's `domains`, as in weir-contract section 2. */
export interface DemoClaim {
  readonly name: string;
  readonly project: number;
  readonly service?: 'live';
}

/** One credential for each way of asking. */
export interface DemoCredentials {
  readonly jdcloud: { readonly username: string; readonly secretKey: string };
  readonly qcloud: { readonly secretId: string; readonly secretKey: string };
  readonly huaweicloud: {
    readonly projectId: string;
    readonly accessKey: string;
    readonly secretKey: string;
    readonly token: string;
  };
  readonly weir: { readonly token: string };
}

export const DEMO_OPERATOR = { name: 'operator', token: 'demo-operator' } as const;
export const DEMO_INGEST_TOKEN = 'demo-ingest';

/** A game studio, a live platform, a newsroom: downloads, long connections, pages; two zones. */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  {
    id: 'lantern',
    timeZone: 'Asia/Shanghai',
    projects: [
      { id: 0, name: 'default' },
      { id: 7, name: 'downloads' },
      { id: 12, name: 'community' },
    ],
    domains: [
      { name: 'dl.lantern.example', project: 7 },
      { name: 'www.lantern.example', project: 0 },
      { name: 'static.lantern.example', project: 0 },
      { name: 'patch.lantern.example', project: 7 },
      { name: 'replay.lantern.example', project: 12 },
      { name: 'play.lantern.example', project: 12, service: 'live' },
      { name: '*.shops.lantern.example', project: 12 },
    ],
    credentials: credentialsOf('lantern'),
  },
  {
    id: 'teahouse',
    timeZone: 'Asia/Shanghai',
    projects: [
      { id: 0, name: 'default' },
      { id: 3, name: 'live' },
    ],
    domains: [
      { name: 'vod.teahouse.example', project: 3 },
      { name: 'live.teahouse.example', project: 3, service: 'live' },
      { name: 'pull.teahouse.example', project: 3, service: 'live' },
      { name: 'hls.teahouse.example', project: 3, service: 'live' },
      { name: 'img.teahouse.example', project: 0 },
      { name: 'api.teahouse.example', project: 0 },
      { name: 'app.teahouse.example', project: 0 },
    ],
    credentials: credentialsOf('teahouse'),
  },
  {
    id: 'fjord',
    timeZone: 'Europe/Oslo',
    projects: [{ id: 0, name: 'default' }],
    domains: [
      { name: 'video.fjord.example', project: 0 },
      { name: 'www.fjord.example', project: 0 },
      { name: 'images.fjord.example', project: 0 },
      { name: 'podcast.fjord.example', project: 0 },
      { name: 'maps.fjord.example', project: 0 },
      { name: 'live.fjord.example', project: 0, service: 'live' },
    ],
    credentials: credentialsOf('fjord'),
  },
];

function credentialsOf(id: string): DemoCredentials {
  return {
    jdcloud: { username: `demo_${id}`, secretKey: `demo-jd-key-of-${id}` },
    qcloud: { secretId: `AKIDdemo${id}`, secretKey: `demo-qcloud-key-of-${id}` },
    huaweicloud: {
      projectId: `demo-project-${id}`,
      accessKey: `DEMOAK${id.toUpperCase()}`,
      secretKey: `demo-huawei-key-of-${id}`,
      token: `demo-huawei-token-of-${id}`,
    },
    weir: { token: `demo-${id}` },
  };
}
