import { type Html, html } from './html.ts';

/** A ready-to-paste request. */
export interface Curl {
  readonly title: string;
  readonly command: string;
}

/** The demo's requests, each with a button that copies it. Nothing runs inline: the script finds the buttons. */
export function curlSection(curls: readonly Curl[]): Html {
  return html`<div class="card">
<div class="head"><h2>Ask the vendors' APIs</h2><p class="quiet small">signed just now, ready to paste</p></div>
${curls.map(
  ({ title, command }, i) => html`<div class="curl">
<h3>${title}</h3><button type="button" data-copy="curl-${i}">Copy</button>
<pre id="curl-${i}" tabindex="0">${command}</pre>
</div>`,
)}
</div>`;
}
