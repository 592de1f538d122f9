import { type Html, html } from './html.ts';

/** How a first log gets here, and at which paths the vendors' clients find their APIs. */
export function firstLogSection(
  serverUrl: string,
  vendorPaths: readonly { readonly vendor: string; readonly paths: readonly string[] }[],
): Html {
  const command = `weir ingest /var/log/nginx/access.log --format combined-host --node edge-1 --server ${serverUrl} --token "$WEIR_INGEST_TOKEN"`;
  return html`<div class="card">
<div class="head"><h2>Send a log</h2><p class="quiet small">again, renamed or gzipped: it is counted once</p></div>
<div class="curl"><h3>On an edge node</h3><button type="button" data-copy="ingest">Copy</button><pre id="ingest" tabindex="0">${command}</pre></div>
<div class="head"><h2>Ask the vendors' APIs</h2><p class="quiet small">at the vendors' own paths, with your credentials from weir.yaml</p></div>
<dl class="paths">${vendorPaths.map(({ vendor, paths }) => html`<dt>${vendor}</dt><dd>${paths.map((path) => html`<code>${path}</code>`)}</dd>`)}</dl>
<p class="quiet small">Weir's own: <code>GET /weir/v1/usage</code> <code>GET /weir/v1/domains</code>, with <code>Authorization: Bearer</code> and your token.</p>
</div>`;
}
