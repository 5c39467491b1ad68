/** Hears that something changed (see server/live/news.ts): whoever hears it asks anew. Missed while away, it is told on return. */
import type { Live } from './live.svelte.ts';

export type Place = { readonly domain: string; readonly id: string };

/** Answers how to stop. `told` is not called for what was there when it began. */
export function onNews(live: Live, { domain, id }: Place, told: () => void): () => void {
	let known: number | null = null;
	const deaf = live.listen((name, payload) => {
		if (name !== `${domain}/event`) return;
		const news = payload as { readonly id: string; readonly seq: number };
		if (news.id !== id) return;
		known = news.seq;
		told();
	});
	const catchUp = async (): Promise<void> => {
		const answer = await live.ask<{ readonly seq: number }>(`${domain}/follow`, { id });
		// Refused: there is nothing to hear for this person.
		if (!answer.ok) return;
		const missed = known !== null && answer.value.seq !== known;
		known = answer.value.seq;
		if (missed) told();
	};
	const gone = live.onConnected(() => void catchUp());
	return () => {
		deaf();
		gone();
	};
}
