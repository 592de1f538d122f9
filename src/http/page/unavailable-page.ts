import { html } from './html.ts';
import { brand, document } from './layout.ts';

/** Instead of numbers while the store cannot answer; asks again by itself. */
export function unavailablePage(): string {
  const content = html`<main class="login">
<div class="card" id="usage" data-refresh>
<h1>${brand()}</h1>
<p class="fault" role="alert">The store cannot answer now. What nodes send is kept by them until it can.</p>
</div>
</main>`;
  return document('Weir', content, { refreshes: true });
}
