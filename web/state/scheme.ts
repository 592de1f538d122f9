import { useEffect, useState } from 'preact/hooks';
import type { Theme } from './preferences.ts';

const DARK = '(prefers-color-scheme: dark)';

/** The theme as it is shown now: what was chosen, else what the device says, also when that changes. */
export function useScheme(theme: Theme): 'light' | 'dark' {
  const [isDark, setIsDark] = useState(() => matchMedia(DARK).matches);
  useEffect(() => {
    const query = matchMedia(DARK);
    const follow = () => setIsDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return theme === 'system' ? (isDark ? 'dark' : 'light') : theme;
}
