import { type Html, html } from './html.ts';

/** A ready-to-paste request. */
export interface Curl {
  readonly title: string;
  readonly command: string;
}

/**
 * The demo's signed requests, fresh with every page. They stand in the HTML itself, for whoever reads it without a script; the
 * script takes them from here.
 */
export function demoRequests(curls: readonly Curl[]): Html {
  const items = curls.map(
    ({ title, command }) => html`<div class="curl"><h3>${title}</h3><pre tabindex="0">${command}</pre></div>`,
  );
  return html`<section id="demo-requests" class="card">${items}</section>`;
}
