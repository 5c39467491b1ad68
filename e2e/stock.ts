/** The stock clients, as anybody's script would use them: y-websocket with the session cookie, and raw frames. */
import * as decoding from 'lib0/decoding';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

export type Stock = {
	readonly doc: Y.Doc;
	readonly provider: WebsocketProvider;
	/** How many update messages the server says are on disk. */
	readonly saved: () => number;
	/** The clock of this client's own text that the server has called saved on the present connection; 0 at first. */
	readonly savedClock: () => number;
	/** Code of the last close, or null. */
	readonly closed: () => number | null;
	readonly end: () => void;
};

export type StockOptions = { readonly cookie?: string; readonly origin?: string; readonly saved?: boolean };

export function stock(url: string, name: string, { cookie, origin, saved = false }: StockOptions): Stock {
	let [count, code] = [0, null as number | null];
	let sent: number[] = [];
	const doc = new Y.Doc();
	class WithCookie extends WebSocket {
		constructor(address: string | URL, protocols?: string | string[]) {
			super(address, protocols, { headers: { ...(cookie && { cookie }), ...(origin && { origin }) } });
			[count, sent] = [0, []]; // the server counts each connection from 0
			this.on('close', (closing) => {
				code = closing;
			});
		}

		/** Sync messages 1 (step 2) and 2 (update) are what the server counts. */
		override send(data: Parameters<WebSocket['send']>[0]): void {
			const bytes = data instanceof Uint8Array ? data : new Uint8Array();
			if (bytes[0] === 0 && (bytes[1] === 1 || bytes[1] === 2)) sent.push(Y.getState(doc.store, doc.clientID));
			super.send(data);
		}
	}
	const provider = new WebsocketProvider(`${url.replace('http', 'ws')}/sync`, name, doc, {
		WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
		disableBc: true,
		...(saved && { params: { saved: '1' } })
	});
	provider.messageHandlers[100] = (_encoder, decoder) => {
		count = decoding.readVarUint(decoder);
	};
	return {
		doc,
		provider,
		saved: () => count,
		savedClock: () => (count === 0 ? 0 : (sent[count - 1] ?? 0)),
		closed: () => code,
		end: () => {
			provider.destroy();
			doc.destroy();
		}
	};
}

/** Opens a connection and answers how the server ends it: an HTTP status, a close code, or `open` when it stays. */
export function knock(url: string, name: string, headers: Readonly<Record<string, string>>): Promise<number | 'open'> {
	return new Promise((resolve) => {
		const socket = new WebSocket(`${url.replace('http', 'ws')}/sync/${name}`, { headers });
		const stays = setTimeout(() => {
			resolve('open');
			socket.terminate();
		}, 700);
		const ends = (how: number): void => {
			clearTimeout(stays);
			resolve(how);
		};
		socket.on('unexpected-response', (_request, response) => ends(response.statusCode ?? 0));
		socket.on('close', ends);
		socket.on('error', () => undefined); // the two above say what happened
	});
}

/** An agenda item as the protocol page has it. */
export function agendaItem(id: string, title: string): Y.Map<unknown> {
	const item = new Y.Map<unknown>();
	item.set('id', id);
	item.set('title', new Y.Text(title));
	item.set('unitId', null);
	item.set('minutes', 10);
	return item;
}
