import { html } from './html.ts';
import { brand, document } from './layout.ts';
import type { Preferences } from './preferences.ts';
import type { WebFiles } from './web-files.ts';

/** Why the last try failed. */
export type LoginFault =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'wait'; readonly seconds: number };

/** The sign-in form; it needs no script. The token travels in the body of a POST, never in a URL. */
export function loginPage(web: WebFiles, preferences: Preferences, next: string, fault?: LoginFault): string {
  const text = TEXTS[preferences.language];
  const content = html`<main class="login">
<form class="card" method="post" action="${next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`}">
<h1>${brand()}</h1>
<p class="quiet">${text.about}</p>
${fault !== undefined && html`<p class="fault" role="alert">${text[fault.kind](fault.kind === 'wait' ? fault.seconds : 0)}</p>`}
<label for="token">${text.token}</label>
<input id="token" name="token" type="password" required autofocus autocomplete="current-password" spellcheck="false">
<button class="primary">${text.signIn}</button>
<p class="quiet small">${text.which}</p>
</form>
</main>`;
  return document({ title: `${text.signIn} · Weir`, content, web, preferences });
}

const TEXTS = {
  en: {
    about: 'Usage of your domains, metered from the edge.',
    token: 'Token',
    signIn: 'Sign in',
    which: html`An operator's token, or an account's <code>weir</code> token, from weir.yaml.`,
    unknown: () => 'That token is not known.',
    foreign: () => 'The form was sent by another site.',
    wait: (seconds: number) => `Too many wrong tokens: try again in ${seconds} s.`,
  },
  zh: {
    about: '在边缘计量您的域名用量。',
    token: '令牌',
    signIn: '登录',
    which: html`weir.yaml 中运维的令牌，或账号的 <code>weir</code> 令牌。`,
    unknown: () => '没有这个令牌。',
    foreign: () => '表单来自其他网站。',
    wait: (seconds: number) => `错误的令牌太多，请在 ${seconds} 秒后重试。`,
  },
} as const;
