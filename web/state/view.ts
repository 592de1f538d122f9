/**
 * What a visitor looks at, as the address bar has it: everything that decides what is on the screen, so that a copied address
 * shows somebody else the same.
 *
 *     /domains?account=acme&range=7d&sort=-bytes   <->   { page: 'domains', account: 'acme', range: { kind: 'last', name: '7d' }, sort: '-bytes', ... }
 *
 * Defaults are not written. What cannot be read is a default: an old address never breaks the page.
 */
export interface View {
  readonly page: Page;
  /** An operator's choice: an account's id, '' = everything, '-' = hosts that nobody claims. */
  readonly account: string;
  /** A project's id within the account; null = all. */
  readonly project: number | null;
  readonly service: 'all' | 'cdn' | 'live';
  /** Host names; empty = all that the other filters leave. */
  readonly domains: readonly string[];
  readonly range: Range;
  readonly step: Step | 'auto';
  readonly compares: boolean;
  /** What a k is: of bit/s and of bytes. */
  readonly base: 1000 | 1024;
  /** Whether the page follows the clock. */
  readonly isLive: boolean;
  /** Domains: what the names must contain, and the column, '-' in front for descending. */
  readonly search: string;
  readonly sort: string;
  /** Billing: '2026-10', '' = the current month. And the method whose working is shown. */
  readonly month: string;
  readonly method: string;
  /** APIs: which form. */
  readonly api: string;
  /** Sources: whose streams are open. */
  readonly node: string;
}

export const PAGES = ['traffic', 'domains', 'streams', 'billing', 'sources', 'apis'] as const;
export type Page = (typeof PAGES)[number];

export const RANGES = { '1h': 3600, '6h': 6 * 3600, '24h': 86_400, '7d': 7 * 86_400, '31d': 31 * 86_400 } as const;
export type RangeName = keyof typeof RANGES;

export type Range =
  | { readonly kind: 'last'; readonly name: RangeName }
  /** Unix seconds, half-open. */
  | { readonly kind: 'between'; readonly start: number; readonly end: number };

export const STEPS = { '1m': 60, '5m': 300, '1h': 3600, '1d': 86_400 } as const;
export type Step = keyof typeof STEPS;

export const DEFAULT_VIEW: View = {
  page: 'traffic',
  account: '',
  project: null,
  service: 'all',
  domains: [],
  range: { kind: 'last', name: '24h' },
  step: 'auto',
  compares: true,
  base: 1000,
  isLive: true,
  search: '',
  sort: '-bytes',
  month: '',
  method: '',
  api: '',
  node: '',
};

export function readView(pathname: string, search: string): View {
  const query = new URLSearchParams(search);
  const text = (name: string) => query.get(name) ?? '';
  const service = text('service');
  const step = text('step');
  return {
    page: PAGES.find((page) => pagePath(page) === pathname) ?? 'traffic',
    account: text('account'),
    project: /^\d{1,9}$/.test(text('project')) ? Number(text('project')) : null,
    service: service === 'cdn' || service === 'live' ? service : 'all',
    domains: [...new Set(query.getAll('domain').filter((name) => name !== ''))],
    range: readRange(query),
    step: Object.hasOwn(STEPS, step) ? (step as Step) : 'auto',
    compares: text('compare') !== 'off',
    base: text('base') === '1024' ? 1024 : 1000,
    isLive: text('live') !== 'off',
    search: text('q'),
    sort: text('sort') || DEFAULT_VIEW.sort,
    month: /^\d{4}-(0[1-9]|1[0-2])$/.test(text('month')) ? text('month') : '',
    method: text('method'),
    api: text('api'),
    node: text('node'),
  };
}

export function viewUrl(view: View): string {
  const query = new URLSearchParams();
  const set = (name: string, value: string, unless: string) => {
    if (value !== unless) query.set(name, value);
  };
  set('account', view.account, '');
  if (view.project !== null) query.set('project', String(view.project));
  set('service', view.service, 'all');
  for (const domain of view.domains) query.append('domain', domain);
  writeRange(view.range, query);
  set('step', view.step, 'auto');
  set('compare', view.compares ? 'on' : 'off', 'on');
  set('base', String(view.base), '1000');
  set('live', view.isLive ? 'on' : 'off', 'on');
  set('q', view.search, '');
  set('sort', view.sort, DEFAULT_VIEW.sort);
  set('month', view.month, '');
  set('method', view.method, '');
  set('api', view.api, '');
  set('node', view.node, '');
  const text = query.toString();
  return pagePath(view.page) + (text && `?${text}`);
}

export function pagePath(page: Page): string {
  return page === 'traffic' ? '/' : `/${page}`;
}

function readRange(query: URLSearchParams): Range {
  const [start, end] = [instant(query.get('start')), instant(query.get('end'))];
  if (start < end) return { kind: 'between', start, end };
  const name = query.get('range') ?? '';
  return Object.hasOwn(RANGES, name) ? { kind: 'last', name: name as RangeName } : DEFAULT_VIEW.range;
}

function writeRange(range: Range, query: URLSearchParams): void {
  if (range.kind === 'between') {
    query.set('start', instantText(range.start));
    query.set('end', instantText(range.end));
  } else if (range.name !== '24h') query.set('range', range.name);
}

const MAX_INSTANT = 2 ** 32; // what the API can name

/** NaN for what is no time that the API could be asked for. */
function instant(text: string | null): number {
  const seconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text ?? '') ? Date.parse(text!) / 1000 : Number.NaN;
  return seconds >= 0 && seconds < MAX_INSTANT ? seconds : Number.NaN;
}

function instantText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
