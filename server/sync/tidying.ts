/**
 * Bounds what Yjs does after a foreign change in formatted text: it takes out formats that say nothing any more. For each
 * deleted piece it walks over the whole run of deleted pieces around it, so 12 bytes that delete 20,000 pieces cost 7 s,
 * here and on every screen.
 */
import * as Y from 'yjs';
import { TooCostly } from './meter.ts';

/** Some 50 ms. Beyond it formats stay that say nothing; the screens take them out. */
const TIDY_STEPS = 5_000_000;
/** What would hold every screen for seconds: no text of people is in so many pieces. */
const MOST_STEPS = 200_000_000;

/** Applies `parts` as one change, without tidying: what there was to tidy was tidied and stored when it came. */
export function load(doc: Y.Doc, parts: readonly Uint8Array[]): void {
	doc.on('afterTransaction', leaveUntidied);
	doc.transact(() => {
		for (const part of parts) Y.applyUpdate(doc, part);
	});
	doc.off('afterTransaction', leaveUntidied);
}

/** From now on a change that would take too long to tidy is left untidied, or is stopped with TooCostly. */
export function boundTidying(doc: Y.Doc): void {
	doc.on('afterTransaction', (transaction: Y.Transaction) => {
		if (!isToBeTidied(transaction)) return;
		const steps = tidyingSteps(transaction);
		if (steps > TIDY_STEPS) leaveUntidied(transaction);
		if (steps > MOST_STEPS) throw new TooCostly();
	});
}

/* oxlint-disable no-underscore-dangle -- Yjs has no public way to say whether and what it is going to tidy */
const isToBeTidied = (transaction: Y.Transaction): boolean => transaction._needFormattingCleanup;

function leaveUntidied(transaction: Y.Transaction): void {
	transaction._needFormattingCleanup = false;
}

type Text = Y.AbstractType<unknown> & { readonly _hasFormatting?: boolean };

/** What `cleanupYTextAfterTransaction` is about to do. Walks over each run and each text once. */
function tidyingSteps(transaction: Y.Transaction): number {
	const whole = textsWithNewFormats(transaction);
	const runs = new Map<Y.Item, number>();
	let steps = 0;
	Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
		if (!(struct instanceof Y.Item) || !(struct.parent instanceof Y.AbstractType)) return;
		const text: Text = struct.parent;
		if (text._hasFormatting !== true || whole.has(text)) return;
		if (struct.content instanceof Y.ContentFormat) whole.add(text);
		else steps += runs.get(struct) ?? measureRun(struct, runs);
	});
	for (const text of whole) steps += wholeSteps(text);
	return steps;
}

function textsWithNewFormats({ doc, beforeState, afterState }: Y.Transaction): Set<Text> {
	const texts = new Set<Text>();
	for (const [client, end] of afterState) {
		const begin = beforeState.get(client) ?? 0;
		const structs = doc.store.clients.get(client);
		if (end === begin || !structs) continue;
		for (let index = Y.findIndexSS(structs, begin); index < structs.length; index++) {
			const struct = structs[index];
			const isFormat = struct instanceof Y.Item && !struct.deleted && struct.content instanceof Y.ContentFormat;
			if (isFormat && struct.parent instanceof Y.AbstractType) texts.add(struct.parent);
		}
	}
	return texts;
}

const isGap = (item: Y.Item | null): item is Y.Item => item !== null && (item.deleted || !item.countable);

/** To the end of the run and back to its beginning; the same for all of the run. */
function measureRun(item: Y.Item, runs: Map<Y.Item, number>): number {
	let first = item;
	while (isGap(first.left)) first = first.left;
	const run: Y.Item[] = [];
	for (let each: Y.Item | null = first; isGap(each); each = each.right) run.push(each);
	for (const each of run) runs.set(each, run.length);
	return run.length;
}

/** All of the text, and at each piece a copy of the formats in force there. */
function wholeSteps(text: Text): number {
	const formats = new Set<string>();
	let steps = 0;
	for (let item = text._start; item !== null; item = item.right) {
		steps += 1;
		if (item.deleted) continue;
		if (!(item.content instanceof Y.ContentFormat)) steps += 5 * formats.size;
		else if (item.content.value === null) formats.delete(item.content.key);
		else formats.add(item.content.key);
	}
	return steps;
}
/* oxlint-enable no-underscore-dangle */
