import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { paperDefaults } from '#shared/papers/model.ts';
import { hashOf, openScene, pdf, zip } from './scene.ts';

type Scene = Awaited<ReturnType<typeof openScene>>;
let scene: Scene;
beforeEach(async () => {
	scene = await openScene();
});
afterEach(() => scene.close());

const DAY = 86_400_000;
const folder = (): string => join(scene.house().folder, 'papers');
const fileOf = (bytes: Buffer): string => join(folder(), hashOf(bytes).slice(0, 2), hashOf(bytes));
const parts = (): readonly string[] => readdirSync(join(folder(), 'incoming'));

describe('handing in', () => {
	test('[P2] [P4] by the reporting unit, kept, and fetched byte for byte', async () => {
		const { id, status } = await scene.hand('police', pdf());
		expect(status).toBe(200);
		expect(await scene.names('health')).toEqual(['方案.pdf']);
		const answer = await scene.read('health', `papers/${id}/versions/1`);
		expect(answer.rawPayload.equals(pdf())).toBe(true);
		expect(answer.headers).toMatchObject({
			'content-type': 'application/pdf',
			'content-disposition': 'attachment; filename="__.pdf"; filename*=UTF-8\'\'%E6%96%B9%E6%A1%88.pdf',
			'x-content-type-options': 'nosniff',
			'content-security-policy': "default-src 'none'; sandbox"
		});
		expect(parts()).toEqual([]);
	});

	test.each([
		[null, 401],
		['health', 403],
		['outsider', 404],
		['secretary', 200],
		['convener', 200]
	])('[P2] %s uploads a piece for an item of the police: %s', async (who, status) => {
		expect((await scene.piece(who, 'upload-of-somebody', pdf())).status).toBe(status);
		expect(parts()).toHaveLength(status === 200 ? 1 : 0);
	});

	test('[P2] what somebody uploaded nobody else hands in', async () => {
		await scene.piece('police', 'upload-of-the-police', pdf());
		const body = { itemId: scene.items.police, upload: 'upload-of-the-police', name: 'a.pdf', bytes: pdf().length };
		const wanted = { ...body, confirmed: true };
		expect(await scene.give('secretary', 'meetings/m-1/add-paper', wanted)).toMatchObject({ code: 'upload-gone' });
		expect(await scene.give('health', 'meetings/m-1/add-paper', wanted)).toMatchObject({ code: 'not-allowed' });
		expect(await scene.give('police', 'meetings/m-1/add-paper', { ...wanted, itemId: 'a-none' })).toMatchObject({
			code: 'not-found'
		});
	});

	test('a foreign origin sends nothing', async () => {
		const headers = { origin: 'https://evil.example', host: 'localhost' };
		expect(await scene.piece('police', 'upload-of-evil-one', pdf(), { headers })).toMatchObject({
			code: 'foreign-origin'
		});
		expect(parts()).toEqual([]);
	});

	test('[P8] without the tick nothing is recorded, and the bytes wait for it', async () => {
		const first = await scene.hand('police', pdf(), { confirmed: false });
		expect(first).toMatchObject({ status: 422, code: 'paper-unconfirmed', fields: ['confirmed'] });
		expect(await scene.names('police')).toEqual([]);
		const body = {
			itemId: scene.items.police,
			upload: first.upload,
			name: 'a.pdf',
			bytes: pdf().length,
			confirmed: true
		};
		expect(await scene.give('police', 'meetings/m-1/add-paper', body)).toMatchObject({ status: 200 });
		const [fact] = scene
			.house()
			.grounds.storage.facts(`papers:${(await scene.listed('police')).items[0].papers[0].id}`);
		expect(fact?.payload).toMatchObject({ confirmed: true });
	});

	test('[P5] two presses at once, and a third one later, are one paper', async () => {
		await scene.piece('police', 'upload-pressed-twice', pdf());
		const body = { itemId: scene.items.police, upload: 'upload-pressed-twice', name: 'a.pdf', bytes: pdf().length };
		const press = () => scene.give('police', 'meetings/m-1/add-paper', { ...body, confirmed: true });
		const told = await Promise.all([press(), press()]);
		expect(told.map(({ status }) => status)).toEqual([200, 200]);
		expect((await press()).status).toBe(200);
		expect(await scene.names('police')).toHaveLength(1);
	});

	test('[P9] no more is taken than was promised, since room was looked for by that', async () => {
		const answer = await scene.piece('police', 'upload-of-a-liar', Buffer.alloc(1000, 0x20), { of: 10 });
		expect(answer).toMatchObject({ status: 413, code: 'too-large' });
	});

	test('five are under way, also when more begin in one moment', async () => {
		const begun = await Promise.all(
			Array.from({ length: 12 }, (_, index) => scene.piece('police', `upload-in-a-moment-${index}`, pdf()))
		);
		expect(begun.filter(({ status }) => status === 200)).toHaveLength(5);
		expect(parts()).toHaveLength(5);
	});

	test('[P10] a path in the name stays in no path and no header', async () => {
		const { id } = await scene.hand('police', pdf(), { name: '../../../etc/x"\r\nset-cookie: a=b;.pdf' });
		expect(await scene.names('police')).toEqual(['x_ set-cookie_ a=b;.pdf']);
		const { headers } = await scene.read('police', `papers/${id}/versions/1`);
		expect(headers['set-cookie']).toBeUndefined();
		expect(headers['content-disposition']).toContain('attachment; filename="x__set-cookie__a_b_.pdf"');
	});
});

