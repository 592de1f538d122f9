import { useEffect, useMemo } from 'preact/hooks';
import { getJson } from './api/get.ts';
import type { DomainListing, Session } from './api/types.ts';
import { type Answer, useAnswer } from './api/use-answer.ts';
import { createFigures } from './figures/figures.ts';
import { zoneTime } from './figures/zone-time.ts';
import { ApisPage } from './pages/apis/apis-page.tsx';
import { BillingPage } from './pages/billing/billing-page.tsx';
import { DomainsPage } from './pages/domains/domains-page.tsx';
import { SourcesPage } from './pages/sources/sources-page.tsx';
import { StreamsPage } from './pages/streams/streams-page.tsx';
import { TrafficPage } from './pages/traffic/traffic-page.tsx';
import { Fault } from './parts/fault.tsx';
import { Shell } from './shell.tsx';
import { type Weir, WeirProvider } from './state/context.ts';
import { usePreferences } from './state/preferences.ts';
import { useView } from './state/router.ts';
import { useScheme } from './state/scheme.ts';
import { zoneOf } from './state/selection.ts';
import type { Page } from './state/view.ts';
import { en } from './text/en.ts';
import { zh } from './text/zh.ts';

const PAGES: Readonly<Record<Page, () => preact.JSX.Element>> = {
  traffic: TrafficPage,
  domains: DomainsPage,
  streams: StreamsPage,
  billing: BillingPage,
  sources: SourcesPage,
  apis: ApisPage,
};

const LISTING_SECONDS = 60;

/** Session and domains first: every page needs them. */
export function App() {
  const [view, go] = useView();
  const [preferences, prefer] = usePreferences();
  const scheme = useScheme(preferences.theme);
  const text = preferences.language === 'zh' ? zh : en;
  useEffect(takeDemoRequests, []);
  const session = useAnswer('session', (signal) => getJson<Session>('/page/session', signal), LISTING_SECONDS);
  const listings = useAnswer(
    'domains',
    async (signal) => (await getJson<{ domains: DomainListing[] }>('/weir/v1/domains', signal)).domains,
    LISTING_SECONDS,
  );

  const now = useMemo(() => serverClock(session.value), [session.value]);
  const zone = session.value ? zoneOf(session.value, view.account) : 'UTC';
  const weir: Weir | undefined = session.value &&
    listings.value && {
      ...{ view, go, text, language: preferences.language, scheme, now },
      session: session.value,
      listings: listings.value,
      figures: createFigures(view.base, preferences.language),
      time: zoneTime(zone, preferences.language),
    };
  useEffect(() => {
    document.title = `${text.pages[view.page]} · Weir`;
  }, [view.page, text]);

  const retry = () => {
    session.retry();
    listings.retry();
  };
  if (!weir) return <Starting text={text} error={session.error ?? listings.error} retry={retry} />;
  const Content = PAGES[view.page];
  return (
    <WeirProvider value={weir}>
      <Shell preferences={preferences} prefer={prefer}>
        <Content key={view.page} />
      </Shell>
    </WeirProvider>
  );
}

function Starting({ text, error, retry }: { text: Weir['text']; error: Answer<unknown>['error']; retry: () => void }) {
  return (
    <main class="starting">
      <h1 class="visually-hidden">Weir</h1>
      {error ? (
        <Fault text={text} error={error} retry={retry} />
      ) : (
        <p class="quiet" role="status">
          {text.shell.loading} …
        </p>
      )}
    </main>
  );
}

/** A browser's clock may be wrong: only how fast it runs is believed. */
function serverClock(session: Session | undefined): () => number {
  const [server, started] = [session?.now ?? Date.now() / 1000, performance.now()];
  return () => server + (performance.now() - started) / 1000;
}

/** The demo's requests stand in the HTML for whoever has no script; the pages show them where they belong. */
function takeDemoRequests(): void {
  document.getElementById('demo-requests')?.remove();
}
