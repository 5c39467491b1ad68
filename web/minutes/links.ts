/** Which addresses may stand in the minutes. Everything else stays words, whoever wrote it and by whatever program. */

const SCHEMES = /^(?:https?:\/\/[^\s/?#]|mailto:[^\s@]+@)/i;
/** Browsers drop these inside a scheme, so "java\nscript:" would run; an address with any of them is none. */
// oxlint-disable-next-line no-control-regex -- that is the point
const INVISIBLE = /[\u0000-\u0020\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/;
const FILE = /^\/api\/files\/[A-Za-z0-9._-]{1,64}$/;
const LONGEST = 2048;

/** The address of a link, or null when it may not be one. */
export function safeHref(value: unknown): string | null {
	if (typeof value !== 'string' || value.length > LONGEST) return null;
	const address = value.trim();
	return SCHEMES.test(address) && !INVISIBLE.test(address) ? address : null;
}

/** What somebody types into the link field: `example.gov.cn` and `office@example.gov.cn` are understood. */
export function hrefFrom(typed: string): string | null {
	const text = typed.trim();
	if (/^[^\s:/@]+@[^\s:/@]+\.[^\s:/@]+$/.test(text)) return safeHref(`mailto:${text}`);
	if (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(text)) return safeHref(text);
	return /^[^\s/]+\.[^\s/.]+/.test(text) ? safeHref(`https://${text}`) : null;
}

/** [V2] Pictures come from our own files only: another server's would tell it who reads the minutes. */
export function safeSource(value: unknown): string | null {
	return typeof value === 'string' && FILE.test(value) ? value : null;
}