describe('[P9] what may be uploaded', () => {
	const cfb = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
	const macros = Buffer.concat([cfb, Buffer.alloc(256 * 1024 - 610), Buffer.from('_VBA_PROJECT', 'utf16le')]);
	test.each<[string, Buffer, number, string?]>([
		['方案.pdf', pdf(), 200],
		['方案.docx', zip('[Content_Types].xml', 'word/document.xml'), 200],
		['表.xlsx', zip('xl/workbook.xml'), 200],
		['汇报.pptx', zip('ppt/presentation.xml'), 200],
		['公文.ofd', zip('OFD.xml', 'Doc_0/Document.xml'), 200],
		['方案.wps', cfb, 200],
		['图.png', Buffer.from('89504e470d0a1a0a00', 'hex'), 200],
		['说明.txt', Buffer.from('一、情况\r\n'), 200],
		['名册.csv', Buffer.from([0xd1, 0xa7, 0xd0, 0xa3, 0x2c, 0x31]), 200],
		['页.pdf', Buffer.from('<!doctype html><script>alert(1)</script>'), 422, 'paper-mismatch'],
		['方案.docx', zip('xl/workbook.xml'), 422, 'paper-mismatch'],
		['方案.docx', pdf(), 422, 'paper-mismatch'],
		['方案.docx', zip('word/document.xml').subarray(0, 80), 422, 'paper-mismatch'],
		['方案.docx', zip('word/document.xml', 'word/vbaProject.bin'), 422, 'paper-macros'],
		['方案.wps', macros, 422, 'paper-macros'],
		['程序.txt', Buffer.from('MZ\u0000\u0001'), 422, 'paper-mismatch'],
		['空.pdf', Buffer.alloc(0), 422, 'paper-empty'],
		['方案.docm', zip('word/document.xml'), 422, 'paper-macros'],
		['方案.doc', cfb, 422, 'paper-type'],
		['程序.exe', Buffer.from('MZ'), 422, 'paper-type'],
		['页.html', Buffer.from('<p>'), 422, 'paper-type'],
		['图.svg', Buffer.from('<svg/>'), 422, 'paper-type']
	])('%s: %#', async (name, bytes, status, code) => {
		expect(await scene.hand('police', bytes, { name })).toMatchObject({ status, ...(code && { code }) });
		expect(await scene.names('police')).toEqual(status === 200 ? [name] : []);
		expect(existsSync(fileOf(bytes))).toBe(status === 200);
	});

	test('too large is said before and while it comes', async () => {
		const of = paperDefaults.mostBytes + 1;
		expect(await scene.piece('police', 'upload-too-large-1', pdf(), { of })).toMatchObject({ status: 413 });
		const most = Buffer.alloc(paperDefaults.mostBytes, 0x20);
		expect((await scene.piece('police', 'upload-too-large-2', most)).at).toBe(most.length);
		const more = await scene.piece('police', 'upload-too-large-2', pdf(), { at: most.length });
		expect(more).toMatchObject({ status: 413, code: 'too-large' });
	});
});

