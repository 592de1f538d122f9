import { type Html, html } from './html.ts';
import type { Preferences } from './preferences.ts';
import type { WebFiles } from './web-files.ts';

/** A whole page around its content. Styles and script are files: the Content-Security-Policy allows nothing inline. */
export function document(options: {
  readonly title: string;
  readonly content: Html;
  readonly web: WebFiles;
  readonly preferences: Preferences;
  readonly hasScript?: boolean;
}): string {
  const { title, content, web, hasScript } = options;
  const { language, theme } = options.preferences;
  return html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}" data-theme="${theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/page/icon.svg" type="image/svg+xml">
${web.styles.map((path) => html`<link rel="stylesheet" href="${path}">`)}
${hasScript && html`<script type="module" src="${web.script}"></script>`}
</head>
<body>
${content}
</body>
</html>
`.text;
}

/** The mark: water that falls over a weir. */
export function brand(): Html {
  return html`<span class="brand"><img src="/page/icon.svg" alt="" width="28" height="28">Weir</span>`;
}

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0e7490"/><g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round"><path d="M5 11c3-2.6 5-2.6 8 0h3c3 0 3 3 3 5"/><path d="M5 17h7c3 0 3 3 3 6" opacity=".75"/><path d="M14 25c3-2.6 5-2.6 7 0s4 2.6 6 0" opacity=".9"/></g></svg>`;
