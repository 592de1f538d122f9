import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { PageLink } from './parts/page-link.tsx';
import { useWeir } from './state/context.ts';
import type { Preferences, Theme } from './state/preferences.ts';
import { PAGES, type Page } from './state/view.ts';

interface ShellProps {
  readonly preferences: Preferences;
  readonly prefer: (change: Partial<Preferences>) => void;
  readonly children: ComponentChildren;
}

/** What stands around every page: the way to the others, whose numbers these are, and how they look. */
export function Shell({ preferences, prefer, children }: ShellProps) {
  const { text, view } = useWeir();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // a new page takes the focus, as a load would
  useEffect(() => {
    if (first.current) first.current = false;
    else {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  }, [view.page]);
  return (
    <>
      <a class="skip" href="#content">
        {text.shell.skip}
      </a>
      <header class="top">
        <PageLink page="traffic" class="brand">
          <img src="/page/icon.svg" alt="" width="26" height="26" />
          Weir
        </PageLink>
        <Navigation />
        <div class="tools">
          <AccountChoice />
          <Appearance preferences={preferences} prefer={prefer} />
          <SignOut />
        </div>
      </header>
      <main id="content" tabIndex={-1} ref={main}>
        {children}
      </main>
      <footer class="quiet small">{text.shell.footer}</footer>
    </>
  );
}

function Navigation() {
  const { text, view, session, listings } = useWeir();
  const isShown: Readonly<Record<Page, boolean>> = {
    ...{ traffic: true, domains: true, apis: true },
    streams: listings.some(({ service }) => service === 'live'),
    billing: session.apis.includes('/weir/v1/billing'),
    sources: session.reader.kind === 'operator' && session.apis.includes('/weir/v1/sources'),
  };
  const nav = useRef<HTMLElement>(null);
  // on a phone the row of pages scrolls, and the current one may be out of sight
  useEffect(
    () => nav.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'nearest', block: 'nearest' }),
    [view.page],
  );
  return (
    <nav aria-label={text.shell.navigation} ref={nav}>
      {PAGES.filter((page) => isShown[page]).map((page) => (
        <PageLink key={page} page={page} current={view.page === page}>
          {text.pages[page]}
        </PageLink>
      ))}
    </nav>
  );
}

function AccountChoice() {
  const { text, view, go, session } = useWeir();
  if (session.reader.kind !== 'operator') return <span class="quiet account">{session.reader.name}</span>;
  return (
    <select
      aria-label={text.shell.account}
      value={view.account}
      onChange={(event) => go({ account: event.currentTarget.value, project: null, domains: [] })}
    >
      <option value="">{text.shell.everything}</option>
      {session.accounts.map(({ id }) => (
        <option key={id} value={id}>
          {id}
        </option>
      ))}
      <option value="-">{text.shell.unclaimed}</option>
    </select>
  );
}

const NEXT_THEME: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const THEME_SIGN: Readonly<Record<Theme, string>> = { system: '◐', light: '○', dark: '●' };

function Appearance({ preferences: { theme, language }, prefer }: Omit<ShellProps, 'children'>) {
  const { text } = useWeir();
  return (
    <>
      <button
        type="button"
        class="plain"
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        aria-label={text.shell.languageLabel}
        onClick={() => prefer({ language: language === 'zh' ? 'en' : 'zh' })}
      >
        {text.shell.language}
      </button>
      <button
        type="button"
        class="plain"
        aria-label={text.shell.theme[theme]}
        title={text.shell.theme[theme]}
        onClick={() => prefer({ theme: NEXT_THEME[theme] })}
      >
        <span aria-hidden="true">{THEME_SIGN[theme]}</span>
      </button>
    </>
  );
}

/** A real form: it works as long as there is HTML, and the cookie is the server's to take back. */
function SignOut() {
  const { text, session } = useWeir();
  return (
    <form method="post" action="/logout">
      <button type="submit" class="plain" title={session.reader.name}>
        {text.shell.signOut}
      </button>
    </form>
  );
}
