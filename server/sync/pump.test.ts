import { expect, test } from 'vitest';
import { openPump, type Pumped, type Timing } from './pump.ts';

/** A loop whose time stands until it is told. */
class Loop {
	time = 0;
	#soon: (() => void)[] = [];
	readonly #timers = new Set<{ readonly at: number; readonly work: () => void }>();
	readonly timing: Timing = {
		now: () => this.time,
		soon: (work) => void this.#soon.push(work),
		after: (ms, work) => {
			const timer = { at: this.time + ms, work };
			this.#timers.add(timer);
			return () => this.#timers.delete(timer);
		}
	};

	/** Lets the turns until `time` happen. */
	until(time: number): void {
		for (;;) {
			const soon = this.#soon;
			this.#soon = [];
			for (const work of soon) work();
			if (soon.length > 0) continue;
			const next = [...this.#timers].toSorted((one, other) => one.at - other.at)[0];
			if (!next || next.at > time) break;
			this.#timers.delete(next);
			this.time = Math.max(this.time, next.at);
			next.work();
		}
		this.time = time;
	}
}

/** A pump on such a loop, and somebody who writes down when it was pumped and wants to be again `next`. */
function recorded(next: (number | null)[] = []) {
	const loop = new Loop();
	const pump = openPump(loop.timing);
	const times: number[] = [];
	const one: Pumped = { pump: (now) => (times.push(now), next.shift() ?? null) };
	return { loop, pump, times, one };
}

test('[S9] the first after a pause goes at once, what follows shortly after is gathered', () => {
	const { loop, pump, times, one } = recorded();
	pump.want(one, 0);
	loop.until(0);
	loop.until(1);
	pump.want(one, 1);
	loop.until(2);
	pump.want(one, 2);
	loop.until(20);
	pump.want(one, 20);
	loop.until(20);
	expect(times).toEqual([0, 3, 20]);
});

test('[S42] who is not due waits, without keeping others', () => {
	const loop = new Loop();
	const pump = openPump(loop.timing);
	const heard: string[] = [];
	const named = (name: string) => ({ pump: (now: number) => (heard.push(`${name} ${now}`), null) });
	pump.want(named('viewers'), 100);
	pump.want(named('editors'), 5);
	loop.until(200);
	expect(heard).toEqual(['editors 5', 'viewers 100']);
});

test('[S9] what is on disk does not wait for the gathering', () => {
	const { loop, pump, times, one } = recorded();
	pump.want(one, 0);
	loop.until(0);
	loop.until(1);
	pump.hurry(one);
	loop.until(1);
	expect(times).toEqual([0, 1]);
});

test('[S42] who says when it has work next is asked again then, and not after it was forgotten', () => {
	const { loop, pump, times, one } = recorded([50, 90, 130]);
	pump.want(one, 0);
	loop.until(100);
	pump.forget(one);
	loop.until(500);
	expect(times).toEqual([0, 50, 90]);
});