describe('in pieces', () => {
	test('goes on where it was cut off, and says where that is', async () => {
		const bytes = pdf('x'.repeat(1000));
		await scene.piece('police', 'upload-in-two-pieces', bytes.subarray(0, 400), { of: bytes.length });
		const rest = (at: number) =>
			scene.piece('police', 'upload-in-two-pieces', bytes.subarray(at), { at, of: bytes.length });
		expect(await rest(500)).toMatchObject({ code: 'upload-elsewhere', params: { at: 400 } });
		expect((await scene.read('police', 'papers/uploads/upload-in-two-pieces')).json()).toMatchObject({ at: 400 });
		const body = { itemId: scene.items.police, upload: 'upload-in-two-pieces', name: 'a.pdf', bytes: bytes.length };
		const early = await scene.give('police', 'meetings/m-1/add-paper', { ...body, confirmed: true });
		expect(early).toMatchObject({ code: 'upload-gone' });
		await scene.restart();
		expect(await rest(400)).toMatchObject({ at: bytes.length });
		const { id } = await scene.give('police', 'meetings/m-1/add-paper', { ...body, confirmed: true });
		expect((await scene.read('police', `papers/${id}/versions/1`)).rawPayload.equals(bytes)).toBe(true);
	});

	test('five at once by one person, and what nobody came back to is gone after a day', async () => {
		const begin = (n: number, who = 'police') => scene.piece(who, `upload-number-${n}-of-many`, pdf());
		for (const n of [1, 2, 3, 4, 5]) expect((await begin(n)).status).toBe(200);
		expect(await begin(6)).toMatchObject({ code: 'uploads-too-many' });
		expect((await begin(6, 'secretary')).status).toBe(200);
		const left = parts();
		const [kept = '', ...gone] = left.map((name) => join(folder(), 'incoming', name));
		const aged = (path: string, ms: number): void => {
			const then = (Date.now() - ms) / 1000;
			utimesSync(path, then, then);
		};
		aged(kept, DAY - 60_000);
		for (const path of gone) aged(path, DAY + 60_000);
		expect((await begin(7)).status).toBe(200);
		expect(parts()).toHaveLength(2);
		expect(parts()).toContain(left[0]);
	});

	test('a full disk is said with 507, and nothing of it is handed in', async () => {
		const digest = (text: string): string => hashOf(Buffer.from(text)).slice(0, 32);
		const upload = 'upload-to-a-full-disk';
		// The system's own disk that is always full.
		symlinkSync('/dev/full', join(folder(), 'incoming', `${digest('police')}-${digest(upload)}.part`));
		expect(await scene.piece('police', upload, pdf())).toMatchObject({ status: 507, code: 'storage-full' });
		const body = { itemId: scene.items.police, upload, name: 'a.pdf', bytes: pdf().length, confirmed: true };
		expect(await scene.give('police', 'meetings/m-1/add-paper', body)).toMatchObject({ code: 'upload-gone' });
		expect(await scene.names('police')).toEqual([]);
	});

	test('[P13] what a killed process kept and did not record counts for nobody', async () => {
		const { id } = await scene.hand('police', pdf('kept'));
		const orphan = pdf('orphan');
		mkdirSync(join(folder(), hashOf(orphan).slice(0, 2)), { recursive: true });
		writeFileSync(fileOf(orphan), orphan);
		await scene.restart();
		expect(existsSync(fileOf(orphan))).toBe(false);
		expect((await scene.read('police', `papers/${id}/versions/1`)).statusCode).toBe(200);
	});
});

