import { wallText } from '../../time/wall-text.ts';
import { zoneClock } from '../../time/zone-clock.ts';
import { bandwidthChart, shareBar, sparkline } from './charts.ts';
import { type Curl, curlSection } from './curl-section.ts';
import { bandwidthText, countText, ratioText, trafficText } from './figures.ts';
import { firstLogSection } from './first-log-section.ts';
import { type Html, html } from './html.ts';
import { brand, document } from './layout.ts';
import type { DomainGroup, DomainUsage, Overview, Usage } from './overview.ts';

/** What stands beside the numbers. */
export interface PageExtras {
  /** Who is signed in. */
  readonly readerName: string;
  /** The demo's ready-to-paste requests. */
  readonly curls?: readonly Curl[];
  /** Outside the demo: 'POST /api/flow' by vendor, and where this server is for `weir ingest`. */
  readonly vendorPaths: readonly { readonly vendor: string; readonly paths: readonly string[] }[];
  readonly serverUrl: string;
}

/** The page behind the login. The sections marked data-refresh are replaced by the script every ten seconds. */
export function overviewPage(overview: Overview, extras: PageExtras): string {
  const content = html`<header>
${brand()}
<form class="session" method="post" action="/logout"><span class="quiet">${extras.readerName}</span><button>Sign out</button></form>
</header>
<main>
<section id="usage" data-refresh>
${summary(overview)}
${overview.groups.map((group) => groupSection(group, overview))}
${overview.leftOut > 0 && html`<p class="quiet">${overview.leftOut} more domains are in the sums above; the API has each of them.</p>`}
${overview.groups.length === 0 && html`<p class="card quiet">No domain has been seen yet.</p>`}
</section>
<section id="requests" data-refresh>
${extras.curls ? curlSection(extras.curls) : firstLogSection(extras.serverUrl, extras.vendorPaths)}
</section>
</main>
<footer class="quiet small">Bandwidth is the average of five minutes, traffic and counts are exact sums of log lines.</footer>`;
  return document('Weir', content, { refreshes: true });
}

function summary(overview: Overview): Html {
  const { total } = overview;
  const domains = overview.groups.reduce((sum, group) => sum + group.domains.length, overview.leftOut);
  const times = Array.from({ length: 7 }, (_, i) => clockTime(overview, (i * 288) / 6));
  return html`<div class="card">
<div class="head"><h1>Last 24 hours</h1><p class="quiet small">until ${clockTime(overview, 288)}, ${overview.timeZone}</p></div>
<dl class="tiles">
${tile('Traffic', trafficText(total.bytes))}
${tile('Peak bandwidth', bandwidthText(peakOf(total).bps), peakTime(overview, total))}
${tile('Hit ratio', ratioText(total.hitBytes, total.bytes), 'of bytes')}
${tile('Requests', countText(total.requests))}
${tile('Domains', String(domains))}
</dl>
${bandwidthChart(total.bandwidth, times, `bandwidth of all domains, ${peakText(overview, total)}`)}
</div>`;
}

function tile(name: string, value: string, note?: string): Html {
  return html`<div><dt>${name}</dt><dd>${value}${note !== undefined && html`<small>${note}</small>`}</dd></div>`;
}

function groupSection({ account, domains }: DomainGroup, overview: Overview): Html {
  const isUnclaimed = account === null;
  return html`<div class="card${isUnclaimed ? ' unclaimed' : ''}">
<div class="head"><h2>${account ?? 'Unclaimed hosts'}</h2>
<p class="quiet small">${isUnclaimed ? 'metered, but no account in weir.yaml owns them' : `${domains.length} domains`}</p></div>
<div class="domains" role="table" aria-label="${account ?? 'unclaimed hosts'}">
<div class="row heads small" role="row">${HEADS.map((name) => html`<span role="columnheader">${name}</span>`)}</div>
${domains.map((domain) => domainRow(domain, overview))}
</div>
</div>`;
}

const HEADS = ['Domain', 'Bandwidth', 'Peak', 'Traffic', 'Hit ratio', 'Requests'];

function domainRow(domain: DomainUsage, overview: Overview): Html {
  const label = `${domain.domain}: ${peakText(overview, domain)}`;
  const share = domain.bytes === 0 ? 0 : Number(domain.hitBytes) / Number(domain.bytes);
  const isUnclaimed = domain.service === null;
  return html`<div class="row" role="row">
<span class="name" role="cell">${domain.domain}${domain.service === 'live' && html` <b class="badge live">live</b>`}${isUnclaimed && html` <b class="badge">unclaimed</b>`}</span>
<span class="curve" role="cell">${sparkline(domain.bandwidth, label)}</span>
<span class="figure" role="cell" data-name="Peak">${bandwidthText(peakOf(domain).bps)}</span>
<span class="figure" role="cell" data-name="Traffic">${trafficText(domain.bytes)}</span>
<span class="figure" role="cell" data-name="Hit ratio">${ratioText(domain.hitBytes, domain.bytes)}${shareBar(share)}</span>
<span class="figure" role="cell" data-name="Requests">${countText(domain.requests)}</span>
</div>`;
}

/** The highest bucket, and which it is. */
function peakOf({ bandwidth }: Usage): { readonly bps: number; readonly bucket: number } {
  let bucket = 0;
  for (let i = 1; i < bandwidth.length; i++) if (bandwidth[i]! > bandwidth[bucket]!) bucket = i;
  return { bps: bandwidth[bucket] ?? 0, bucket };
}

function peakText(overview: Overview, usage: Usage): string {
  return `peak ${bandwidthText(peakOf(usage).bps)} ${peakTime(overview, usage)}`.trimEnd();
}

function peakTime(overview: Overview, usage: Usage): string {
  const { bps, bucket } = peakOf(usage);
  return bps === 0 ? '' : `at ${clockTime(overview, bucket)}`;
}

/** hh:mm at which a bucket starts, on the reader's clock. */
function clockTime({ start, timeZone }: Overview, bucket: number): string {
  return wallText(zoneClock(timeZone).wall(start + bucket * 300)).slice(11, 16);
}
