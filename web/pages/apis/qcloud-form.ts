import { signQcloud } from '../../signing/qcloud.ts';
import { type ApiForm, spaced, TIMES } from './api-form.ts';

export const QCLOUD_FORM: ApiForm = {
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
