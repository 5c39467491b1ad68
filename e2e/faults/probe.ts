/** Somebody who types alone in a room of their own while others cause trouble: how long from key to saved? */
import { agendaItem, stock } from '../stock.ts';
import * as Y from 'yjs';
import { until } from './wait.ts';

export type Probe = {
	/** From key to saved of all keys since the last look; a key still unsaved counts as long as it has waited. */
	waits(): readonly number[];
	end(): void;
};

const KEY_MS = 50;

/** Types twenty keys a second from the moment it is in step. */
export async function openProbe(url: string, name: string, cookie: string): Promise<Probe> {
	const client = stock(url, name, { cookie, origin: url, saved: true });
	await until('the probe in step', () => client.provider.synced);
	const item = agendaItem(`probe-${client.doc.clientID}`, '');
	client.doc.getArray('items').push([item]);
	const title = item.get('title');
	let waits: number[] = [];
	let waiting: { readonly clock: number; readonly at: number }[] = [];
	const key = (): void => {
		if (!(title instanceof Y.Text)) return;
		title.insert(title.length, '.');
		waiting.push({ clock: Y.getState(client.doc.store, client.doc.clientID), at: performance.now() });
	};
	const look = (): void => {
		const saved = client.savedClock();
		while (waiting[0] && waiting[0].clock <= saved) waits.push(performance.now() - (waiting.shift()?.at ?? 0));
	};
	// After each message, so that nothing is measured but the message's own way.
	const heard = client.provider.messageHandlers[100];
	client.provider.messageHandlers[100] = (...args) => {
		heard?.(...args);
		look();
	};
	const timer = setInterval(key, KEY_MS);
	return {
		waits: () => {
			const seen = [...waits, ...waiting.map(({ at }) => performance.now() - at)];
			waits = [];
			waiting = [];
			return seen;
		},
		end: () => {
			clearInterval(timer);
			client.end();
		}
	};
}
