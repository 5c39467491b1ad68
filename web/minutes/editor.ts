/** Opens the editor on a draft: binding, carets of the others, the gate for input methods, pasting, pictures. */
import { Editor, Extension } from '@tiptap/core';
import { Collaboration, isChangeOrigin } from '@tiptap/extension-collaboration';
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret';
import { Plugin } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import {
	absolutePositionToRelativePosition,
	relativePositionToAbsolutePosition,
	ySyncPluginKey,
	yUndoPluginKey
} from '@tiptap/y-tiptap';
import { minutesOf } from '#shared/minutes/document.ts';
import type { OpenDocument } from '#web/sync/index.ts';
import type { DecisionFacts } from './decisions.ts';
import { cleanPasted, cleanText, meansFiles } from './paste.ts';
import { CaretPresence } from './presence.ts';
import { minutesExtensions } from './schema.ts';
import { slashMenu, type SlashRequest } from './slash-menu.ts';
import { unreadCarets } from './unread-caret.ts';

export type EditorOptions = {
	readonly element: HTMLElement;
	readonly document: OpenDocument;
	readonly facts: DecisionFacts;
	readonly editable: boolean;
	/** The name of the text, for who does not see it. */
	readonly label: string;
	readonly placeholder: string;
	readonly onSlash: (request: SlashRequest | null) => void;
	readonly onSlashKey: (event: KeyboardEvent) => boolean;
	/** Keys of the page around: the link dialog, the list of shortcuts, the toolbar. */
	readonly keys: Readonly<Record<string, () => void>>;
	readonly onPictures: (files: readonly File[], at: number | null) => void;
	readonly onLeftOut: (count: number) => void;
};

export type Opened = { readonly editor: Editor; readonly close: () => void };

export function openEditor(options: EditorOptions): Opened {
	const { element, document, facts, editable } = options;
	let dom: HTMLElement | null = null;
	const presence = new CaretPresence(document.awareness, (clientId, named) => {
		for (const caret of dom?.querySelectorAll(`[data-client="${clientId}"]`) ?? [])
			caret.classList.toggle('named', named);
	});
	const editor = new Editor({
		element,
		editable,
		injectCSS: false,
		textDirection: 'auto',
		extensions: [
			...minutesExtensions(facts),
			Collaboration.configure({ fragment: minutesOf(document.doc) }),
			CollaborationCaret.configure({
				provider: { awareness: presence },
				user: {},
				render: (user) => caretOf(user, presence),
				selectionRender: (user) => ({ nodeName: 'span', class: `remote-selection who-${placeOf(user)}` })
			}),
			unreadCarets(document.doc),
			slashMenu({ changed: options.onSlash, keyed: options.onSlashKey }),
			pageKeys(options.keys),
			placeholder(options.placeholder)
		],
		editorProps: {
			attributes: {
				class: 'minutes-text',
				role: 'textbox',
				'aria-multiline': 'true',
				'aria-label': options.label,
				spellcheck: 'false'
			},
			transformPastedHTML: (html) => {
				const { html: clean, leftOut } = cleanPasted(html);
				if (leftOut > 0) options.onLeftOut(leftOut);
				return clean;
			},
			transformPastedText: cleanText,
			handlePaste: (_, event) => takeFiles(event.clipboardData, null, options),
			handleDrop: (view, event, _, moved) => {
				if (moved) return false;
				const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? null;
				return takeFiles(event.dataTransfer, at, options);
			}
		}
	});
	dom = editor.view.dom;
	undoByPhrases(editor);
	const stopGate = document.gate.composing(dom);
	editor.on('update', ({ transaction }) => {
		if (!isChangeOrigin(transaction)) presence.wrote();
	});
	return {
		editor,
		close: () => {
			stopGate();
			editor.destroy();
			presence.close();
		}
	};
}

type Undoing = { undoing: boolean; redoing: boolean; stopCapturing: () => void };

/**
 * The binding ends the present step of undo whenever a colleague's edit is followed by their caret, so that while two
 * write, undo would take back single letters. Only undo itself ends a step here; else a pause of half a second does.
 */
