/** How far writing reached, by Yjs client id. */
import type { Reach } from './port.ts';

export function furthest(reached: Iterable<Reach>): Map<number, number> {
	const most = new Map<number, number>();
	for (const [client, clock] of reached) most.set(client, Math.max(most.get(client) ?? 0, clock));
	return most;
}
