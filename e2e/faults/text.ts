/** A document as text, for comparing and for looking for marks in it. */
import * as Y from 'yjs';

export function textOf(doc: Y.Doc): string {
	const titles = doc
		.getArray('items')
		.map((item: unknown) => (item instanceof Y.Map ? String(item.get('title')) : JSON.stringify(item)));
	return titles.join('\n');
}
