import { signJdcloud } from '../../signing/jdcloud.ts';
import { type ApiForm, type Field, spaced, TIMES } from './api-form.ts';

const DOMAINS: Field = { name: 'domains', kind: 'domains' };

/** Without a domain, `flow` is the sum over all of them. */
export const JDCLOUD_FORMS: readonly ApiForm[] = [
  jdForm('jdcloud-flow', 'JD Cloud CDN · flow', '/api/flow', { ...DOMAINS, isOptional: true }),
  jdForm('jdcloud-origin-ratio', 'JD Cloud CDN · origin_ratio', '/api/origin_ratio', DOMAINS),
  jdForm('jdcloud-bandwidth-flow', 'JD Cloud Live · bandwidth_flow', '/api/live/bandwidth_flow', DOMAINS),
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
