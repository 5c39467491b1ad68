/**
 * The browser tells of a moved caret a frame later than it moves it. What arrives within this frame (a key, a colleague's
 * edit or their caret) would find the editor at the old place: the key would act there, the others would put the caret
 * back. So each of them reads first where the caret stands on the page.
 */
import { Extension } from '@tiptap/core';
import { Plugin, TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { getRelativeSelection, yCursorPluginKey, ySyncPluginKey } from '@tiptap/y-tiptap';
import type { OpenDocument } from '#web/sync/index.ts';

/** Where the caret stands on the page, if the editor has not heard of it yet. */
function unreadCaret(view: EditorView, { doc, selection }: EditorState): TextSelection | null {
	if (!(selection instanceof TextSelection) || view.isDestroyed || view.composing || !view.hasFocus()) return null;
	const { anchorNode, anchorOffset, focusNode, focusOffset } = view.dom.ownerDocument.getSelection() ?? {};
	if (!anchorNode || !focusNode || !view.dom.contains(anchorNode) || !view.dom.contains(focusNode)) return null;
	const anchor = view.posAtDOM(anchorNode, anchorOffset ?? 0, 1);
	const head = view.posAtDOM(focusNode, focusOffset ?? 0, 1);
	if (Math.max(anchor, head) > doc.content.size) return null;
	const shown = TextSelection.between(doc.resolve(anchor), doc.resolve(head));
	return shown instanceof TextSelection && !shown.eq(selection) ? shown : null;
}

export function unreadCarets(doc: OpenDocument['doc']): Extension {
	let view: EditorView | null = null;

	/** The binding holds the caret by this through a change that is not the editor's own. */
	const beforeTransaction = ({ origin }: { readonly origin: unknown }): void => {
		if (origin === ySyncPluginKey || !view) return;
		const selection = unreadCaret(view, view.state);
		const binding = selection && ySyncPluginKey.getState(view.state)?.binding;
		if (!binding) return;
		const read = view.state.apply(view.state.tr.setSelection(selection));
		binding.beforeTransactionSelection = getRelativeSelection(binding, read);
	};

	/** Nothing changed but somebody's caret: the page shows the text of this state. */
	const isPresence = (transaction: Transaction): boolean =>
		transaction.getMeta(yCursorPluginKey) !== undefined && !transaction.docChanged;

	const readsCaret = new Plugin({
		view: (opened) => {
			view = opened;
			doc.on('beforeTransaction', beforeTransaction);
			return {
				destroy: () => {
					doc.off('beforeTransaction', beforeTransaction);
					view = null;
				}
			};
		},
		appendTransaction: (transactions, _, state) => {
			const selection = view && transactions.every(isPresence) ? unreadCaret(view, state) : null;
			return selection && state.tr.setSelection(selection);
		},
		props: {
			handleDOMEvents: {
				keydown: (opened, { isComposing }) => {
					const selection = isComposing ? null : unreadCaret(opened, opened.state);
					if (selection) opened.dispatch(opened.state.tr.setSelection(selection));
					return false;
				}
			}
		}
	});
	return Extension.create({ name: 'unreadCarets', addProseMirrorPlugins: () => [readsCaret] });
}
