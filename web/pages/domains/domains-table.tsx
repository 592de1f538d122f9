import type { ComponentChildren } from 'preact';
import { Sparkline } from '../../chart/sparkline.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { Scroll } from '../../parts/scroll.tsx';
import { useWeir } from '../../state/context.ts';
import type { DomainRow } from './domain-rows.ts';
import type { SortKey } from './sort-rows.ts';

const MOST_ROWS = 500; // a browser lays out so many at once; the search finds the others

export function DomainsTable({ rows }: { readonly rows: readonly DomainRow[] }) {
  const { text, view } = useWeir();
  const { domains: words } = text;
  const hasAccounts = view.account === '' && new Set(rows.map(({ account }) => account)).size > 1;
  return (
    <Scroll label={words.title}>
      <table>
        <thead>
          <tr>
            <Head name="domain">{words.domain}</Head>
            {hasAccounts && <Head name="account">{words.account}</Head>}
            <th scope="col" class="left">
              {words.trend}
            </th>
            <Head name="bytes">{words.bytes}</Head>
            {view.compares && <Head name="change">{words.change}</Head>}
            <Head name="peak">{words.peak}</Head>
            <Head name="hit">{words.hit}</Head>
            <Head name="origin">{words.origin}</Head>
            <Head name="requests">{words.requests}</Head>
            <Head name="errors">{words.errors}</Head>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row) => (
            <Line key={`${row.account} ${row.domain}`} row={row} hasAccounts={hasAccounts} />
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && <p class="quiet small">{text.filters.more(rows.length - MOST_ROWS)}</p>}
    </Scroll>
  );
}

/** The first click on a column of numbers shows the most, on one of names the first. */
function Head({ name, children }: { readonly name: SortKey; readonly children: ComponentChildren }) {
  const { view, go } = useWeir();
  const isText = name === 'domain' || name === 'account';
  const [first, second] = isText ? [name, `-${name}`] : [`-${name}`, name];
  const sorted = view.sort === name ? 'ascending' : view.sort === `-${name}` ? 'descending' : 'none';
  return (
    <th scope="col" aria-sort={sorted} class={name === 'account' ? 'left wide-only' : isText ? 'left' : undefined}>
      <button type="button" onClick={() => go({ sort: view.sort === first ? second : first }, { replace: true })}>
        {children} <span aria-hidden="true">{sorted === 'none' ? '' : sorted === 'ascending' ? '↑' : '↓'}</span>
      </button>
    </th>
  );
}

function Line({ row, hasAccounts }: { readonly row: DomainRow; readonly hasAccounts: boolean }) {
  const { text, view, figures } = useWeir();
  return (
    <tr data-domain={row.domain}>
      <th scope="row" class="name">
        <PageLink page="traffic" change={{ domains: [row.domain] }}>
          {row.domain}
        </PageLink>{' '}
        {row.service === 'live' && <b class="badge">{text.filters.live}</b>}
        {row.account === null && <b class="badge unclaimed">{text.domains.unclaimed}</b>}
      </th>
      {hasAccounts && <td class="left quiet wide-only">{row.account ?? '–'}</td>}
      <td class="trend">
        <Sparkline
          values={row.bandwidth}
          label={`${row.domain}: ${text.domains.peak} ${figures.bandwidth(row.peak)}`}
        />
      </td>
      <td data-exact={row.bytes} title={figures.exact(row.bytes)}>
        {figures.bytes(row.bytes)}
        <ShareBar share={row.share} />
      </td>
      {view.compares && <td class="quiet">{row.before ? figures.change(row.ended, row.before) : '–'}</td>}
      <td>{figures.bandwidth(row.peak)}</td>
      <td>{figures.ratio(row.hit)}</td>
      <td>{figures.ratio(row.origin)}</td>
      <td title={figures.exact(row.requests)}>{figures.count(row.requests)}</td>
      <td>{figures.count(row.errors)}</td>
    </tr>
  );
}

function ShareBar({ share }: { readonly share: number }) {
  return (
    <span class="share" aria-hidden="true">
      <svg viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true">
        <rect width={Math.round(share * 1000) / 10} height="5" />
      </svg>
    </span>
  );
}
