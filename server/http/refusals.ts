/** How a refusal looks over HTTP: application/problem+json (RFC 9457) with our code and the sentence in the asker's language. */
import type { Refusal, RefusalCode } from '#shared/foundation/result.ts';
import { inWords, type Language } from '#shared/foundation/words.ts';

const statuses: Partial<Record<RefusalCode, number>> = {
	'not-signed-in': 401,
	'bad-credentials': 401,
	'not-allowed': 403,
	'foreign-origin': 403,
	'not-found': 404,
	'link-expired': 410,
	'bad-request': 400,
	'too-large': 413,
	'too-many-requests': 429,
	'locked-out': 429,
	'too-many-codes': 429,
	'screen-no-key': 401,
	'screen-address-unknown': 404,
	'screen-address-over': 410,
	'screen-revoked': 410,
	'screen-over': 410,
	'storage-full': 507,
	'storage-damaged': 503
};

/** What the world forbids now is 409; where fields of the request are at fault it is 422. */
export function statusOf(refusal: Refusal): number {
	return statuses[refusal.code] ?? (refusal.fields?.length ? 422 : 409);
}

export function problem(refusal: Refusal, language: Language): Record<string, unknown> {
	const status = statusOf(refusal);
	return {
		type: 'about:blank',
		title: refusal.code,
		status,
		code: refusal.code,
		detail: inWords(refusal, language),
		...(refusal.fields && { fields: refusal.fields }),
		...(refusal.params && { params: refusal.params })
	};
}

/** The language somebody chose (Paraglide's cookie), else the first we speak of what the browser asks for. */
export function languageOf(headers: {
	readonly cookie?: string | undefined;
	readonly 'accept-language'?: string | undefined;
}): Language {
	const chosen = /(?:^|;\s*)PARAGLIDE_LOCALE=([\w-]+)/.exec(headers.cookie ?? '')?.[1];
	const wanted = chosen ?? headers['accept-language']?.split(',')[0] ?? '';
	return wanted.startsWith('en') ? 'en' : 'zh-CN';
}
