import type { FastifyRequest } from 'fastify';

/** What a visitor chose, or what their browser says before they did. */
export interface Preferences {
  readonly language: Language;
  /** `system` follows the device. */
  readonly theme: 'light' | 'dark' | 'system';
}

export type Language = 'en' | 'zh';

export const LANGUAGE_COOKIE = 'weir_language';
export const THEME_COOKIE = 'weir_theme';

/**
 * Both are cookies that the page's script writes, so that the first byte of HTML is right already: no flash of the wrong
 * theme, and no script inline.
 */
export function preferencesOf(request: FastifyRequest): Preferences {
  const { [LANGUAGE_COOKIE]: language, [THEME_COOKIE]: theme } = request.cookies;
  return {
    language: language === 'en' || language === 'zh' ? language : spokenLanguage(request.headers['accept-language']),
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
  };
}

/** The first language that is one of ours: browsers name the best first. */
export function spokenLanguage(acceptLanguage = ''): Language {
  const known = acceptLanguage.split(',').find((range) => /^\s*(zh|en)\b/i.test(range));
  return known && /^\s*zh/i.test(known) ? 'zh' : 'en';
}
