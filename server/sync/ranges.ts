/** Ranges of clocks by client, and whether another lies within them. */
import type { Id } from './update-reader.ts';

export type Range = Id & { readonly length: number };
/** Two lists of numbers: a long text has ten thousand ranges, and as pairs they would take five times the memory. */
type Spans = { readonly starts: number[]; readonly ends: number[] };

export class Ranges {
	readonly #spans = new Map<number, Spans>();
	/** Clients to whom something was added out of order. */
	readonly #untidy = new Set<number>();

	add({ client, clock, length }: Range): void {
		const spans = this.#spans.get(client) ?? { starts: [], ends: [] };
		const last = spans.ends.at(-1);
		if (last === undefined) this.#spans.set(client, spans);
		else if (clock < last) this.#untidy.add(client);
		append(spans, clock, clock + length);
	}

	covers({ client, clock, length }: Range): boolean {
		if (this.#untidy.delete(client)) this.#tidy(client);
		const { starts, ends } = this.#spans.get(client) ?? { starts: [], ends: [] };
		let [low, high] = [0, ends.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((ends[middle] ?? 0) <= clock) low = middle + 1;
			else high = middle;
		}
		return (starts[low] ?? Infinity) <= clock && (ends[low] ?? 0) >= clock + length;
	}

	/** In order, and where one touches the next, as one. */
	#tidy(client: number): void {
		const { starts, ends } = this.#spans.get(client) ?? { starts: [], ends: [] };
		const tidied: Spans = { starts: [], ends: [] };
		for (const [start, end] of starts.map((each, at) => [each, ends[at] ?? each] as const).toSorted(byStart)) {
			const from = Math.max(start, tidied.ends.at(-1) ?? 0);
			if (from < end) append(tidied, from, end);
		}
		this.#spans.set(client, tidied);
	}
}

const byStart = ([one]: readonly [number, number], [other]: readonly [number, number]): number => one - other;

/** As part of the last where it touches it. */
function append({ starts, ends }: Spans, start: number, end: number): void {
	if (ends.at(-1) === start) {
		ends[ends.length - 1] = end;
		return;
	}
	starts.push(start);
	ends.push(end);
}
