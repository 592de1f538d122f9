import { html } from './html.ts';
import { brand, document } from './layout.ts';

/** The sign-in form; `fault` says why the last try failed. The token travels in the body of a POST, never in a URL. */
export function loginPage(fault?: string): string {
  const content = html`<main class="login">
<form class="card" method="post" action="/login">
<h1>${brand()}</h1>
<p class="quiet">Usage of your domains, metered from the edge.</p>
${fault !== undefined && html`<p class="fault" role="alert">${fault}</p>`}
<label for="token">Token</label>
<input id="token" name="token" type="password" required autofocus autocomplete="current-password" spellcheck="false">
<button class="primary">Sign in</button>
<p class="quiet small">An operator's token, or an account's <code>weir</code> token, from weir.yaml.</p>
</form>
</main>`;
  return document('Sign in · Weir', content);
}
