/**
 * When gathered work goes out. The first after a pause at once; under load at most every few milliseconds, so that a key, the
 * caret that follows it and what others wrote meanwhile share a write.
 */
export type Timing = {
	/** Milliseconds that never jump: what a write costs is measured with it. */
	readonly now: () => number;
	/** In the next turn of the loop. */
	readonly soon: (work: () => void) => void;
	/** After `ms`; answers how to forget it. */
	readonly after: (ms: number, work: () => void) => () => void;
};

export const realTiming: Timing = {
	now: () => performance.now(),
	soon: (work) => void setImmediate(work),
	after: (ms, work) => {
		const timer = setTimeout(work, ms);
		return () => clearTimeout(timer);
	}
};

/** Something that has work to do by a time, and then says when next, or null. */
export type Pumped = { pump(now: number): number | null };

const GATHER_MS = 3;

export type Pump = {
	/** `due` as of `Timing.now`; in the past: as soon as may be. */
	want(one: Pumped, due: number): void;
	/** In the next turn, however short ago the last was: what is on disk need not wait for what is not. */
	hurry(one: Pumped): void;
	forget(one: Pumped): void;
};

export function openPump({ now, soon, after }: Timing): Pump {
	const wanted = new Map<Pumped, number>();
	let armedFor = Number.POSITIVE_INFINITY;
	let disarm: () => void = () => undefined;
	let last = Number.NEGATIVE_INFINITY;
	let turn = 0;

	const arm = (at: number): void => {
		if (at >= armedFor) return;
		disarm();
		armedFor = at;
		const mine = (turn += 1);
		const go = (): void => void (mine === turn && run());
		const wait = at - now();
		if (wait > 0) disarm = after(wait, go);
		else {
			disarm = () => undefined;
			soon(go);
		}
	};
	const run = (): void => {
		armedFor = Number.POSITIVE_INFINITY;
		last = now();
		let next = Number.POSITIVE_INFINITY;
		// Half a millisecond early costs less than a timer of its own.
		for (const [one, due] of wanted) {
			if (due > last + 0.5) {
				next = Math.min(next, due);
				continue;
			}
			wanted.delete(one);
			const again = one.pump(last);
			if (again === null) continue;
			wanted.set(one, Math.min(again, wanted.get(one) ?? Number.POSITIVE_INFINITY));
			next = Math.min(next, again);
		}
		if (next < Number.POSITIVE_INFINITY) arm(Math.max(next, last + GATHER_MS));
	};

	return {
		want(one, due) {
			if (due >= (wanted.get(one) ?? Number.POSITIVE_INFINITY)) return;
			wanted.set(one, due);
			arm(Math.max(due, last + GATHER_MS));
		},
		hurry(one) {
			wanted.set(one, Number.NEGATIVE_INFINITY);
			arm(Number.NEGATIVE_INFINITY);
		},
		forget: (one) => void wanted.delete(one)
	};
}