describe('reading', () => {
	test('[P6] need-to-know is in nobody else’s list, number or hands', async () => {
		const paper = { level: 'need-to-know', readerPersonIds: ['edu'] };
		const { id } = await scene.hand('police', pdf(), paper);
		for (const who of ['police', 'edu', 'secretary', 'convener']) expect(await scene.names(who)).toHaveLength(1);
		expect(await scene.names('health')).toEqual([]);
		expect(scene.papers().namesAt('m-1', scene.items.police)).toEqual([]);
		expect(JSON.stringify(await scene.listed('health'))).not.toContain(id);
		const status = async (who: string | null, path: string) => (await scene.read(who, path)).statusCode;
		expect(await status('health', `papers/${id}/versions/1`)).toBe(404);
		expect(await status('outsider', `papers/${id}/versions/1`)).toBe(404);
		expect(await status(null, `papers/${id}/versions/1`)).toBe(401);
		expect(await status('edu', `papers/${id}/versions/1`)).toBe(200);
		expect(await status('outsider', 'meetings/m-1/papers')).toBe(403);
		// As if there were no such paper: a "not allowed" would tell that there is.
		for (const verb of ['withdraw', 'erase'])
			expect(await scene.give('health', `papers/${id}/${verb}`, { reason: '误' })).toMatchObject({ code: 'not-found' });
		expect(await scene.hand('health', pdf('two'), { paperId: id })).toMatchObject({ code: 'not-found' });
		const heard: string[] = [];
		scene.papers().heard((meetingId) => heard.push(meetingId));
		await scene.give('police', `papers/${id}/level`, { level: 'internal' });
		expect([heard, scene.papers().namesAt('m-1', scene.items.police)]).toEqual([['m-1'], ['方案.pdf']]);
		expect(await scene.names('health')).toHaveLength(1);
	});

	test.each([
		['bytes=0-4', 206, '%PDF-', 'bytes 0-4/19'],
		['bytes=-6', 206, '%%EOF\n', 'bytes 13-18/19'],
		['bytes=13-', 206, '%%EOF\n', 'bytes 13-18/19'],
		['bytes=13-99', 206, '%%EOF\n', 'bytes 13-18/19'],
		['bytes=19-', 416, '', 'bytes */19'],
		['bytes=4-1', 200, pdf().toString(), undefined],
		['bytes=0-1,3-4', 200, pdf().toString(), undefined],
		['rows=1-2', 200, pdf().toString(), undefined]
	])('a range: %s', async (range, status, body, told) => {
		const { id } = await scene.hand('police', pdf());
		const answer = await scene.read('police', `papers/${id}/versions/1`, { range });
		expect([answer.statusCode, answer.body, answer.headers['content-range']]).toEqual([status, body, told]);
	});

	test('a range of another version than the one it began with: the whole', async () => {
		const { id } = await scene.hand('police', pdf());
		const url = `papers/${id}/versions/1`;
		const { etag } = (await scene.read('police', url)).headers;
		const ranged = async (known: string) =>
			(await scene.read('police', url, { range: 'bytes=0-4', 'if-range': known })).statusCode;
		expect([await ranged(String(etag)), await ranged('"another"')]).toEqual([206, 200]);
	});

	test('looked at in place, in a sandbox: pictures and PDF, the rest never', async () => {
		const png = Buffer.from('89504e470d0a1a0a00', 'hex');
		const shown = async (bytes: Buffer, name: string) => {
			const { id } = await scene.hand('police', bytes, { name });
			const { headers } = await scene.read('police', `papers/${id}/versions/1?inline=1`);
			return [String(headers['content-disposition']).split(';')[0], headers['content-security-policy']];
		};
		expect(await shown(png, 'a.png')).toEqual(['inline', "default-src 'none'; sandbox"]);
		expect(await shown(pdf(), 'a.pdf')).toEqual(['inline', "default-src 'none'; sandbox"]);
		expect(await shown(Buffer.from('<p>'), 'a.txt')).toEqual(['attachment', "default-src 'none'; sandbox"]);
	});

	test('asked again with its tag it is not sent again', async () => {
		const { id } = await scene.hand('police', pdf());
		const tag = `"${hashOf(pdf())}"`;
		const answer = await scene.read('police', `papers/${id}/versions/1`, { 'if-none-match': tag });
		expect([answer.statusCode, answer.body]).toEqual([304, '']);
	});
});

