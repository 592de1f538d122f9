import { signHuaweicloud, withToken } from '../../signing/huaweicloud.ts';
import { type ApiForm, TIMES } from './api-form.ts';

export const HUAWEICLOUD_FORM: ApiForm = {
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
