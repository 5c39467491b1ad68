/** From notes of who typed what when, and when it reached whom, to figures. Pure. */

/** client id, clock, ms: again and again. Flat, because there are many and they cross to another process. */
export type Notes = readonly number[];

/** `weight`: how many people a sample stands for. */
export type Sample = { readonly ms: number; readonly weight: number };

export type Latencies = {
	readonly ms: readonly number[];
	/** Keys that never came; counted in `ms` with the time they have been waited for. */
	readonly missing: number;
};

export type Witness = {
	readonly document: string;
	readonly clientId: number;
	readonly sent: Notes;
	readonly arrivals: Notes;
};

type Key = { readonly clock: number; readonly at: number };

/** Triples by client, in the order noted. */
function byClient(notes: Notes): ReadonlyMap<number, readonly Key[]> {
	const found = new Map<number, Key[]>();
	for (let at = 0; at + 2 < notes.length; at += 3) {
		const [client = 0, clock = 0, ms = 0] = notes.slice(at, at + 3);
		const keys = found.get(client) ?? [];
		keys.push({ clock, at: ms });
		found.set(client, keys);
	}
	return found;
}

/** Keys of one client at one receiver. A step of a clock brings all keys up to it. */
function received(keys: readonly Key[], steps: readonly Key[], until: number): Latencies {
	const ms: number[] = [];
	let step = 0;
	let missing = 0;
	for (const { clock, at } of keys) {
		while ((steps[step]?.clock ?? Infinity) < clock) step += 1;
		const arrival = steps[step];
		if (!arrival) missing += 1;
		ms.push((arrival?.at ?? until) - at);
	}
	return { ms, missing };
}

/** Every key at every receiver of its document but its writer. `until`: how long was waited. */
export function latencies(writers: readonly Witness[], receivers: readonly Witness[], until: number): Latencies {
	const typed = writers.map((writer) => ({ ...writer, keys: byClient(writer.sent).get(writer.clientId) ?? [] }));
	const each = receivers.flatMap(({ document, clientId, arrivals }) => {
		const came = byClient(arrivals);
		return typed
			.filter((writer) => writer.document === document && writer.clientId !== clientId)
			.map((writer) => received(writer.keys, came.get(writer.clientId) ?? [], until));
	});
	return { ms: each.flatMap(({ ms }) => ms), missing: each.reduce((sum, { missing }) => sum + missing, 0) };
}

/** The smallest value that at least this share of the weight is not above. */
export function quantile(samples: readonly Sample[], share: number): number {
	const sorted = samples.toSorted((one, other) => one.ms - other.ms);
	const wanted = share * sorted.reduce((sum, { weight }) => sum + weight, 0);
	let passed = 0;
	for (const { ms, weight } of sorted) {
		passed += weight;
		if (passed >= wanted) return ms;
	}
	return sorted.at(-1)?.ms ?? Number.NaN;
}

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((one, other) => one - other);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