describe('versions, withdrawing, erasing', () => {
	test('[P3] the new one is shown, the old one stays', async () => {
		const { id } = await scene.hand('police', pdf('one'));
		await scene.hand('secretary', pdf('two'), { paperId: id, name: '方案修改.pdf' });
		expect(await scene.names('health')).toEqual(['方案修改.pdf']);
		const body = async (n: number) => (await scene.read('health', `papers/${id}/versions/${n}`)).body;
		expect([await body(1), await body(2)]).toEqual([String(pdf('one')), String(pdf('two'))]);
		expect((await scene.read('health', `papers/${id}/versions/3`)).statusCode).toBe(404);
		expect(await scene.hand('health', pdf('three'), { paperId: id })).toMatchObject({ code: 'not-allowed' });
	});

	test('[P12] [P13] withdrawn for all but its unit and the office; erased for everybody', async () => {
		const { id } = await scene.hand('police', pdf());
		const again = await scene.hand('health', pdf(), { place: { meetingId: 'm-1', itemId: scene.items.health } });
		expect(await scene.give('health', `papers/${id}/withdraw`, { reason: '误' })).toMatchObject({
			code: 'not-allowed'
		});
		expect(await scene.give('secretary', `papers/${id}/erase`, { reason: '误' })).toMatchObject({
			code: 'paper-not-withdrawn'
		});
		expect((await scene.give('police', `papers/${id}/withdraw`, { reason: '内容有误' })).status).toBe(200);
		const [row] = (await scene.listed('health')).items[0].papers;
		expect(row).toMatchObject({ mayFetch: false, withdrawn: { reason: '内容有误', name: 'police某' } });
		expect((await scene.read('health', `papers/${id}/versions/1`)).json().code).toBe('paper-withdrawn');
		expect((await scene.read('police', `papers/${id}/versions/1`)).statusCode).toBe(200);
		expect(await scene.give('police', `papers/${id}/erase`, { reason: '误传' })).toMatchObject({ code: 'not-allowed' });
		expect((await scene.give('secretary', `papers/${id}/erase`, { reason: '误传' })).status).toBe(200);
		expect((await scene.read('secretary', `papers/${id}/versions/1`)).json().code).toBe('paper-erased');
		// The other unit's paper has the same bytes.
		expect((await scene.read('health', `papers/${again.id}/versions/1`)).statusCode).toBe(200);
		await scene.give('health', `papers/${again.id}/withdraw`, { reason: '误' });
		await scene.give('secretary', `papers/${again.id}/erase`, { reason: '误' });
		expect(existsSync(fileOf(pdf()))).toBe(false);
	});
});

describe('deadlines', () => {
	test('[P4] [P14] [P15] the office sees what is missing, a unit what is its own, and late is marked', async () => {
		const missing = async (who: string) => (await scene.listed(who)).missing;
		expect(await missing('secretary')).toEqual([scene.items.police, scene.items.health]);
		expect(await missing('police')).toEqual([scene.items.police]);
		expect(await missing('edu')).toEqual([]);
		await scene.hand('police', pdf());
		expect(await missing('secretary')).toEqual([scene.items.health]);
		const dueAt = scene.house().grounds.clock() + 1000;
		const call = { itemId: scene.items.police, wanted: true, dueAt };
		expect(await scene.give('police', 'meetings/m-1/call-paper', call)).toMatchObject({ code: 'not-allowed' });
		expect(await scene.give('secretary', 'meetings/m-1/call-paper', call)).toMatchObject({ status: 200 });
		scene.house().advance(2000);
		await scene.hand('police', pdf('late'));
		const [{ papers }] = (await scene.listed('health')).items;
		expect(papers.map(({ versions }: { versions: { isLate: boolean }[] }) => versions[0]?.isLate)).toEqual([
			false,
			true
		]);
		await scene.give('secretary', 'meetings/m-1/call-paper', { itemId: scene.items.health, wanted: false });
		expect(await missing('secretary')).toEqual([]);
	});

	test('[P2] a closed meeting takes no more', async () => {
		for (const [who, verb, body] of [
			['secretary', 'publish', {}],
			['convener', 'start', {}],
			['convener', 'end', {}],
			['secretary', 'close', {}]
		] as const)
			await scene.give(who, `meetings/m-1/${verb}`, body);
		expect(await scene.hand('police', pdf())).toMatchObject({ code: 'papers-closed' });
	});
});

