import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { cleanPasted, cleanText, meansFiles } from './paste.ts';
import { describedBy, faultOf, fitted, MOST_BYTES } from './pictures.ts';
import { CaretPresence } from './presence.ts';
import type { SendPicture } from './send-picture.ts';
import { fitting, slashMatch } from './slash.ts';
import { Uploads } from './uploads.svelte.ts';

describe('the slash menu', () => {
	test.each([
		['/', '', { length: 1, query: '' }],
		['会议议定/', '', { length: 1, query: '' }],
		['会议议定/表格', '后面的字', { length: 3, query: '表格' }],
		['、', '', { length: 1, query: '' }],
		['、bt', '', { length: 3, query: 'bt' }],
		['甲、', '', null],
		['、', '后面有字', null],
		['、甲、', '', null],
		['2026/11', '', null],
		['https:/', '', null],
		['https://a.cn/b/', '', null],
		['见 a.cn/tongzhi', '', null],
		['/这一句话已经太长了不会是要找的命令', '', null],
		['/表格 ', '', null]
	])('[V10] after %j, before %j', (before, after, match) => {
		expect(slashMatch(before, after)).toEqual(match);
	});

	test('[V10] it is searched by words, pinyin, initials and English', () => {
		const choices = [
			{ id: 'table', text: '表格', keys: 'biaoge bg table' },
			{ id: 'link', text: '链接', keys: 'lianjie lj link' }
		];
		const found = (query: string): string[] => fitting(choices, query).map(({ id }) => id);
		expect(['表', 'BG', 'biao', 'tab', 'li', 'x', ''].map(found)).toEqual([
			['table'],
			['table'],
			['table'],
			['table'],
			['link'],
			[],
			['table', 'link']
		]);
	});
});

