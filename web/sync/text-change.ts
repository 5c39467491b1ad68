/** What a keystroke changed in a plain field, and where it belongs when others wrote meanwhile. Strings only, no Yjs. */

export type Change = { readonly index: number; readonly remove: number; readonly insert: string };

/** As Y.Text tells of a change. */
export type Delta = readonly {
	readonly retain?: number | undefined;
	readonly insert?: unknown;
	readonly delete?: number | undefined;
}[];

/** The smallest replacement between two strings; of equal ones the place before the caret is meant. Null: nothing changed. */
export function changeBetween(before: string, after: string, caret: number): Change | null {
	if (before === after) return null;
	const most = Math.min(before.length, after.length);
	let suffix = 0;
	const behind = Math.min(most, Math.max(0, after.length - caret));
	while (suffix < behind && before[before.length - 1 - suffix] === after[after.length - 1 - suffix]) suffix += 1;
	let prefix = 0;
	while (prefix < most - suffix && before[prefix] === after[prefix]) prefix += 1;
	// Half a character (𠮷 is two units) must never travel alone.
	if (prefix > 0 && isHigh(before.charCodeAt(prefix - 1))) prefix -= 1;
	if (suffix > 0 && isLow(before.charCodeAt(before.length - suffix))) suffix -= 1;
	return {
		index: prefix,
		remove: before.length - suffix - prefix,
		insert: after.slice(prefix, after.length - suffix)
	};
}

function isHigh(unit: number): boolean {
	return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
	return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Where a caret stands after somebody else's change; text put exactly at it goes behind it. */
export function caretAfter(position: number, delta: Delta): number {
	let at = 0;
	let moved = position;
	for (const { retain = 0, insert, delete: gone = 0 } of delta) {
		at += retain;
		if (at > moved) break;
		const length = typeof insert === 'string' ? insert.length : 0;
		if (at < moved) moved += length;
		at += length;
		if (gone > 0 && at < moved) moved -= Math.min(gone, moved - at);
	}
	return moved;
}

export type Placed = { readonly at: number; readonly insert: string; readonly remove: readonly number[] };

/**
 * A change made to an older text, placed in the present one: exactly the characters that were meant are removed, and
 * nothing that others put between them. `remove` counts from the back.
 */
export function placeChange({ index, remove, insert }: Change, length: number, missed: readonly Delta[]): Placed {
	let origins: (number | null)[] = Array.from({ length }, (_, position) => position);
	for (const delta of missed) origins = carry(origins, delta);
	const found = origins.findIndex((origin) => origin !== null && origin >= index);
	const meant = origins.flatMap((origin, position) =>
		origin !== null && origin >= index && origin < index + remove ? [position] : []
	);
	return { at: found < 0 ? origins.length : found, insert, remove: meant.reverse() };
}

function carry(origins: readonly (number | null)[], delta: Delta): (number | null)[] {
	const next = [...origins];
	let at = 0;
	for (const { retain = 0, insert, delete: gone = 0 } of delta) {
		at += retain;
		if (typeof insert === 'string') {
			next.splice(at, 0, ...Array.from({ length: insert.length }, () => null));
			at += insert.length;
		}
		if (gone > 0) next.splice(at, gone);
	}
	return next;
}
