/** Watches the caret for a request to the slash menu, and gives the menu the keys while it is open. */
import { Extension } from '@tiptap/core';
import { isChangeOrigin } from '@tiptap/extension-collaboration';
import { Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { slashMatch } from './slash.ts';

export type SlashRequest = {
	readonly query: string;
	readonly from: number;
	readonly to: number;
	/** Where the sign stands, in the window. */
	readonly at: { readonly left: number; readonly top: number; readonly bottom: number };
};

type Listener = {
	readonly changed: (request: SlashRequest | null) => void;
	/** True when the menu took the key. */
	readonly keyed: (event: KeyboardEvent) => boolean;
};

type Open = { readonly from: number; readonly to: number; readonly query: string };
type Watched = { readonly open: Open | null; readonly dismissed: number | null };

const key = new PluginKey<Watched>('slash');
const nothing: Watched = { open: null, dismissed: null };

function requested({ selection, doc }: EditorState): Open | null {
	const { $from, empty, from } = selection;
	if (!empty || !$from.parent.isTextblock) return null;
	const before = doc.textBetween($from.start(), from, '', '\ufffc');
	const after = doc.textBetween(from, $from.end(), '', '\ufffc');
	const match = slashMatch(before, after);
	return match && { from: from - match.length, to: from, query: match.query };
}

function next(tr: Transaction, was: Watched, state: EditorState): Watched {
	if (tr.getMeta(key) === 'dismiss') return { open: null, dismissed: was.open?.from ?? null };
	// It opens by typing only: coming by with the caret, or a colleague's text, asks for nothing.
	const typed = tr.docChanged && !isChangeOrigin(tr);
	if (!typed && was.open === null) return was;
	if (!tr.docChanged && !tr.selectionSet) return was;
	const open = requested(state);
	if (open === null) return nothing;
	return was.dismissed === open.from ? was : { open, dismissed: null };
}

export function dismissSlash(view: EditorView): void {
	view.dispatch(view.state.tr.setMeta(key, 'dismiss'));
}

export function slashMenu({ changed, keyed }: Listener): Extension {
	return Extension.create({
		name: 'slashMenu',
		// Before lists and tables, which have wishes of their own for Enter and Tab.
		priority: 2000,
		addProseMirrorPlugins: () => [
			new Plugin<Watched>({
				key,
				state: { init: () => nothing, apply: (tr, was, _, state) => next(tr, was, state) },
				props: { handleKeyDown: (view, event) => key.getState(view.state)?.open !== null && keyed(event) },
				view: () => ({
					update: (view, before) => {
						const open = key.getState(view.state)?.open ?? null;
						if (open === (key.getState(before)?.open ?? null)) return;
						if (open === null) return changed(null);
						const { left, top, bottom } = view.coordsAtPos(open.from);
						changed({ ...open, at: { left, top, bottom } });
					},
					destroy: () => changed(null)
				})
			})
		]
	});
}