describe('pasting', () => {
	const word = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.Mso{color:red}</style>
		<!--[if gte mso 9]><xml><o:p>x</o:p></xml><![endif]--></head><body><!--StartFragment--><h1 onclick='x()'>一、标题<o:p></o:p></h1>
		<p class=MsoNormal style='text-indent:21pt'><span lang=EN-US>&nbsp;&nbsp;　　</span>正文<script>alert(1)</script></p>
		<p><![if !supportLists]>1.<![endif]>第一</p><table><tr><td onmouseover=x()>甲</td></tr></table>
		<img src="file:///C:/a.png"><img src='data:image/png;base64,AA'><img src="/api/files/f-1"><!--EndFragment--></body></html>`;

	test('[V11] from Word: words, headings, tables and our pictures stay, the rest goes', () => {
		const { html, leftOut } = cleanPasted(word);
		expect(html).not.toMatch(/script|style>|<!--|<!\[|o:p|onclick|onmouseover|file:|data:|　|&nbsp;/);
		for (const kept of ['<h1>一、标题</h1>', '正文', '1.第一', '<td>甲</td>', '/api/files/f-1'])
			expect(html).toContain(kept);
		expect(leftOut).toBe(2);
	});

	test('[V11] what merely looks like a handler stays in the sentence', () => {
		expect(cleanPasted('<p>a onclick="b" <b>c</b></p>').html).toBe('<p>a onclick="b" <b>c</b></p>');
	});

	test('[V11] plain lines lose their indents only', () => {
		expect(cleanText('　　第一段\r\n\u3000第二段 有空格')).toBe('第一段\n第二段 有空格');
	});

	test.each([
		['', 1, true],
		['<img src="https://a.cn/x.png">', 1, true],
		['<table><tr><td></td></tr></table>', 1, false],
		['<p>从 Word 复制的字</p>', 1, false],
		['', 0, false]
	])('[V11] %j with %i files: the files are meant: %s', (html, files, meant) => {
		expect(meansFiles(html, files)).toBe(meant);
	});
});

describe('pictures', () => {
	test.each([
		[{ type: 'image/jpeg', size: MOST_BYTES }, null],
		[{ type: 'image/jpeg', size: MOST_BYTES + 1 }, 'too-large'],
		[{ type: 'image/jpeg', size: 50 * 1024 * 1024 }, 'too-large'],
		[{ type: 'image/svg+xml', size: 10 }, 'not-a-picture'],
		[{ type: 'application/pdf', size: 10 }, 'not-a-picture'],
		[{ type: '', size: 10 }, 'not-a-picture'],
		[{ type: 'image/png', size: 0 }, 'empty']
	])('[V7] %j: %s', (file, fault) => {
		expect(faultOf(file)).toBe(fault);
	});

	test('[V7] a large photograph is made smaller, its proportions kept', () => {
		expect([fitted(4000, 3000), fitted(800, 600), fitted(1, 9000)]).toEqual([
			{ width: 2000, height: 1500 },
			{ width: 800, height: 600 },
			{ width: 1, height: 2000 }
		]);
	});

	test('a file name that says something describes the picture', () => {
		const names = ['现场照片.jpg', 'IMG_2031.JPG', 'image.png', 'mmexport1700000000.jpg', '微信图片_20261123.png'];
		expect(names.map(describedBy)).toEqual(['现场照片', '', '', '', '']);
	});

	const file = (size: number): File => new File([new Uint8Array(size)], 'a.png', { type: 'image/png' });
	const uploads = (...answers: Awaited<ReturnType<SendPicture>>[]) => {
		let sent = 0;
		const shown = new Uploads(
			async () => answers[sent++] ?? { ok: false, refusal: { code: 'offline' } },
			async (given) => given
		);
		return { shown, sent: () => sent };
	};
	const stored = { ok: true, value: { id: 'f-1', url: '/api/files/f-1' } } as const;

	test('[V7] above 10 MB nothing is sent and nothing placed', async () => {
		const { shown, sent } = uploads(stored);
		const placed: string[] = [];
		await shown.add(file(MOST_BYTES + 1), ({ url }) => placed.push(url));
		expect([sent(), placed, shown.shown[0]?.state]).toEqual([0, [], { kind: 'refused', fault: 'too-large' }]);
		shown.dismiss(shown.shown[0]?.id ?? 0);
		expect(shown.shown).toEqual([]);
	});

	test('[V7] nothing is sent before the tick that nothing is classified', async () => {
		const { shown, sent } = uploads(stored);
		const placed: string[] = [];
		await shown.add(file(3), ({ url }) => placed.push(url));
		expect([sent(), placed, shown.shown[0]?.state]).toEqual([0, [], { kind: 'unconfirmed' }]);
		await shown.confirm(shown.shown[0]?.id ?? 0);
		expect([sent(), placed]).toEqual([1, ['/api/files/f-1']]);
	});

	test('[V7] a failed one waits and is placed once when tried again', async () => {
		const { shown } = uploads({ ok: false, refusal: { code: 'offline' } }, stored);
		const placed: string[] = [];
		await shown.add(file(3), ({ url }) => placed.push(url));
		await shown.confirm(shown.shown[0]?.id ?? 0);
		expect(shown.shown[0]?.state.kind).toBe('failed');
		shown.retry(shown.shown[0]?.id ?? 0);
		await expect.poll(() => shown.shown).toEqual([]);
		expect(placed).toEqual(['/api/files/f-1']);
	});

	test('[V7] one taken back on its way is not placed', async () => {
		let answer: (told: typeof stored) => void = () => undefined;
		const shown = new Uploads(
			() => new Promise((told) => (answer = told)),
			async (given) => given
		);
		const placed: string[] = [];
		await shown.add(file(3), ({ url }) => placed.push(url));
		const going = shown.confirm(shown.shown[0]?.id ?? 0);
		shown.dismiss(shown.shown[0]?.id ?? 0);
		answer(stored);
		await going;
		expect(placed).toEqual([]);
	});
});

describe('carets', () => {
	function pair() {
		const [mine, theirs] = [new Awareness(new Y.Doc()), new Awareness(new Y.Doc())];
		theirs.on('update', () => {
			applyAwarenessUpdate(mine, encodeAwarenessUpdate(theirs, [theirs.clientID]), 'net');
		});
		const named: [number, boolean][] = [];
		const presence = new CaretPresence(mine, (clientId, is) => named.push([clientId, is]));
		return { mine, theirs, presence, named };
	}

	test('[V5] a name is told when its caret moves, not when its owner only speaks', () => {
		const { theirs, presence, named } = pair();
		theirs.setLocalStateField('cursor', { head: 1 });
		theirs.setLocalStateField('writing', true);
		expect([named, presence.isNamed(theirs.clientID)]).toEqual([[[theirs.clientID, true]], true]);
		presence.close();
	});

	test('[V5] who somebody is comes from the server, the colour as a place in our cycle', () => {
		const { mine, theirs, presence } = pair();
		presence.setLocalStateField('user', { name: '冒名' });
		expect(mine.getLocalState()?.['user']).toBeUndefined();
		theirs.setLocalStateField('user', { name: '李某', color: 3 });
		expect(presence.getStates().get(theirs.clientID)?.['user']).toMatchObject({ name: '李某', order: 3 });
		presence.close();
	});

	test('[V5] leaving takes caret and writing along', () => {
		const { mine, presence } = pair();
		presence.setLocalStateField('cursor', { head: 1 });
		presence.wrote();
		expect(mine.getLocalState()).toMatchObject({ writing: true });
		presence.close();
		expect(mine.getLocalState()).toMatchObject({ cursor: null, writing: false });
	});
});
