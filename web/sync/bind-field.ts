/**
 * A plain input or textarea bound to a Y.Text: what is typed goes in as the smallest change, what others type comes out
 * without moving the caret. While an input method composes the field belongs to it alone: nothing is written to the text
 * and nothing is painted over, and the finished characters are put where they belong among what came meanwhile.
 */
import type * as Y from 'yjs';
import type { ComposingGate } from './composing-gate.ts';
import { caretAfter, changeBetween, placeChange, type Delta } from './text-change.ts';

export type Field = HTMLInputElement | HTMLTextAreaElement;
export type Selected = { readonly anchor: number; readonly head: number };

export type Binding = {
	readonly text: Y.Text;
	readonly gate: ComposingGate;
	/** What the field shows now, composed characters too. */
	readonly onShown?: (value: string) => void;
	/** Where the caret is; null when the field was left. */
	readonly onSelected?: (selected: Selected | null) => void;
};

/** The origin of what a field writes; own-undo.ts knows it by this class. */
export class FieldEdit {
	readonly field: Field;
	constructor(field: Field) {
		this.field = field;
	}
}

/** Answers how to let go. */
export function bindField(field: Field, { text, gate, onShown, onSelected }: Binding): () => void {
	const origin = new FieldEdit(field);
	let shown = text.toString();
	let isComposing = false;
	let isGone = false;
	let missed: Delta[] = [];

	const show = (value: string, caret: Selected | null): void => {
		shown = value;
		if (field.value !== value) field.value = value;
		if (caret && document.activeElement === field) field.setSelectionRange(caret.anchor, caret.head);
		onShown?.(value);
	};
	const place = (change: NonNullable<ReturnType<typeof changeBetween>>): number => {
		const { at, insert, remove } = placeChange(change, shown.length, missed);
		text.doc?.transact(() => {
			for (const position of remove) text.delete(position, 1);
			text.insert(at, insert);
		}, origin);
		return at + insert.length;
	};
	/** Takes over what the field holds; a line break pasted into one line is a space. */
	const take = (): void => {
		const value = field.value.replace(/[\r\n\t\u2028\u2029]+/g, ' ');
		const change = changeBetween(shown, value, field.selectionEnd ?? value.length);
		const caret = change ? place(change) : null;
		const wasMissed = missed.length > 0;
		missed = [];
		if (caret !== null || wasMissed) show(text.toString(), caret === null ? null : { anchor: caret, head: caret });
	};
	const told = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
		if (transaction.origin === origin) return;
		if (isComposing) return void missed.push(event.delta);
		const { selectionStart, selectionEnd } = field;
		show(text.toString(), {
			anchor: caretAfter(selectionStart ?? 0, event.delta),
			head: caretAfter(selectionEnd ?? 0, event.delta)
		});
	};
	const tellSelected = (): void => {
		if (document.activeElement === field && !isComposing)
			onSelected?.({ anchor: field.selectionStart ?? 0, head: field.selectionEnd ?? 0 });
	};
	const finish = (): void => {
		isComposing = false;
		take();
		tellSelected();
	};
	const leave = (): void => {
		if (isGone || document.activeElement === field) return;
		if (isComposing) finish();
		onSelected?.(null);
	};
	const heard: readonly (readonly [string, (event: Event) => void])[] = [
		[
			'input',
			(event) => {
				if (isComposing || (event instanceof InputEvent && event.isComposing)) return onShown?.(field.value);
				take();
				tellSelected();
			}
		],
		['compositionstart', () => void (isComposing = true)],
		['compositionend', finish],
		[
			'blur',
			// A moment later: a field that is taken off the page is blurred in the middle of the page's repainting.
			() => queueMicrotask(leave)
		],
		['focus', tellSelected],
		['keyup', tellSelected],
		['pointerup', tellSelected]
	];
	for (const [name, listener] of heard) field.addEventListener(name, listener);
	const release = gate.composing(field);
	text.observe(told);
	show(shown, null);

	return () => {
		isGone = true;
		if (isComposing) finish();
		text.unobserve(told);
		for (const [name, listener] of heard) field.removeEventListener(name, listener);
		release();
		onSelected?.(null);
	};
}