function undoByPhrases(editor: Editor): void {
	const undo: Undoing | undefined = yUndoPluginKey.getState(editor.state)?.undoManager;
	if (!undo) return;
	const end = undo.stopCapturing.bind(undo);
	undo.stopCapturing = () => {
		if (undo.undoing || undo.redoing) end();
	};
}

/** Below a table or a picture at the end there is no line to put the caret into: a press there makes one. */
export function writeBelow(editor: Editor): void {
	const { doc } = editor.state;
	if (doc.lastChild?.isTextblock) editor.commands.focus('end');
	else editor.chain().insertContentAt(doc.content.size, { type: 'paragraph' }).focus('end').run();
}

function placeOf(user: Record<string, unknown>): number {
	const order = Number(user['order']);
	return Number.isInteger(order) && order >= 1 && order <= 8 ? order : 1;
}

/** Not read out: the page says in words who is writing. */
function caretOf(user: Record<string, unknown>, presence: CaretPresence): HTMLElement {
	const caret = document.createElement('span');
	const clientId = Number(user['clientId']);
	caret.className = `remote-caret who-${placeOf(user)}`;
	caret.classList.toggle('named', presence.isNamed(clientId));
	caret.setAttribute('aria-hidden', 'true');
	caret.dataset['client'] = String(clientId);
	caret.dataset['name'] = String(user['name'] ?? '');
	return caret;
}

function takeFiles(from: DataTransfer | null, at: number | null, { onPictures }: EditorOptions): boolean {
	const files = [...(from?.files ?? [])];
	if (!meansFiles(from?.getData('text/html') ?? '', files.length)) return false;
	onPictures(files, at);
	return true;
}

function pageKeys(keys: EditorOptions['keys']): Extension {
	return Extension.create({
		name: 'pageKeys',
		addKeyboardShortcuts: () =>
			Object.fromEntries(
				Object.entries(keys).map(([name, press]) => [
					name,
					() => {
						press();
						return true;
					}
				])
			)
	});
}

/** A word in the empty page; it is painted, not written. */
function placeholder(text: string): Extension {
	return Extension.create({
		name: 'placeholder',
		addProseMirrorPlugins: () => [
			new Plugin({
				props: {
					decorations: ({ doc }) => {
						const only = doc.childCount === 1 ? doc.firstChild : null;
						if (!only?.isTextblock || only.content.size > 0) return null;
						return DecorationSet.create(doc, [
							Decoration.node(0, only.nodeSize, { class: 'placeholder', 'data-placeholder': text })
						]);
					}
				}
			})
		]
	});
}

/** A place in the text that stays where it is while others write before it. Null when it cannot be told. */
export function holdPlace(view: EditorView, position: number): () => number {
	const held = ySyncPluginKey.getState(view.state)?.binding;
	const place: unknown = held && absolutePositionToRelativePosition(position, held.type, held.mapping);
	return () => {
		const end = view.state.doc.content.size;
		const binding = ySyncPluginKey.getState(view.state)?.binding;
		if (!binding || !place) return Math.min(position, end);
		const found: number | null = relativePositionToAbsolutePosition(binding.doc, binding.type, place, binding.mapping);
		return Math.min(found ?? end, end);
	};
}

/** Puts a picture behind the block at `position`, or in its place when that is empty. */
export function placePicture(
	editor: Editor,
	position: number,
	picture: { readonly src: string; readonly alt: string }
): void {
	const at = editor.state.doc.resolve(position);
	const image = { type: 'image', attrs: picture };
	const block = at.parent.isTextblock ? at.depth : 0;
	if (block === 0) return void editor.commands.insertContentAt(position, image);
	const isEmpty = at.parent.content.size === 0;
	const isLast = at.after(block) === at.end(block - 1);
	const place = isEmpty ? { from: at.before(block), to: at.after(block) } : at.after(block);
	// At the end a line to go on in comes with it.
	editor.commands.insertContentAt(place, isLast ? [image, { type: 'paragraph' }] : image);
}
