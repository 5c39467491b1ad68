/** Undo of what this person did in a draft, never of what others did. */
import * as Y from 'yjs';
import { FieldEdit } from './bind-field.ts';

export class OwnUndo {
	readonly #manager: Y.UndoManager;

	/** @param root the Y.Array of cards */
	constructor(doc: Y.Doc, root: string) {
		// Edits by command have no origin, fields have their own; what the link or the local copy brings is somebody else's.
		this.#manager = new Y.UndoManager(doc.getArray(root), { trackedOrigins: new Set([null, FieldEdit]) });
	}

	/** False when there is nothing of ours to take back. */
	undo(): boolean {
		return this.#manager.undo() !== null;
	}

	redo(): boolean {
		return this.#manager.redo() !== null;
	}

	/** Does something as a step of its own. The answer takes it back while it is the latest step, and tells whether it did. */
	step(work: () => void): () => boolean {
		this.#manager.stopCapturing();
		work();
		this.#manager.stopCapturing();
		const stack = this.#manager.undoStack;
		const mine = stack[stack.length - 1];
		return () => mine !== undefined && stack[stack.length - 1] === mine && this.undo();
	}

	close(): void {
		this.#manager.destroy();
	}
}
