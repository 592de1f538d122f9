import { useState } from 'preact/hooks';

export type Theme = 'system' | 'light' | 'dark';
export type Language = 'en' | 'zh';

export interface Preferences {
  readonly theme: Theme;
  readonly language: Language;
}

const YEAR_SECONDS = 365 * 86_400;

/** What the server wrote into <html>, from the cookies; changing one writes both, so that the next page begins with it. */
export function usePreferences(): readonly [Preferences, (change: Partial<Preferences>) => void] {
  const [preferences, set] = useState<Preferences>(() => ({
    theme: (document.documentElement.dataset.theme ?? 'system') as Theme,
    language: document.documentElement.lang.startsWith('zh') ? 'zh' : 'en',
  }));
  const change = (part: Partial<Preferences>) => {
    const next = { ...preferences, ...part };
    document.documentElement.dataset.theme = next.theme;
    document.documentElement.lang = next.language === 'zh' ? 'zh-CN' : 'en';
    remember('weir_theme', next.theme);
    remember('weir_language', next.language);
    set(next);
  };
  return [preferences, change];
}

function remember(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=strict`;
}