test('[P1] papers of an item that is gone from the agenda are listed to their unit and the office', async () => {
	await scene.hand('police', pdf());
	await scene.takeFromAgenda(scene.items.police);
	const gone = async (who: string): Promise<number> => (await scene.listed(who)).gone.length;
	expect([await gone('police'), await gone('secretary'), await gone('health')]).toEqual([1, 1, 0]);
	expect(await scene.hand('police', pdf('two'))).toMatchObject({ status: 404 });
});

describe('topics', () => {
	const draft = async (change: object = {}): Promise<string> => {
		const topic = { unitId: 'u-school', title: '减速带', matter: '堵', facts: '有', request: '请', category: 'safety' };
		return (await scene.give('teacher', `councils/${council}/draft-topic`, { ...topic, ...change })).id;
	};
	const council = 'c-edu';
	const schedule = async (id: string): Promise<void> => {
		await scene.give('teacher', `topics/${id}/propose`);
		await scene.give('secretary', `topics/${id}/accept`, { reason: '好' });
		await scene.give('secretary', `topics/${id}/schedule`, { meetingId: 'm-1' });
		await scene.house().grounds.outbox.drained();
	};

	test('[P1] [P7] a draft’s papers are its author’s; scheduled, they are at the item too', async () => {
		const topicId = await draft();
		expect((await scene.hand('teacher', pdf(), { place: { topicId }, name: '照片.pdf' })).status).toBe(200);
		expect(await scene.hand('secretary', pdf(), { place: { topicId } })).toMatchObject({ code: 'not-found' });
		expect((await scene.read('secretary', `topics/${topicId}/papers`)).statusCode).toBe(404);
		await schedule(topicId);
		expect((await scene.listed('health', `topics/${topicId}`)).items).toHaveLength(1);
		expect(await scene.names('health')).toEqual(['照片.pdf']);
		expect(scene.papers().namesAt('m-1', `t-${topicId}`)).toEqual(['照片.pdf']);
		expect((await scene.listed('secretary')).missing).not.toContain(`t-${topicId}`);
	});

	test('[P7] a need-to-know topic on an agenda shows its papers to nobody else', async () => {
		const topicId = await draft({ level: 'need-to-know', readerUnitIds: ['u-edu'] });
		const { id } = await scene.hand('teacher', pdf(), { place: { topicId }, level: 'public' });
		await schedule(topicId);
		expect(scene.papers().namesAt('m-1', `t-${topicId}`)).toEqual([]);
		expect(await scene.names('edu')).toHaveLength(1);
		expect(await scene.names('health')).toEqual([]);
		expect((await scene.read('health', `papers/${id}/versions/1`)).statusCode).toBe(404);
		expect(await scene.give('health', `papers/${id}/withdraw`, { reason: '误' })).toMatchObject({ code: 'not-found' });
	});

	test('[T20] [P16] who follows hears that something changed, and not what', async () => {
		const { doors, auth } = scene.house().grounds;
		const signedIn = await auth.fromCookie(await scene.house().cookieOf('health'));
		const follow = (domain: string, id: string, since?: number) =>
			doors.questions.get(`${domain}/follow`)?.(signedIn!, { id, ...(since !== undefined && { since }) });
		const before = (await follow('meeting-papers', 'm-1')) as { value: { seq: number } };
		await scene.hand('police', pdf(), { level: 'need-to-know' });
		const after = await follow('meeting-papers', 'm-1', before.value.seq);
		expect(after).toMatchObject({ value: { state: null, events: [{ event: { type: 'changed' } }] } });
		const topicId = await draft();
		expect(await follow('topic-news', topicId)).toMatchObject({ refusal: { code: 'not-found' } });
		const pool = (await follow('pool-news', council)) as { value: { seq: number } };
		await schedule(topicId);
		const told = (await follow('pool-news', council, pool.value.seq)) as { value: { events: unknown[] } };
		expect(told.value.events).toEqual([{ seq: pool.value.seq + 3, event: { type: 'changed' } }]);
	});
});
