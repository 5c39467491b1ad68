/** Ranges of clocks by client, and whether another lies within them. */
import type { Id } from './update-reader.ts';

export type Range = Id & { readonly length: number };
type Span = [start: number, end: number];

export class Ranges {
	readonly #spans = new Map<number, Span[]>();
	/** Clients to whom something was added out of order. */
	readonly #untidy = new Set<number>();

	add({ client, clock, length }: Range): void {
		const end = clock + length;
		const spans = this.#spans.get(client) ?? [];
		const last = spans.at(-1);
		if (!last) this.#spans.set(client, spans);
		else if (clock < last[1]) this.#untidy.add(client);
		if (last?.[1] === clock) last[1] = end;
		else spans.push([clock, end]);
	}

	covers({ client, clock, length }: Range): boolean {
		const spans = this.#tidied(client);
		let [low, high] = [0, spans.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((spans[middle]?.[1] ?? 0) <= clock) low = middle + 1;
			else high = middle;
		}
		const span = spans[low];
		return span !== undefined && span[0] <= clock && span[1] >= clock + length;
	}

	/** In order, and where one touches the next, as one. */
	#tidied(client: number): readonly Readonly<Span>[] {
		const spans = this.#spans.get(client) ?? [];
		if (!this.#untidy.delete(client)) return spans;
		const joined: Span[] = [];
		for (const [start, end] of spans.toSorted((one, other) => one[0] - other[0])) {
			const last = joined.at(-1);
			if (last && start <= last[1]) last[1] = Math.max(last[1], end);
			else joined.push([start, end]);
		}
		this.#spans.set(client, joined);
		return joined;
	}
}
