/** The present language. On the server it belongs to the request (Paraglide's async context), in the browser to `<html lang>`. */
import type { Language } from '#shared/foundation/words.ts';
import { getLocale, overwriteGetLocale } from './paraglide/runtime.js';

// The page was rendered in a language; what the browser would have chosen by itself may be another one.
if (!import.meta.env.SSR) overwriteGetLocale(() => (document.documentElement.lang === 'en' ? 'en' : 'zh-CN'));

export function language(): Language {
	return getLocale();
}

/** Uyghur will come; nothing in the styles may depend on left and right. */
export function directionOf(locale: string): 'ltr' | 'rtl' {
	return /^(ug|ar|he|fa|ur|kk-Arab)\b/.test(locale) ? 'rtl' : 'ltr';
}
