import type { ZoneTime } from '../../figures/zone-time.ts';
import { signHuaweicloud, withToken } from '../../signing/huaweicloud.ts';
import { signJdcloud } from '../../signing/jdcloud.ts';
import { signQcloud } from '../../signing/qcloud.ts';
import type { SignedRequest } from '../../signing/request.ts';
import type { Texts } from '../../text/en.ts';

/** One input of a form. A secret is shown as dots and never leaves the page. */
export interface Field {
  readonly name: keyof Texts['apis']['fields'];
  readonly kind: 'text' | 'secret' | 'time' | 'domains' | 'liveDomain';
  readonly choices?: readonly string[];
  readonly isOptional?: boolean;
}

export type Values = Readonly<Partial<Record<Field['name'], string>>>;

export interface SigningContext {
  /** Host and port as the browser and the shell call it: two vendors sign it. */
  readonly host: string;
  /** The account's clocks. */
  readonly time: ZoneTime;
  /** Unix seconds. */
  readonly now: number;
  /** Makes a Tencent request different from the one before. */
  readonly nonce: number;
}

/** A vendor's API as a form: what must be known to ask it, and how the question is signed. */
export interface ApiForm {
  readonly id: string;
  readonly title: string;
  /** WebCrypto is only there on https and localhost. */
  readonly needsWebCrypto: (values: Values) => boolean;
  readonly worksOnce?: boolean;
  readonly fields: (values: Values) => readonly Field[];
  readonly sign: (values: Values, context: SigningContext) => Promise<SignedRequest>;
}

const TIMES: readonly Field[] = [
  { name: 'from', kind: 'time' },
  { name: 'to', kind: 'time' },
];

function jdForm(id: string, title: string, path: string, domain: Field): ApiForm {
  return {
    id,
    title,
    needsWebCrypto: () => false,
    fields: () => [{ name: 'username', kind: 'text' }, { name: 'secretKey', kind: 'secret' }, domain, ...TIMES],
    sign: async ({ username = '', secretKey = '', domain = '', domains = '', from = '', to = '' }, { time, now }) => {
      const day = time.day(now).replaceAll('-', '');
      const asked = domain || domains;
      return signJdcloud({ path, username, secretKey, day, domain: asked, from: spaced(from), to: spaced(to) });
    },
  };
}

/** '2026-10-01T12:05' as an input has it -> '2026-10-01 12:05' */
function spaced(local: string): string {
  return local.replace('T', ' ');
}

const QCLOUD: ApiForm = {
  id: 'qcloud-origin-stat',
  title: 'Tencent Cloud CDN · GetCdnOriginStat',
  needsWebCrypto: () => true,
  worksOnce: true,
  fields: () => [
    { name: 'secretId', kind: 'text' },
    { name: 'secretKey', kind: 'secret' },
    { name: 'domains', kind: 'domains', isOptional: true },
    { name: 'statType', kind: 'text', choices: ['flux', 'bandwidth'] },
    ...TIMES,
  ],
  sign: (
    { secretId = '', secretKey = '', domains = '', statType = 'flux', from = '', to = '' },
    { host, now, nonce },
  ) => {
    const hosts = domains
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const params: [string, string][] = [
      ['Action', 'GetCdnOriginStat'],
      ['SecretId', secretId],
      ['Timestamp', String(Math.floor(now))],
      ['Nonce', String(nonce)],
      ['statType', statType],
      ['startDate', `${spaced(from)}:00`],
      ['endDate', `${spaced(to)}:00`],
      ...hosts.map((name, i): [string, string] => [`hosts.${i}`, name]),
    ];
    return signQcloud({ host, secretKey, params });
  },
};

const HUAWEICLOUD: ApiForm = {
  id: 'huaweicloud-stream-traffic',
  title: 'Huawei Cloud Live · stream/traffic',
  needsWebCrypto: ({ authentication }) => authentication === 'AK/SK',
  fields: ({ authentication }) => [
    { name: 'projectId', kind: 'text' },
    { name: 'authentication', kind: 'text', choices: ['X-Auth-Token', 'AK/SK'] },
    ...(authentication === 'AK/SK'
      ? ([
          { name: 'accessKey', kind: 'text' },
          { name: 'secretKey', kind: 'secret' },
        ] as const)
      : ([{ name: 'token', kind: 'secret' }] as const)),
    { name: 'domain', kind: 'liveDomain', isOptional: true },
    { name: 'step', kind: 'text', choices: ['5', '15', '60', '1440'] },
    ...TIMES,
  ],
  sign: async (values, { host, time, now }) => {
    const {
      projectId = '',
      domain = '',
      step = '5',
      token = '',
      accessKey = '',
      secretKey = '',
      from = '',
      to = '',
    } = values;
    const path = `/v1/${encodeURIComponent(projectId)}/stream/traffic`;
    const params: [string, string][] = [
      ...(domain ? [['domain', domain] as [string, string]] : []),
      ['start_time', utc(time.instant(from))],
      ['end_time', utc(time.instant(to))],
      ['step', step],
    ];
    if (values.authentication !== 'AK/SK') return withToken(path, params, token);
    const date = utc(now).replace(/[-:]/g, '');
    return signHuaweicloud({ host, path, params, accessKey, secretKey, date });
  },
};

function utc(seconds: number): string {
  return Number.isFinite(seconds) ? `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z` : '';
}

export const API_FORMS: readonly ApiForm[] = [
  jdForm('jdcloud-flow', 'JD Cloud CDN · flow', '/api/flow', { name: 'domains', kind: 'domains', isOptional: true }),
  jdForm('jdcloud-origin-ratio', 'JD Cloud CDN · origin_ratio', '/api/origin_ratio', {
    name: 'domains',
    kind: 'domains',
  }),
  jdForm('jdcloud-bandwidth-flow', 'JD Cloud Live · bandwidth_flow', '/api/live/bandwidth_flow', {
    name: 'domains',
    kind: 'domains',
  }),
  QCLOUD,
  HUAWEICLOUD,
];
