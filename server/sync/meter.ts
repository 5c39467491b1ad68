/**
 * Stops an update that makes Yjs search too long. Where a struct goes among concurrent ones Yjs finds by walking over
 * everything between its two neighbours. Honest neighbours lie close together; an update whose neighbours are far apart on
 * purpose costs its square (110 KB stood still for 40 s, and again each time the document is opened). Yjs cannot be asked
 * to stop, so its structs are asked, one by one, before they are placed, cut or joined.
 */
import * as Y from 'yjs';

/** What an update may cost besides its own parts. */
const FREE_STEPS = 100_000;

export class TooCostly extends Error {}

let meter: { steps: number; readonly most: number } | null = null;

/** Answers the steps `work` took. @throws TooCostly, and what `work` throws. */
export function metered(parts: number, work: () => void): number {
	const mine = { steps: 0, most: FREE_STEPS + parts };
	meter = mine;
	try {
		work();
	} finally {
		meter = null;
	}
	return mine.steps;
}

// oxlint-disable-next-line unbound-method -- called with its own `this` below
const { integrate } = Y.Item.prototype;
Y.Item.prototype.integrate = function (transaction, offset) {
	if (meter !== null) count(searchSteps(this, transaction.doc.store, meter.most - meter.steps));
	integrate.call(this, transaction, offset);
};

/** @throws TooCostly */
function count(steps: number): void {
	if (meter === null) return;
	meter.steps += steps;
	if (meter.steps > meter.most) throw new TooCostly();
}

/**
 * Values that were put into a list together stand in one array, which is copied wherever the list is cut or joined:
 * 72 KB that delete every other one of 50,000 values cost 5 s. A step of the search takes as long as so many copies.
 */
const COPIES_PER_STEP = 50;
for (const { prototype } of [Y.ContentAny, Y.ContentJSON]) {
	const { splice, mergeWith } = prototype;
	prototype.splice = function (offset) {
		count(this.arr.length / COPIES_PER_STEP);
		return splice.call(this, offset);
	};
	prototype.mergeWith = function (right) {
		count((this.arr.length + right.arr.length) / COPIES_PER_STEP);
		return mergeWith.call(this, right);
	};
}

/** The walk that `Item.integrate` is about to do, step for step, but no further than `most`. */
function searchSteps(item: Y.Item, store: Y.Doc['store'], most: number): number {
	const { left, right, parent } = item;
	// What lies in collected garbage is not searched for.
	if (!(parent instanceof Y.AbstractType)) return 0;
	if (left === null ? right !== null && right.left === null : left.right === right) return 0;
	const begun = firstConcurrent(item, parent, most);
	let { steps } = begun;
	const passed = new Set<unknown>();
	const concurrent = new Set<unknown>();
	for (let other = begun.other; other !== null && other !== right && steps <= most; other = other.right) {
		steps += 1;
		passed.add(other);
		concurrent.add(other);
		const origin = other.origin && passed.size > 1 ? Y.getItem(store, other.origin) : null;
		if (Y.compareIDs(item.origin, other.origin)) {
			if (other.id.client < item.id.client) concurrent.clear();
			else if (Y.compareIDs(item.rightOrigin, other.rightOrigin)) break;
		} else if (origin === null || !passed.has(origin)) break;
		else if (!concurrent.has(origin)) concurrent.clear();
	}
	return steps;
}

/* oxlint-disable no-underscore-dangle -- Yjs has no public way to the first of a list */
function firstConcurrent(
	{ left, parentSub }: Y.Item,
	parent: Y.AbstractType<unknown>,
	most: number
): { other: Y.Item | null; steps: number } {
	if (left !== null) return { other: left.right, steps: 0 };
	if (parentSub === null) return { other: parent._start, steps: 0 };
	let other: Y.Item | null = parent._map.get(parentSub) ?? null;
	let steps = 0;
	for (; other !== null && other.left !== null && steps <= most; steps += 1) other = other.left;
	return { other, steps };
}
