/**
 * A refusal as the person reads it. The sentences of one language are some kilobytes, so the browser fetches only those of
 * the page: this module waits for those of a live room, so that `sentence` need not; the others come right behind, and who
 * shows one reads it again then. The server speaks all.
 */
import { SvelteMap } from 'svelte/reactivity';
import type { Refusal } from '#shared/foundation/result.ts';
import { filled, type Language } from '#shared/foundation/words.ts';
import { part } from '#web/live/part.ts';
import { language } from './language.ts';
import { m } from './paraglide/messages.js';

type Sentences = Readonly<Record<string, string>>;
type Fetched = Readonly<Record<Language, () => Promise<Sentences>>>;

const ofRoom: Fetched = {
	'zh-CN': () => import('#shared/foundation/refusals.zh.ts').then(({ refusalsZh }) => refusalsZh),
	en: () => import('#shared/foundation/refusals.en.ts').then(({ refusalsEn }) => refusalsEn)
};
const elsewhere: Fetched = {
	'zh-CN': () =>
		import('#shared/foundation/refusals-elsewhere.zh.ts').then(({ refusalsElsewhereZh }) => refusalsElsewhereZh),
	en: () => import('#shared/foundation/refusals-elsewhere.en.ts').then(({ refusalsElsewhereEn }) => refusalsElsewhereEn)
};
const spoken: readonly Language[] = import.meta.env.SSR ? ['zh-CN', 'en'] : [language()];
const sentences = new SvelteMap<string, string>();
const fetchAll = async (from: Fetched): Promise<void> => {
	await Promise.all(
		spoken.map(async (one) => {
			for (const [code, text] of Object.entries(await part(from[one]))) sentences.set(`${one} ${code}`, text);
		})
	);
};
const rest = fetchAll(elsewhere);
await fetchAll(ofRoom);
if (import.meta.env.SSR) await rest;

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
	const known = sentences.get(`${language()} ${refused.code}`);
	if (known === undefined) return m.refusal_fault({ fault: String(refused.params?.['fault'] ?? refused.code) });
	return filled(known, refused.params);
}
