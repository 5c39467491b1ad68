import { expect, test } from 'vitest';
import { ComposingGate, type Later } from './composing-gate.ts';

/** Time that moves when told to. */
function handTime() {
	let now = 0;
	let waiting: { at: number; work: () => void }[] = [];
	const later: Later = (ms, work) => {
		const entry = { at: now + ms, work };
		waiting.push(entry);
		return () => (waiting = waiting.filter((other) => other !== entry));
	};
	const pass = (ms: number): void => {
		now += ms;
		const due = waiting.filter(({ at }) => at <= now);
		waiting = waiting.filter(({ at }) => at > now);
		for (const { work } of due) work();
	};
	return { later, pass };
}

function gateOnField() {
	const time = handTime();
	const gate = new ComposingGate(time.later);
	const field = new EventTarget();
	const stop = gate.composing(field);
	let releases = 0;
	gate.onRelease(() => (releases += 1));
	const say = (name: string): boolean => field.dispatchEvent(new Event(name));
	return { gate, say, pass: time.pass, stop, releases: () => releases };
}

test('[W6] it holds from the first letter until the editor has read the last', () => {
	const { gate, say, pass, releases } = gateOnField();
	say('compositionstart');
	expect(gate.isHolding).toBe(true);
	say('compositionend');
	expect(gate.isHolding).toBe(true);
	pass(60);
	expect([gate.isHolding, releases()]).toEqual([false, 1]);
});

test('[W6] a new composition right after another keeps holding', () => {
	const { gate, say, pass, releases } = gateOnField();
	say('compositionstart');
	say('compositionend');
	pass(30);
	say('compositionstart');
	pass(60);
	expect([gate.isHolding, releases()]).toEqual([true, 0]);
});

test('[W7] leaving the field releases at once', () => {
	const { gate, say, releases } = gateOnField();
	say('compositionstart');
	say('blur');
	expect([gate.isHolding, releases()]).toEqual([false, 1]);
});

test('[W7] an input method silent for three seconds releases; one that goes on does not', () => {
	const { gate, say, pass } = gateOnField();
	say('compositionstart');
	pass(2900);
	say('compositionupdate');
	pass(2900);
	expect(gate.isHolding).toBe(true);
	pass(100);
	expect(gate.isHolding).toBe(false);
});

test('[W7] a field that goes away releases', () => {
	const { gate, say, stop } = gateOnField();
	say('compositionstart');
	stop();
	expect(gate.isHolding).toBe(false);
});
