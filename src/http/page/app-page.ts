import { type Curl, demoRequests } from './demo-requests.ts';
import { html } from './html.ts';
import { document } from './layout.ts';
import type { Preferences } from './preferences.ts';
import type { WebFiles } from './web-files.ts';

/** The paths of the dashboard's pages: one document, whose script reads the address. */
export const PAGE_PATHS = ['/', '/domains', '/streams', '/billing', '/sources', '/apis'] as const;

/** The dashboard's HTML: a place for its script to fill, and the demo's requests. */
export function appPage(web: WebFiles, preferences: Preferences, curls: readonly Curl[] | undefined): string {
  const content = html`<div id="app"><noscript><p class="card">${NEEDS_SCRIPT[preferences.language]}</p></noscript></div>
${curls && demoRequests(curls)}`;
  return document({ title: 'Weir', content, web, preferences, hasScript: true });
}

const NEEDS_SCRIPT = {
  en: 'The dashboard needs JavaScript. The same numbers are at /weir/v1/usage.',
  zh: '仪表盘需要 JavaScript。同样的数据可从 /weir/v1/usage 获取。',
} as const;
