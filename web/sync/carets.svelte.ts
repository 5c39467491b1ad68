/** Where the others write: their carets in the texts of a draft, by name and colour. Our own is told to them. */
import * as Y from 'yjs';
import type { Selected } from './bind-field.ts';
import type { OpenDocument } from './document.svelte.ts';

export type Caret = {
	readonly clientId: number;
	readonly name: string;
	/** 1 to 8 */
	readonly color: number;
	readonly index: number;
};

export class Carets {
	readonly #document: OpenDocument;
	/** Counts what may have moved a caret; whoever reads positions is told of it. */
	#turn = $state(0);
	#found: { readonly turn: number; readonly byText: ReadonlyMap<unknown, readonly Caret[]> } | null = null;

	constructor(document: OpenDocument) {
		this.#document = document;
	}

	/** Looks until the answered function is called. */
	start(): () => void {
		const { awareness, doc } = this.#document;
		const moved = (): void => void (this.#turn += 1);
		awareness.on('change', moved);
		doc.on('update', moved);
		return () => {
			awareness.off('change', moved);
			doc.off('update', moved);
		};
	}

	/** The carets of others in a text. */
	in(text: unknown): readonly Caret[] {
		const turn = this.#turn;
		if (this.#found?.turn !== turn) this.#found = { turn, byText: this.#find() };
		return this.#found.byText.get(text) ?? [];
	}

	/** Tells the others where we are; null: in no field. */
	put(text: Y.Text, selected: Selected | null): void {
		const relative = (index: number): unknown =>
			Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, Math.min(index, text.length)));
		const cursor = selected && { anchor: relative(selected.anchor), head: relative(selected.head) };
		const present: unknown = this.#document.awareness.getLocalState()?.['cursor'] ?? null;
		if (JSON.stringify(present) !== JSON.stringify(cursor))
			this.#document.awareness.setLocalStateField('cursor', cursor);
	}

	#find(): ReadonlyMap<unknown, readonly Caret[]> {
		const { awareness, doc } = this.#document;
		const byText = new Map<unknown, Caret[]>();
		for (const [clientId, state] of awareness.getStates()) {
			if (clientId === awareness.clientID) continue;
			const position = headOf(state['cursor'], doc);
			const user = state['user'] as { readonly name?: unknown; readonly color?: unknown } | undefined;
			if (!position || typeof user?.name !== 'string') continue;
			const color = typeof user.color === 'number' ? user.color : 1;
			const caret = { clientId, name: user.name, color, index: position.index };
			byText.set(position.type, [...(byText.get(position.type) ?? []), caret]);
		}
		for (const carets of byText.values()) carets.sort((one, other) => one.index - other.index);
		return byText;
	}
}

function headOf(cursor: unknown, doc: Y.Doc): Y.AbsolutePosition | null {
	if (typeof cursor !== 'object' || cursor === null || !('head' in cursor)) return null;
	try {
		return Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(cursor.head), doc);
	} catch {
		// Another program's presence in a shape of its own: it simply has no caret here.
		return null;
	}
}
