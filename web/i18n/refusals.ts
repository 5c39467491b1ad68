/**
 * A refusal as the person reads it. The sentences of one language are some kilobytes, so the browser fetches only those of
 * the page: this module waits for them, so that `sentence` need not. The server speaks both.
 */
import type { Refusal } from '#shared/foundation/result.ts';
import { filled, type Language } from '#shared/foundation/words.ts';
import { part } from '#web/live/part.ts';
import { language } from './language.ts';
import { m } from './paraglide/messages.js';

type Sentences = Readonly<Record<string, string>>;

const fetched: Readonly<Record<Language, () => Promise<Sentences>>> = {
	'zh-CN': () => import('#shared/foundation/refusals.zh.ts').then(({ refusalsZh }) => refusalsZh),
	en: () => import('#shared/foundation/refusals.en.ts').then(({ refusalsEn }) => refusalsEn)
};
const spoken: readonly Language[] = import.meta.env.SSR ? ['zh-CN', 'en'] : [language()];
const sentences = new Map(await Promise.all(spoken.map(async (one) => [one, await part(fetched[one])] as const)));

/** What comes over the wire: a refusal, a fault with its number, or the silence of a lost network. */
export type Refused = {
	readonly code: string;
	readonly params?: Refusal['params'];
	readonly fields?: readonly string[];
	/** Worded by the server already. */
	readonly detail?: string;
};

export function sentence(refused: Refused): string {
	if (refused.detail !== undefined) return refused.detail;
	if (refused.code === 'offline') return m.refusal_offline();
	const known = sentences.get(language());
	if (!known || !Object.prototype.hasOwnProperty.call(known, refused.code)) {
		return m.refusal_fault({ fault: String(refused.params?.['fault'] ?? refused.code) });
	}
	return filled(known[refused.code] ?? '', refused.params);
}
