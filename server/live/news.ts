/**
 * Streams that say that something changed and never what: for what not everybody may read alike. Whoever hears it asks anew
 * and is told what is theirs. Nothing of it is stored; the numbers go on from the clock, so that whoever was away while the
 * server started anew finds a later one.
 */
import type { Action, Subject } from '#shared/auth/may.ts';
import { refuse } from '#shared/foundation/result.ts';
import type { Doors } from './doors.ts';

export type News = { readonly domain: string; readonly may: Action; readonly of: (id: string) => Subject | null };
const changed = { type: 'changed' } as const;

/** Answers how to say that something changed. */
export function openNews(doors: Doors, clock: () => number, { domain, may, of }: News): (id: string) => void {
	const opened = clock();
	const numbers = new Map<string, number>();
	const listeners: ((id: string, seq: number, event: typeof changed, state: null) => void)[] = [];
	const version = (id: string): number => numbers.get(id) ?? opened;
	doors.stream<null, typeof changed>({
		domain,
		may,
		of,
		book: {
			read: (id) => ({ version: version(id), state: null }),
			since: (id, seq) => (seq < version(id) ? [{ seq: version(id), event: changed }] : []),
			// Nothing is commanded here: whoever changes something tells it.
			command: () => Promise.resolve(refuse('not-found')),
			heard: (listener) => void listeners.push(listener)
		}
	});
	return (id) => {
		const seq = version(id) + 1;
		numbers.set(id, seq);
		for (const listener of listeners) listener(id, seq, changed, null);
	};
}
