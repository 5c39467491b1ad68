/** What the editor can do, once: the toolbar, the slash menu and the list of shortcuts show the same tools. */
import type { Editor } from '@tiptap/core';
import { m } from '#web/i18n/paraglide/messages.js';
import type { ToolIconName } from './tool-icons.ts';

/** What a tool may ask of the page around the editor. */
export type Asked = 'link' | 'picture' | 'alt' | 'keys';

export type Tool = {
	readonly id: string;
	readonly icon: ToolIconName;
	readonly text: () => string;
	/** For the slash menu: pinyin, its initials, English. Empty: not offered there. */
	readonly keys: string;
	/** As Tiptap writes it; `Mod` is Ctrl or ⌘. */
	readonly shortcut?: string;
	readonly run: (editor: Editor, ask: (what: Asked) => void) => void;
	readonly isOn?: (editor: Editor) => boolean;
	readonly can?: (editor: Editor) => boolean;
};

const heading = (level: 1 | 2 | 3, text: () => string, keys: string): Tool => ({
	id: `heading-${level}`,
	icon: 'heading',
	text,
	keys,
	shortcut: `Mod-Alt-${level}`,
	run: (editor) => editor.chain().focus().setHeading({ level }).run(),
	isOn: (editor) => editor.isActive('heading', { level })
});

export const styles: readonly Tool[] = [
	{
		id: 'text',
		icon: 'text',
		text: m.minutes_tool_text,
		keys: 'zhengwen zw text paragraph',
		shortcut: 'Mod-Alt-0',
		run: (editor) => editor.chain().focus().setParagraph().run(),
		isOn: (editor) => !editor.isActive('heading')
	},
	heading(1, m.minutes_tool_heading_1, 'biaoti bt yiji yjbt h1 heading1'),
	heading(2, m.minutes_tool_heading_2, 'biaoti2 bt2 erji ejbt h2 heading2'),
	heading(3, m.minutes_tool_heading_3, 'biaoti3 bt3 sanji sjbt h3 heading3')
];

export const history: readonly Tool[] = [
	{
		id: 'undo',
		icon: 'undo',
		text: m.minutes_tool_undo,
		keys: '',
		shortcut: 'Mod-z',
		run: (editor) => editor.chain().focus().undo().run(),
		can: (editor) => editor.can().undo()
	},
	{
		id: 'redo',
		icon: 'redo',
		text: m.minutes_tool_redo,
		keys: '',
		shortcut: 'Mod-y',
		run: (editor) => editor.chain().focus().redo().run(),
		can: (editor) => editor.can().redo()
	}
];

export const marks: readonly Tool[] = [
	{
		id: 'bold',
		icon: 'bold',
		text: m.minutes_tool_bold,
		keys: '',
		shortcut: 'Mod-b',
		run: (editor) => editor.chain().focus().toggleBold().run(),
		isOn: (editor) => editor.isActive('bold')
	}
];

export const blocks: readonly Tool[] = [
	{
		id: 'bullets',
		icon: 'bullets',
		text: m.minutes_tool_bullets,
		keys: 'liebiao lb xiangmu list bullets',
		shortcut: 'Mod-Shift-8',
		run: (editor) => editor.chain().focus().toggleBulletList().run(),
		isOn: (editor) => editor.isActive('bulletList')
	},
	{
		id: 'numbers',
		icon: 'numbers',
		text: m.minutes_tool_numbers,
		keys: 'bianhao bh xuhao xh numbers ordered',
		shortcut: 'Mod-Shift-7',
		run: (editor) => editor.chain().focus().toggleOrderedList().run(),
		isOn: (editor) => editor.isActive('orderedList')
	},
	{
		id: 'quote',
		icon: 'quote',
		text: m.minutes_tool_quote,
		keys: 'yinyong yy quote',
		shortcut: 'Mod-Shift-b',
		run: (editor) => editor.chain().focus().toggleBlockquote().run(),
		isOn: (editor) => editor.isActive('blockquote')
	},
	{
		id: 'divider',
		icon: 'divider',
		text: m.minutes_tool_divider,
		keys: 'fengexian fgx hengxian divider line',
		run: (editor) => editor.chain().focus().setHorizontalRule().run()
	}
];

export const inserts: readonly Tool[] = [
	{
		id: 'link',
		icon: 'link',
		text: m.minutes_tool_link,
		keys: 'lianjie lj wangzhi link',
		shortcut: 'Mod-k',
		run: (_, ask) => ask('link'),
		isOn: (editor) => editor.isActive('link')
	},
	{
		id: 'picture',
		icon: 'image',
		text: m.minutes_tool_picture,
		keys: 'tupian tp zhaopian picture image',
		run: (_, ask) => ask('picture'),
		isOn: (editor) => editor.isActive('image')
	}
];

export const table: Tool = {
	id: 'table',
	icon: 'table',
	text: m.minutes_tool_table,
	keys: 'biaoge bg table',
	run: (editor) => {
		const { $from } = editor.state.selection;
		// At the end of the text a line to go on in comes with it.
		if ($from.depth === 1 && $from.after(1) === editor.state.doc.content.size) {
			const caret = editor.state.selection.from;
			editor.chain().insertContentAt($from.after(1), { type: 'paragraph' }).setTextSelection(caret).run();
		}
		editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run();
	}
};

export const help: Tool = {
	id: 'keys',
	icon: 'keys',
	text: m.minutes_tool_keys,
	keys: '',
	shortcut: 'Mod-/',
	run: (_, ask) => ask('keys')
};

/** What can be done to the table around the caret. */
export const tableSteps: readonly { readonly text: () => string; readonly run: (editor: Editor) => void }[] = [
	{ text: m.minutes_table_row_before, run: (editor) => editor.chain().focus().addRowBefore().run() },
	{ text: m.minutes_table_row_after, run: (editor) => editor.chain().focus().addRowAfter().run() },
	{ text: m.minutes_table_row_delete, run: (editor) => editor.chain().focus().deleteRow().run() },
	{ text: m.minutes_table_column_before, run: (editor) => editor.chain().focus().addColumnBefore().run() },
	{ text: m.minutes_table_column_after, run: (editor) => editor.chain().focus().addColumnAfter().run() },
	{ text: m.minutes_table_column_delete, run: (editor) => editor.chain().focus().deleteColumn().run() },
	{ text: m.minutes_table_header, run: (editor) => editor.chain().focus().toggleHeaderRow().run() },
	{ text: m.minutes_table_merge, run: (editor) => editor.chain().focus().mergeOrSplit().run() },
	{ text: m.minutes_table_delete, run: (editor) => editor.chain().focus().deleteTable().run() }
];

/** "Ctrl Alt 1", "⌘ ⌥ 1" */
export function shortcutWords(shortcut: string): readonly string[] {
	const apple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);
	const names: Readonly<Record<string, string>> = apple
		? { Mod: '⌘', Alt: '⌥', Shift: '⇧' }
		: { Mod: 'Ctrl', Alt: 'Alt', Shift: 'Shift' };
	return shortcut.split('-').map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}
