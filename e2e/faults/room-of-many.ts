/**
 * A process of its own with many stock clients in one document, so that their work is not in the way of what is measured.
 * Spoken to by messages: bring, leave, return, compare; answers each with how it went.
 */
import { chanceOf } from '#shared/foundation/chance.ts';
import { stock, type Stock } from '../stock.ts';
import { textOf } from './text.ts';
import { pause, until } from './wait.ts';

export type Order =
	| {
			readonly do: 'bring';
			readonly url: string;
			readonly name: string;
			readonly cookies: readonly string[];
			readonly count: number;
	  }
	| { readonly do: 'leave' }
	/** Everybody comes back at a moment of their own within `withinMs`; answers how long the last was not in sync after that. */
	| { readonly do: 'return'; readonly withinMs: number }
	/** Waits until everybody has this text. */
	| { readonly do: 'compare'; readonly text: string };

process.setMaxListeners(0);
const chance = chanceOf(10);
let clients: readonly Stock[] = [];

async function obey(order: Order): Promise<number> {
	switch (order.do) {
		case 'bring': {
			const { url, name, cookies, count } = order;
			const made: Stock[] = [];
			for (let index = 0; index < count; index++) {
				const cookie = cookies[index % cookies.length] ?? '';
				made.push(stock(url, name, { cookie, origin: url }));
				// As people come to a meeting, not all in one instant.
				if (index % 20 === 19) await pause(50);
			}
			clients = made;
			for (const [index, { provider }] of clients.entries())
				provider.awareness.setLocalState({ cursor: { anchor: index, head: index } });
			return until('the room full', () => clients.every(({ provider }) => provider.synced), 60_000);
		}
		case 'leave':
			for (const { provider } of clients) provider.disconnect();
			return 0;
		case 'return': {
			const { withinMs } = order;
			for (const { provider } of clients) setTimeout(() => provider.connect(), chance.below(withinMs));
			await pause(withinMs);
			return until('everybody back', () => clients.every(({ provider }) => provider.synced), 60_000);
		}
		case 'compare':
			return until('the same text everywhere', () => clients.every(({ doc }) => textOf(doc) === order.text));
	}
}

process.on('message', (order: Order) => {
	obey(order).then(
		(ms) => process.send?.({ ms }),
		(error: unknown) => process.send?.({ error: String(error) })
	);
});
// Whoever started this is gone.
process.on('disconnect', () => process.exit(0));
