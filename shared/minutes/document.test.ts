import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { appendBlocks, minutesImages, minutesOf, minutesOutline, minutesText } from './document.ts';

function draft(): Y.Doc {
	const doc = new Y.Doc();
	appendBlocks(doc, [
		{ kind: 'heading', level: 1, text: '一、校园安全' },
		{ kind: 'paragraph', text: '会议听取了公安局的汇报。' },
		{ kind: 'heading', level: 2, text: '' },
		{ kind: 'heading', level: 2, text: '（一）整改' }
	]);
	return doc;
}

function image(): Y.XmlElement {
	const element = new Y.XmlElement('image');
	element.setAttribute('src', '/api/files/f-1');
	return element;
}

test('[N1] the plain text has a line per block and no mark-up', () => {
	const doc = draft();
	const paragraph = minutesOf(doc).get(1) as Y.XmlElement;
	(paragraph.get(0) as Y.XmlText).format(0, 2, { bold: true });
	expect(minutesText(doc)).toBe('一、校园安全\n会议听取了公安局的汇报。\n\n（一）整改');
});

test('[N2] the outline is the headings that say something', () => {
	expect(minutesOutline(draft())).toEqual([
		{ level: 1, text: '一、校园安全', block: 0 },
		{ level: 2, text: '（一）整改', block: 3 }
	]);
});

test('[N3] images are found in lists and tables too, each once', () => {
	const doc = draft();
	const cell = new Y.XmlElement('tableCell');
	cell.insert(0, [new Y.XmlElement('paragraph'), image()]);
	minutesOf(doc).push([image(), cell]);
	expect(minutesImages(doc)).toEqual(['/api/files/f-1']);
});

test('[N4] strange nodes and depth without end do no harm', () => {
	const doc = draft();
	const strange = new Y.XmlElement('heading');
	strange.setAttribute('level', 'high');
	minutesOf(doc).push([strange, new Y.XmlText('bare'), new Y.XmlElement('unheard-of')]);
	strange.insert(0, [new Y.XmlText('题')]);
	let inner = new Y.XmlElement('list');
	minutesOf(doc).push([inner]);
	for (let depth = 0; depth < 60; depth += 1) {
		const next = new Y.XmlElement('list');
		inner.insert(0, [next]);
		inner = next;
	}
	inner.insert(0, [new Y.XmlText('too deep')]);
	expect(minutesText(doc).endsWith('题\nbare')).toBe(true);
	expect(minutesOutline(doc)[2]).toMatchObject({ level: 1, text: '题' });
	expect(minutesImages(doc)).toEqual([]);
});
