import { useEffect, useState } from 'preact/hooks';
import { readView, type View, viewUrl } from './view.ts';

/** Changes the address: a new entry of the history for what a visitor would want to go back from. */
export type Go = (change: Partial<View>, options?: { readonly replace?: boolean }) => void;

/** The view of the address bar, and the way to another. */
export function useView(): readonly [View, Go] {
  const [view, setView] = useState(() => readView(location.pathname, location.search));
  useEffect(() => {
    const follow = () => setView(readView(location.pathname, location.search));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  const go: Go = (change, { replace = false } = {}) => {
    const next = { ...readView(location.pathname, location.search), ...change };
    history[replace ? 'replaceState' : 'pushState'](null, '', viewUrl(next));
    setView(next);
  };
  return [view, go];
}
